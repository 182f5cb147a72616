//! A report as a page for those who review a change: one file, without anything from the network.

mod emphasis;
mod escape;
mod excerpt;
mod view;

use super::super::{finding::Report, matrix::Fact};
use crate::Source;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use escape::{escaped, words};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, syntax::SyntaxConfig};
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A report as a page of HTML that is complete by itself, given the two documents that were compared.
///
/// It asks nothing of the network and forbids itself to, runs no script but its own, and can be read without that: scripts only filter,
/// lead from one finding to the next and copy. A finding is found at `#f-` and its fingerprint. Whatever the documents hold, it is
/// shown as text. The same report and documents give the same bytes.
#[must_use]
pub fn html(report: &Report, base: &Source<'_>, head: &Source<'_>) -> String {
    let page = view::of(report, base, head, &asset(&style()), &asset(SCRIPT));
    rendered(page).unwrap_or_else(|error| {
        // The template is part of this program, no document reaches it, and the tests render all of it.
        unreachable!("the template of the page does not render: {error:#}")
    })
}

fn rendered(page: Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(|out, _, value| {
        let text = value.to_string();
        let text = if value.is_safe() { text } else { escaped(&text) };
        out.write_str(&text).map_err(Into::into)
    });
    environment.add_filter("words", |text: &str| words(text));
    environment.render_str(PAGE, page)
}

/// The style, with what the columns of facts are called where they do not stand side by side.
fn style() -> String {
    let labels = Fact::ALL.iter().enumerate().map(|(at, fact)| {
        format!(".policies td:nth-of-type({}) {{ --fact: \"{}\"; }}\n", at + 1, fact.name())
    });
    std::iter::once(STYLE.to_owned()).chain(labels).collect()
}

/// A part of the page that stands in it as it is, with what the page's policy calls it.
struct Asset {
    text: Value,
    hash: String,
}

fn asset(text: &str) -> Asset {
    let hash = format!("sha256-{}", STANDARD.encode(Sha256::digest(text)));
    Asset { text: Value::from_safe_string(text.to_owned()), hash }
}
