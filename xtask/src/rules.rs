//! `cargo xtask rules`: every rule of `lint`, `diff` and `drift`, and what one of them means.

use crate::{
    Exit, Terminal,
    cli::{ListFormat, RulesArgs},
};
use codegen::{diff, drift, problem};
use serde_json::json;

/// The columns of an explanation.
const WIDTH: usize = 80;

/// Prints every rule, by command and name.
pub(crate) fn run(args: &RulesArgs, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let rules = all();
    let out = &mut terminal.out;
    match args.format {
        ListFormat::Text => {
            let width = |of: fn(&Listed) -> usize| rules.iter().map(of).max().unwrap_or_default();
            let (id, weight) = (width(|rule| rule.id.len()), width(|rule| rule.weight().len()));
            for rule in &rules {
                let Listed { command, summary, .. } = rule;
                out.line(format_args!("{command}  {:id$}  {:weight$}  {summary}", rule.id, rule.weight()))?;
            }
        }
        ListFormat::Json => {
            let list: serde_json::Value = rules.iter().map(Listed::json).collect();
            out.line(format_args!("{list:#}"))?;
        }
    }
    Ok(Exit::Fine)
}

/// Prints what the rule `id` means and why, whichever command it belongs to.
pub(crate) fn explain(id: &str, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let rules = all();
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        let guess = codegen::closest(id, rules.iter().map(|rule| rule.id))
            .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
        let err = &mut terminal.err;
        err.line(format_args!("error: there is no rule `{id}`{guess}"))?;
        err.line("`cargo xtask rules` lists them all")?;
        return Ok(Exit::Usage);
    };
    let out = &mut terminal.out;
    let unless = if rule.command == LINT { " unless lint.toml says otherwise" } else { "" };
    out.line(format_args!("{} ({}, {}{unless})", rule.id, rule.command, rule.weight()))?;
    for paragraph in [rule.summary, rule.explanation] {
        out.line(format_args!("\n{}", wrapped(paragraph)))?;
    }
    if rule.fixable {
        out.line("\n`cargo xtask lint --fix` mends it where there is but one way.")?;
    }
    Ok(Exit::Fine)
}

const DIFF: &str = "diff";
const DRIFT: &str = "drift";
const LINT: &str = "lint";

/// A rule of one of the commands.
struct Listed {
    command: &'static str,
    id: &'static str,
    severity: &'static str,
    /// Whether `lint --fix` mends some of its problems.
    fixable: bool,
    /// What a change breaks or concerns.
    contracts: Vec<&'static str>,
    summary: &'static str,
    explanation: &'static str,
}

/// Sorted by command and name.
fn all() -> Vec<Listed> {
    let of_diff = diff::rules().into_iter().map(|rule| Listed {
        command: DIFF,
        id: rule.id,
        severity: rule.severity.name(),
        fixable: false,
        contracts: rule.contracts.iter().map(|contract| contract.name()).collect(),
        summary: rule.summary,
        explanation: rule.explanation,
    });
    let of_problem = |command, rule: &'static problem::Rule| Listed {
        command,
        id: rule.id,
        severity: match rule.severity {
            problem::Severity::Warning => "warning",
            problem::Severity::Error => "error",
        },
        fixable: rule.fixable,
        contracts: Vec::new(),
        summary: rule.summary,
        explanation: rule.explanation,
    };
    let mut of_diff: Vec<Listed> = of_diff.chain([of_problem(DIFF, &diff::ACCEPTED_CHANGES)]).collect();
    of_diff.sort_by_key(|rule| rule.id);
    let of_drift = drift::rules().into_iter().map(|rule| of_problem(DRIFT, rule));
    let of_lint = codegen::rules().into_iter().map(|rule| of_problem(LINT, rule));
    of_diff.into_iter().chain(of_drift).chain(of_lint).collect()
}

impl Listed {
    /// How much it weighs, and for whom, and whether it can be mended.
    fn weight(&self) -> String {
        let mut words = self.severity.to_owned();
        if !self.contracts.is_empty() {
            words.extend([": ", &self.contracts.join(", ")]);
        }
        if self.fixable {
            words.push_str(", fixable");
        }
        words
    }

    fn json(&self) -> serde_json::Value {
        let Self { command, id, severity, fixable, contracts, summary, explanation } = self;
        json!({
            "command": command,
            "id": id,
            "severity": severity,
            "fixable": fixable,
            "contracts": contracts,
            "summary": summary,
            "explanation": explanation,
        })
    }
}

/// Breaks text between words so that lines fit [`WIDTH`] columns; a longer word stands alone.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            lines.push('\n');
            column = 0;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_rules() {
        let names: std::collections::BTreeSet<&str> = all().iter().map(|rule| rule.id).collect();
        assert_eq!(names.len(), all().len());
    }

    #[test]
    fn wraps_between_words_and_loses_none() {
        let text = "word ".repeat(60);
        let wrapped = wrapped(&text);
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH), "{wrapped}");
        assert_eq!(wrapped.lines().count(), 4, "16 words of 5 columns fit a line");
        assert_eq!(wrapped.split_whitespace().count(), 60);
        let long = "x".repeat(WIDTH + 1);
        assert_eq!(super::wrapped(&format!("a {long} b")), format!("a\n{long}\nb"));
    }
}
