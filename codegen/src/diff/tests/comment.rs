//! A report as a comment, read by a parser of Markdown as GitHub would.

use super::{
    Comment, Finding, ItemChange, LONGEST_COMMENT, MARKER, Place, Report, Severity, accepted::entry, between,
    markdown, rules,
};
use crate::{
    diff::{Acceptance, Accepted, State},
    problem::Span,
};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

const COMMENT: Comment<'static> = Comment { command: "cargo xtask diff main --verbose", link_to: None };

/// What a document or a person might write to break out.
const HOSTILE: [&str; 20] = [
    "a|b",
    "| a | b |\n|---|---|",
    "`",
    "``` x ``",
    "\\",
    "a\\|b\\`c",
    "<script>alert(1)</script>",
    "</code></summary></details>",
    "--> <!-- x",
    "@octocat, #12 and org/repo#3",
    "`@octocat` `|` and ` alone",
    "[x](http://evil.example) ![x](http://evil.example/x.png)",
    "http://evil.example www.evil.example <http://evil.example>",
    "line\r\n# heading\n\n```\nfence",
    "\u{1b}[31mred\u{7} \u{202e}txt",
    "**bold** *it* _it_ ~~gone~~ $x$ :smile: &lt;b&gt;",
    "",
    "   ",
    "é漢🦀",
    "- [ ] task",
];

fn finding(severity: Severity, text: &str, at: usize) -> Finding {
    let rules = rules();
    let rule = rules.iter().find(|rule| rule.severity == severity && rule.id.contains("limit"));
    let rule = rule.or_else(|| rules.iter().find(|rule| rule.severity == severity)).unwrap();
    let place = Place { span: Span::default(), line: at + 1, column: 1 };
    Finding {
        fingerprint: format!("{at:012x}"),
        rule,
        severity,
        contracts: rule.contracts,
        operation: at.is_multiple_of(2).then(|| text.to_owned()),
        pointer: format!("/components/schemas/{text}"),
        before: Some(text.to_owned()),
        after: Some(format!("{text} after")),
        base: Some(place),
        head: Some(place),
        anchor: place,
        rust: vec![ItemChange { before: Some(text.to_owned()), after: Some(format!("```\n{text}")) }],
        reach: vec![text.to_owned()],
        factor: Some(0.5),
        message: format!("`{text}` is {text}"),
        help: Some(text.to_owned()),
        accepted: None,
    }
}

fn report(findings: Vec<Finding>) -> Report {
    let (base, head) = ("base.yaml".to_owned(), "spec/head.yaml".to_owned());
    let (policies, generator) = (Vec::new(), Vec::new());
    Report { base, head, findings, policies, generator, accepted: Accepted::default() }
}

/// Each of these texts in everything that a report has of a document, or of a person.
fn hostile() -> Report {
    let mut findings = Vec::new();
    let long = "|`<@".repeat(5_000);
    for (at, text) in HOSTILE.into_iter().chain([long.as_str()]).enumerate() {
        let severity = Severity::HEAVIEST_FIRST[at % 4];
        let mut finding = finding(severity, text, at);
        if at.is_multiple_of(3) {
            finding.accepted = Some(Acceptance { reason: text.to_owned(), expires: None });
        }
        findings.push(finding);
    }
    let mut report = report(findings);
    report.base = "<b>|`x`.yaml".to_owned();
    report.accepted.name = "a|<b>`@x".to_owned();
    report.accepted.entries = vec![entry("0123456789ab", State::Unused)];
    report.generator = vec![ItemChange { before: Some("```\n</details>".to_owned()), after: None }];
    report
}

/// What GitHub would make of a comment.
#[derive(Default)]
struct Read {
    /// Text that is not code.
    prose: String,
    /// Each piece of code, and each line of a fence.
    code: Vec<String>,
    /// Every tag.
    html: Vec<String>,
    links: Vec<String>,
    /// The cells of each row of each table, its heading included.
    tables: Vec<Vec<usize>>,
}

