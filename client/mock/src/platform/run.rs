//! A run, and how it looks at an instant.

use super::script::{Entry, Script};
use crate::clock::Clock;
use codegen_client::types::{AgentRunStatus, SourceType};
use serde_json::{Map, Value, json};
use std::time::Duration;

#[derive(Debug)]
pub(super) struct Run {
    pub(super) id: i64,
    pub(super) organization_id: i64,
    /// Where it works, by id and by full name.
    pub(super) repository: (i64, String),
    pub(super) source: SourceType,
    pub(super) created: Duration,
    pub(super) metadata: Option<Map<String, Value>>,
    pub(super) script: Script,
    /// Whether agents are banned from its pull request.
    pub(super) banned: bool,
}

/// What a pull request is called.
pub(super) struct PullRequest {
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) title: String,
    pub(super) url: String,
}

impl Run {
    pub(super) fn status(&self, at: Duration) -> &AgentRunStatus {
        self.script.status(at)
    }

    pub(super) fn web_url(&self) -> String {
        format!("https://codegen.com/agent/trace/{}", self.id)
    }

    /// The pull request, once it is open.
    pub(super) fn pull_request(&self, at: Duration) -> Option<PullRequest> {
        self.script.opens.filter(|opened| *opened <= at)?;
        let (id, number) = (self.id + 5000, self.id);
        let url = format!("https://github.com/{}/pull/{number}", self.repository.1);
        Some(PullRequest { id, number, title: format!("The work of run {}", self.id), url })
    }

    /// As an `AgentRun`.
    pub(super) fn show(&self, clock: &Clock, at: Duration) -> Value {
        let pull_requests = self.pull_request(at).zip(self.script.opens).map(|(pull_request, opened)| {
            json!({
                "id": pull_request.id,
                "title": pull_request.title,
                "url": pull_request.url,
                "created_at": clock.timestamp(opened),
                "head_branch_name": format!("codegen/run-{}", self.id),
            })
        });
        let pull_requests: Vec<Value> = pull_requests.into_iter().collect();
        let mut run = self.show_briefly(clock, at);
        run["summary"] = json!(run["result"].is_string().then(|| format!("Run {} has ended.", self.id)));
        run["source_type"] = json!(self.source);
        run["github_pull_requests"] = json!(pull_requests);
        run
    }

    /// What stands beside its log.
    pub(super) fn show_briefly(&self, clock: &Clock, at: Duration) -> Value {
        let result = self.script.result.as_ref().filter(|(since, _)| *since <= at);
        json!({
            "id": self.id,
            "organization_id": self.organization_id,
            "status": self.status(at),
            "created_at": clock.timestamp(self.created),
            "web_url": self.web_url(),
            "result": result.map(|(_, text)| text),
            "metadata": self.metadata,
        })
    }

    /// What is in its log by then, oldest first.
    pub(super) fn log(&self, at: Duration) -> &[Entry] {
        let written = self.script.log.partition_point(|entry| entry.at <= at);
        &self.script.log[..written]
    }

    /// As an `AgentRunLog`.
    pub(super) fn show_entry(&self, clock: &Clock, entry: &Entry) -> Value {
        let tool = entry.tool.as_ref();
        json!({
            "agent_run_id": self.id,
            "created_at": clock.timestamp(entry.at),
            "message_type": entry.kind,
            "thought": entry.thought,
            "tool_name": tool.map(|(name, ..)| name),
            "tool_input": tool.map(|(_, input, _)| input),
            "tool_output": tool.map(|(.., output)| output),
            "observation": entry.observation,
        })
    }
}
