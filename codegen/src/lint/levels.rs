//! The levels that a project gives to rules: `spec/lint.toml`.

use crate::{
    problem::{Problems, Rule, Severity},
    suggest::closest,
};
use std::{collections::BTreeMap, fmt, ops::Range};
use toml::de::{DeTable, DeValue};

/// What becomes of the problems of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// They are dropped.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

/// The levels of rules by id. Rules that are not named keep their own severity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<String, Level>);

/// A file of levels that cannot be used, and the place to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelsError {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Levels {
    /// Reads a table `[rules]` of lines such as `missing-retry = "deny"`. `known` are all rules there are.
    ///
    /// # Errors
    ///
    /// The first mistake: no TOML, another key than `rules`, an unknown rule, or a level other than `allow`,
    /// `warn` and `deny`.
    pub fn parse(text: &str, known: &[&Rule]) -> Result<Self, LevelsError> {
        let fail = |span: Range<usize>, message: String, help: Option<String>| LevelsError {
            line: line(text, span.start),
            message,
            help,
        };
        let table = DeTable::parse(text)
            .map_err(|error| fail(error.span().unwrap_or_default(), error.message().to_owned(), None))?;
        let mut levels = BTreeMap::new();
        for (key, value) in table.get_ref() {
            let rules = match value.get_ref() {
                DeValue::Table(rules) if key.get_ref() == "rules" => rules,
                _ => {
                    let message = format!("`{}` is not the table `[rules]`", key.get_ref());
                    return Err(fail(
                        key.span(),
                        message,
                        Some("write the levels below `[rules]`".to_owned()),
                    ));
                }
            };
            for (id, level) in rules {
                let name: &str = id.get_ref();
                if !known.iter().any(|rule| rule.id == name) {
                    let ids = known.iter().map(|rule| rule.id);
                    let help = closest(name, ids).map(|rule| format!("did you mean `{rule}`?"));
                    return Err(fail(id.span(), format!("there is no rule `{name}`"), help));
                }
                let level = Level::parse(level.get_ref()).ok_or_else(|| {
                    let help = "write \"allow\", \"warn\" or \"deny\"".to_owned();
                    fail(level.span(), format!("the rule `{name}` has an unknown level"), Some(help))
                })?;
                levels.insert(name.to_owned(), level);
            }
        }
        Ok(Self(levels))
    }

    /// Drops the problems of rules that are allowed, and gives the others the severity of their level.
    pub fn apply(&self, problems: &mut Problems) {
        problems.retain(|problem| self.0.get(problem.rule.id) != Some(&Level::Allow));
        for problem in problems.iter_mut() {
            match self.0.get(problem.rule.id) {
                Some(Level::Deny) => problem.severity = Severity::Error,
                Some(Level::Warn) => problem.severity = Severity::Warning,
                Some(Level::Allow) | None => {}
            }
        }
    }
}

impl Level {
    fn parse(value: &DeValue<'_>) -> Option<Self> {
        match value.as_str()? {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }
}

impl fmt::Display for LevelsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)?;
        match &self.help {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for LevelsError {}

fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Span;

    static STRICT: Rule = super::super::error("strict-rule", "", "");
    static LOOSE: Rule = super::super::warning("loose-rule", "", "");
    static QUIET: Rule = super::super::warning("quiet-rule", "", "");
    static KNOWN: [&Rule; 3] = [&STRICT, &LOOSE, &QUIET];

    fn fails(text: &str) -> String {
        Levels::parse(text, &KNOWN).expect_err(text).to_string()
    }

    #[test]
    fn levels_drop_raise_and_lower() {
        let text = "# ours\n[rules]\nstrict-rule = \"warn\"\nloose-rule = \"deny\"\nquiet-rule = \"allow\"\n";
        let levels = Levels::parse(text, &KNOWN).expect("well formed");
        let mut problems = Problems::default();
        for rule in KNOWN {
            problems.push(rule.at(Span::default(), "wrong"));
        }
        levels.apply(&mut problems);
        let left: Vec<_> = problems.iter().map(|problem| (problem.rule.id, problem.severity)).collect();
        assert_eq!(left, [("strict-rule", Severity::Warning), ("loose-rule", Severity::Error)]);
    }

    #[test]
    fn without_levels_rules_keep_their_severity() {
        let mut problems = Problems::default();
        problems.push(STRICT.at(Span::default(), "wrong"));
        problems.push(LOOSE.at(Span::default(), "wrong"));
        let before = problems.clone();
        Levels::parse("", &KNOWN).expect("empty is fine").apply(&mut problems);
        assert_eq!(problems, before);
    }

    #[test]
    fn mistakes_are_placed_and_explained() {
        assert_eq!(
            fails("[rules]\n\nstrict-rule = \"deny\"\nlose-rule = \"deny\"\n"),
            "line 4: there is no rule `lose-rule`: did you mean `loose-rule`?"
        );
        assert_eq!(fails("[rules]\nsomething = \"deny\"\n"), "line 2: there is no rule `something`");
        assert_eq!(
            fails("[rules]\nloose-rule = \"forbid\"\n"),
            "line 2: the rule `loose-rule` has an unknown level: write \"allow\", \"warn\" or \"deny\""
        );
        assert!(fails("[rules]\nloose-rule = true\n").contains("unknown level"));
        assert_eq!(
            fails("\n[rule]\nloose-rule = \"deny\"\n"),
            "line 2: `rule` is not the table `[rules]`: write the levels below `[rules]`"
        );
        assert!(fails("rules = 1\n").contains("is not the table"));
        assert!(fails("[rules]\nloose-rule = \n").starts_with("line 2: "));
    }
}