fn read(text: &str) -> Read {
    let mut read = Read::default();
    let mut code = None;
    let mut is_fence = false;
    for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                // A `<summary>` stands in one line with what is in it.
                for piece in html.trim().split_inclusive('>') {
                    let (words, tag) = piece.split_once('<').unwrap_or((piece, ""));
                    match (tag, &mut code) {
                        ("code>", _) => code = Some(String::new()),
                        ("/code>", Some(piece)) => {
                            read.code.push(format!("{piece}{words}"));
                            code = None;
                        }
                        ("", Some(piece)) => piece.push_str(words),
                        _ => read.prose.push_str(words),
                    }
                    if !tag.is_empty() {
                        read.html.push(format!("<{tag}"));
                    }
                }
            }
            Event::Text(words) if is_fence => read.code.extend(words.lines().map(str::to_owned)),
            Event::Text(words) => {
                if let Some(piece) = &mut code {
                    piece.push_str(&words);
                    continue;
                }
                let source = &text[range];
                assert!(!source.contains("://") && !source.contains("www."), "{source}");
                read.prose.push_str(&words);
            }
            Event::Code(words) => read.code.push(words.into_string()),
            Event::Start(Tag::CodeBlock(_)) => is_fence = true,
            Event::End(TagEnd::CodeBlock) => is_fence = false,
            Event::Start(Tag::Table(_)) => read.tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => read.tables.last_mut().unwrap().push(0),
            Event::Start(Tag::TableCell) => *read.tables.last_mut().unwrap().last_mut().unwrap() += 1,
            Event::Start(Tag::Link { dest_url, .. }) => read.links.push(dest_url.into_string()),
            Event::Start(
                Tag::Image { .. }
                | Tag::Emphasis
                | Tag::Strikethrough
                | Tag::FootnoteDefinition(_)
                | Tag::BlockQuote(_),
            )
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => panic!("{event:?} in {text}"),
            _ => {}
        }
    }
    read
}

fn assert_harmless(text: &str) -> Read {
    let read = read(text);
    for tag in &read.html {
        let known = [MARKER, "<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>"];
        assert!(known.contains(&tag.as_str()), "{tag} in {text}");
    }
    for (open, close) in [("<details>", "</details>"), ("<summary>", "</summary>"), ("<code>", "</code>")] {
        let count = |tag| read.html.iter().filter(|found| *found == tag).count();
        assert_eq!(count(open), count(close), "{text}");
    }
    for rows in &read.tables {
        assert!(rows.iter().all(|cells| *cells == 5), "{rows:?} in {text}");
    }
    let signs: Vec<char> = read.prose.chars().collect();
    for pair in signs.windows(2) {
        assert!(!(matches!(pair[0], '@' | '#') && pair[1].is_alphanumeric()), "{pair:?} in {}", read.prose);
    }
    assert!(!text.contains(|sign: char| sign.is_control() && sign != '\n' || sign == '\u{202e}'), "{text:?}");
    read
}

#[test]
fn nothing_that_a_document_says_breaks_a_comment() {
    let report = hostile();
    let text = markdown(&report, COMMENT);
    let read = assert_harmless(&text);
    assert_eq!(read.links, [""; 0]);
    // The ten at a glance, and those of limits.
    assert_eq!(read.tables.len(), 2);
    assert_eq!(read.tables[0].len(), 1 + 8);
    for text in [
        "a|b",
        "`",
        "\\",
        "a\\|b\\`c",
        "<script>alert(1)</script>",
        "--> <!-- x",
        "@octocat, #12 and org/repo#3",
    ] {
        assert!(read.code.iter().any(|code| code == text), "{text} is not shown as it is: {:?}", read.code);
    }
    assert_eq!(text, markdown(&report, COMMENT));
}

