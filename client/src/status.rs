//! When a run has ended: as the description of the API says, not as this code thinks.

use crate::{
    Outcome,
    operations::agents::GET_AGENT_RUN,
    types::{AgentRun, AgentRunStatus},
};

impl AgentRunStatus {
    /// Whether the run goes no further, be it that it has ended well or badly.
    ///
    /// It has at the statuses that [`Client::get_agent_run`](crate::Client::get_agent_run) states, in any case. One that this
    /// version does not know does not count.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.outcome().is_some()
    }

    /// Whether the run has ended well. One that goes on has not.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.outcome() == Some(Outcome::Succeeded)
    }

    fn outcome(&self) -> Option<Outcome> {
        GET_AGENT_RUN.policy.wait?.outcome(self.as_str())
    }
}

impl AgentRun {
    /// Whether the run goes no further; see [`AgentRunStatus::has_ended`]. `false` when the API does not say.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.status.as_ref().is_some_and(AgentRunStatus::has_ended)
    }

    /// Whether the run has ended well; see [`AgentRunStatus::succeeded`]. `false` when the API does not say.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.status.as_ref().is_some_and(AgentRunStatus::succeeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_as_the_description_says() {
        let ends = GET_AGENT_RUN.policy.wait.expect("the description says when a run has ended");
        assert_eq!(ends.field, "status", "the field that the methods of `AgentRun` look at");
        for (text, ended, well) in [
            ("COMPLETE", true, true),
            ("completed", true, true),
            ("Failed", true, false),
            ("ERROR", true, false),
            ("STOPPED", true, false),
            ("cancelled", true, false),
            ("PENDING", false, false),
            ("RUNNING", false, false),
            ("HIBERNATING", false, false),
            ("", false, false),
        ] {
            let status = AgentRunStatus::from(text);
            assert_eq!((status.has_ended(), status.succeeded()), (ended, well), "{text}");
        }
        let run: AgentRun = serde_json::from_str(r#"{"id": 1, "organization_id": 7}"#).expect("a run");
        assert!(!run.has_ended() && !run.succeeded());
    }
}
