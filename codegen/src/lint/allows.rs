//! Comments `# lint:allow RULE reason`, which let one rule be violated in one place.

use super::warning;
use crate::{
    document::{Comment, comments},
    patch,
    problem::{Problem, Problems, Rule, Span},
    suggest::{certain_name, closest},
};

pub(super) static BAD_ALLOW: Rule = warning(
    "bad-allow",
    "a comment `# lint:allow` names a rule and says why",
    "Such a comment lets the rule be violated: beside something, on that line; on a line of its own, in all that begins \
     on the next line, as in `# lint:allow missing-retry The server does not say.` above an operation. Whoever \
     reads it later has to know why, so it has no effect without a reason.",
)
.fixable();
pub(super) static UNUSED_ALLOW: Rule = warning(
    "unused-allow",
    "a comment `# lint:allow` allows something",
    "Nothing breaks the rule where the comment allows it: what it speaks of was mended, or the comment stands in \
     the wrong place. It would hide the next mistake. Neither this rule nor `bad-allow` can be allowed by a comment.",
);

const MARK: &str = "lint:allow";

/// The comments of one document that allow something.
#[derive(Debug, Default)]
pub(crate) struct Allows(Vec<Allow>);

#[derive(Debug)]
struct Allow {
    rule: &'static str,
    comment: Span,
    /// Problems that start here are allowed.
    about: Span,
    used: bool,
}

impl Allows {
    /// Reads the comments of a document. What is wrong with them goes to `problems`.
    pub(crate) fn read(text: &str, problems: &mut Problems) -> Self {
        // Hardly any document has one.
        if !text.contains(MARK) {
            return Self::default();
        }
        let rules = crate::rules();
        let mut allows = Vec::new();
        for comment in comments(text) {
            match read(text, &comment, &rules) {
                Some(Ok(allow)) => allows.push(allow),
                Some(Err(problem)) => problems.push(*problem),
                None => {}
            }
        }
        Self(allows)
    }

    /// Drops the problems that are allowed.
    pub(crate) fn apply(&mut self, problems: &mut Problems) {
        problems.retain(|problem| {
            let mut allowed = false;
            for allow in &mut self.0 {
                let here = (allow.about.start..=allow.about.end).contains(&problem.span.start);
                if here && allow.rule == problem.rule.id {
                    allow.used = true;
                    allowed = true;
                }
            }
            !allowed
        });
    }

    /// A problem for each comment that has allowed nothing, after all problems were seen.
    pub(crate) fn unused(self) -> Problems {
        let mut problems = Problems::default();
        for Allow { rule, comment, .. } in self.0.into_iter().filter(|allow| !allow.used) {
            problems.push(
                UNUSED_ALLOW
                    .at(comment, format!("nothing breaks the rule `{rule}` here"))
                    .help("remove the comment, or move it above what breaks the rule"),
            );
        }
        problems
    }
}

/// What a comment allows; `None` when it is about something else.
fn read(text: &str, comment: &Comment, rules: &[&'static Rule]) -> Option<Result<Allow, Box<Problem>>> {
    let Comment { span, about } = *comment;
    let words = text.get(span.start..span.end)?.trim_start_matches('#').trim();
    let rest =
        words.strip_prefix(MARK).filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))?;
    let (name, reason) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let bad = |message: String, help: String| BAD_ALLOW.at(span, message).help(help);
    if name.is_empty() {
        let help = format!("write `# {MARK} RULE reason`; `cargo xtask rules` lists the rules");
        return Some(Err(bad("the comment does not say which rule it allows".to_owned(), help).into()));
    }
    let Some(rule) = rules.iter().find(|rule| rule.id == name) else {
        let ids = || rules.iter().map(|rule| rule.id);
        let help = closest(name, ids())
            .map_or("`cargo xtask rules` lists them all".to_owned(), |id| format!("did you mean `{id}`?"));
        let mark = span.start + text[span.start..span.end].find(MARK)? + MARK.len();
        let start = mark + text[mark..span.end].find(name)?;
        let place = Span { start, end: start + name.len() };
        let fix = certain_name(name, ids()).and_then(|id| patch::write(text, place, name, id));
        return Some(Err(bad(format!("there is no rule `{name}`"), help).fix(fix).into()));
    };
    if reason.trim().is_empty() {
        let help = format!("say why, as in `# {MARK} {name} The server does not say.`");
        return Some(Err(bad(format!("the comment does not say why it allows `{name}`"), help).into()));
    }
    Some(Ok(Allow { rule: rule.id, comment: span, about, used: false }))
}