#[test]
fn places_are_links_where_the_document_has_pages() {
    let prefix = "https://host.example/o/n/blob/abc/";
    let comment = Comment { link_to: Some(prefix), ..COMMENT };
    let mut report = report(vec![finding(Severity::Breaking, "a|b", 6)]);
    report.head = "spec/an (odd) [name]_|.yaml".to_owned();
    let mut gone = finding(Severity::Breaking, "gone", 8);
    gone.head = None;
    report.findings.push(gone);
    let read = assert_harmless(&markdown(&report, comment));
    let address = format!("{prefix}spec/an%20%28odd%29%20%5Bname%5D%5F%7C.yaml#L7");
    // What is gone has no page.
    assert_eq!(read.links, [address.clone(), address]);
    let hostile = Comment { link_to: Some("https://h.example/) <b>|`"), ..COMMENT };
    assert_harmless(&markdown(&report, hostile));
}

/// The fingerprints of the findings that a comment shows at length.
fn shown(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("- fingerprint: `")?.strip_suffix('`')).collect()
}

#[test]
fn a_comment_has_an_end_and_no_half_findings() {
    let findings = (0..2_000).map(|at| finding(Severity::HEAVIEST_FIRST[at / 500], "a name of a type", at));
    let report = report(findings.collect());
    let text = markdown(&report, COMMENT);
    assert!(text.len() <= LONGEST_COMMENT, "{}", text.len());
    // Hardly less than what is allowed, so nothing is left out for nothing.
    assert!(text.len() > LONGEST_COMMENT - 1_000, "{}", text.len());
    assert_harmless(&text);
    let shown = shown(&text);
    let kept: Vec<String> = (0..shown.len()).map(|at| format!("{at:012x}")).collect();
    let mut sorted = shown.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, kept, "the heaviest are kept");
    assert_eq!(text.matches("```diff\n").count(), shown.len());
    let last = format!(
        "\nNot shown here: {} findings. `cargo xtask diff main --verbose` lists them all.\n",
        2_000 - shown.len()
    );
    assert!(text.ends_with(&last), "{}", &text[text.len() - 200..]);
    assert!(text.starts_with(&format!("{MARKER}\n### 500 breaking, 500 dangerous, 500 safe, 500 docs\n")));
    assert_eq!(text, markdown(&report, COMMENT));
}

#[test]
fn no_text_is_too_long_for_a_comment() {
    let long = "@`|<é".repeat(20_000);
    let mut report = report((0..50).map(|at| finding(Severity::Breaking, &long, at)).collect());
    (report.base, report.head) = (long.clone(), long.clone());
    report.accepted.name.clone_from(&long);
    report.accepted.entries = vec![entry("0123456789ab", State::Expired); 3_000];
    report.generator = vec![ItemChange { before: Some(long.clone()), after: Some(long.clone()) }; 3_000];
    let text = markdown(&report, Comment { command: &long, link_to: None });
    assert!(text.len() <= LONGEST_COMMENT, "{}", text.len());
    assert_harmless(&text);
    assert!(text.contains("and 2994 more\n") && text.contains("and 2994 more items\n"), "{text}");
}

#[test]
fn a_comment_says_what_the_version_has_to_be() {
    const DOCUMENT: &str = "\
openapi: 3.0.3
info: { title: Robots, version: '1' }
x-rate-limits:
  reads: { requests: 60, per: 30s }
paths:
  /robots:
    get:
      operationId: list_robots
      summary: Lists them.
      x-rate-limit: reads
      responses: { '204': { description: None. } }
";
    for (from, to, expected) in [
        ("list_robots", "all_robots", "major (minor while"),
        ("requests: 60", "requests: 20", "minor, and an entry in the changelog"),
        ("requests: 60", "requests: 50", "minor (patch while"),
        ("paths:\n", "paths:\n  /all: { get: { operationId: all, responses: {} } }\n", "minor (patch while"),
        ("requests: 60", "requests: 90", "patch\n"),
        ("Lists them.", "Lists all.", "patch\n"),
    ] {
        let text = markdown(&between(DOCUMENT, &DOCUMENT.replace(from, to)), COMMENT);
        assert!(text.contains(&format!(". Suggested bump: {expected}")), "{from} -> {to}: {text}");
    }
    let none = markdown(&between(DOCUMENT, DOCUMENT), COMMENT);
    assert_eq!(none, format!("{MARKER}\n### no changes\n\n`openapi.yaml` → `openapi.yaml`\n"));
}
