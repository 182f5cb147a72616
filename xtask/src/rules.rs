//! `cargo xtask rules`: every rule, and what one of them wants.

use crate::{
    Exit, Terminal,
    cli::{ListFormat, RulesArgs},
};
use codegen::problem::{Rule, Severity};
use serde_json::json;

/// The columns of an explanation.
const WIDTH: usize = 80;

/// Prints every rule, sorted by name.
pub(crate) fn run(args: &RulesArgs, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let rules = codegen::rules();
    let out = &mut terminal.out;
    match args.format {
        ListFormat::Text => {
            let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
            for rule in rules {
                let severity = severity(rule);
                out.line(format_args!("{:width$}  {severity:<7}  {}", rule.id, rule.summary))?;
            }
        }
        ListFormat::Json => {
            let list: serde_json::Value = rules.into_iter().map(as_json).collect();
            out.line(format_args!("{list:#}"))?;
        }
    }
    Ok(Exit::Fine)
}

/// Prints what the rule `id` wants and why.
pub(crate) fn explain(id: &str, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let rules = codegen::rules();
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        let guess = codegen::closest(id, rules.iter().map(|rule| rule.id))
            .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
        let err = &mut terminal.err;
        err.line(format_args!("error: there is no rule `{id}`{guess}"))?;
        err.line("`cargo xtask rules` lists them all")?;
        return Ok(Exit::Usage);
    };
    let out = &mut terminal.out;
    out.line(format_args!("{} ({} unless lint.toml says otherwise)", rule.id, severity(rule)))?;
    for paragraph in [rule.summary, rule.explanation] {
        out.line(format_args!("\n{}", wrapped(paragraph)))?;
    }
    Ok(Exit::Fine)
}

fn severity(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn as_json(rule: &Rule) -> serde_json::Value {
    json!({
        "id": rule.id,
        "severity": severity(rule),
        "summary": rule.summary,
        "explanation": rule.explanation,
    })
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
