//! The page: complete, well-formed, its own and nobody else's whatever the documents hold, and small.

use super::{
    Acceptance, Accepted, Report, SPEC, between, diff_from_client, html,
    markup::{Element, elements},
    report::{BASE, EDITS, edited},
};
use crate::Source;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::civil::date;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fn source(text: &str) -> Source<'_> {
    Source { name: "openapi.yaml", text }
}

fn page(base: &str, head: &str) -> String {
    html(&between(base, head), &source(base), &source(head))
}

/// The page of one of each kind of change, as elements.
fn edits() -> (Report, Vec<Element>) {
    let head = edited(EDITS);
    (between(BASE, &head), elements(&page(BASE, &head)))
}

fn with_class<'a>(elements: &'a [Element], class: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.has_class(class)).collect()
}

fn named<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

/// An API of many operations, and what becomes of it when all of them change in several ways.
fn many(operations: usize) -> (String, String) {
    let document = |per: &str, timeout: &str, age: &str, name: &str| {
        let paths = (0..operations).map(|at| {
            format!(
                "
  /robots/{at}/{{robot_id}}:
    get:
      operationId: get_robot_of_kind_{at}
      summary: Shows a robot of one kind, with all that is known of its parts.
      tags: [robots]
      x-rate-limit: reads
      x-retry: {{ safety: safe }}
      x-timeout: {{ attempt: {timeout} }}
      x-stale: {{ max-age: {age} }}
      parameters:
        - {{ name: robot_id, in: path, required: true, schema: {{ type: string }} }}
        - name: {name}
          in: query
          description: The part of the robot that is shown.
          schema: {{ type: string }}
      responses:
        '200':
          description: It is there.
          content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Robot{at}' }} }} }}
        '404': {{ description: There is none. }}"
            )
        });
        let schemas = (0..operations).map(|at| {
            format!(
                "
    Robot{at}:
      type: object
      required: [id]
      properties:
        id: {{ type: string }}
        {name}:
          type: string
          description: What it is made of, part by part."
            )
        });
        format!(
            "openapi: 3.0.3
info: {{ title: Robots, version: '1' }}
x-rate-limits:
  reads: {{ requests: 60, per: {per} }}
paths:{}
components:
  schemas:{}
",
            paths.collect::<String>(),
            schemas.collect::<String>()
        )
    };
    (document("30s", "60s", "5m", "part"), document("60s", "20s", "1m", "piece"))
}

#[test]
fn every_finding_is_on_the_page_with_all_that_is_known_of_it() {
    let (report, elements) = edits();
    let findings = with_class(&elements, "finding");
    assert_eq!(findings.len(), report.findings.len());
    for finding in &report.findings {
        let id = format!("f-{}", finding.fingerprint);
        let element = findings.iter().find(|element| element.attribute("id") == Some(&id)).unwrap();
        let help = finding.help.iter();
        let values =
            finding.before.iter().chain(&finding.after).chain(help).map(|text| text.replace('`', ""));
        let items = finding.rust.iter().flat_map(|item| item.before.iter().chain(&item.after)).cloned();
        let places = [&finding.base, &finding.head].into_iter().flatten();
        let places = places.map(|place| format!("{}:{}", place.line, place.column));
        let message = finding.message.replace('`', "");
        let own = [finding.severity.name().to_owned(), finding.rule.id.to_owned(), message];
        for text in own.into_iter().chain(values).chain(items).chain(places) {
            assert!(element.text.contains(&text), "{text}: {}", element.text);
        }
        assert!(element.has_class(finding.severity.name()));
        let open = element.attribute("open").is_some();
        assert_eq!(open, finding.severity >= super::Severity::Dangerous, "{}", finding.rule.id);
    }
    let lowered = &findings[0].text;
    assert!(lowered.contains("4 -   reads: { requests: 60"), "the line before, by its number: {lowered}");
    assert!(lowered.contains("4 +   reads: { requests: 15"), "the line after: {lowered}");
    assert!(lowered.contains("× 0.25") && lowered.contains("breaks: how calls behave"), "{lowered}");
    let subjects = with_class(&elements, "subject");
    assert!(subjects[0].text.contains("limit reads") && subjects[0].text.contains("reaches get_robot"));
    assert_eq!(named(&elements, "h1")[0].text, "3 changes break callers");
}

#[test]
fn what_is_accepted_says_why_and_is_nothing_to_worry_about() {
    let head = edited(EDITS);
    let mut report = between(BASE, &head);
    let acceptance = Acceptance { reason: "`v2` is announced".to_owned(), expires: Some(date(2027, 1, 31)) };
    report.findings[0].accepted = Some(acceptance.clone());
    let page = |report: &Report| elements(&html(report, &source(BASE), &source(&head)));
    let one = page(&report);
    assert_eq!(named(&one, "h1")[0].text, "2 changes break callers");
    let finding = with_class(&one, "finding")[0];
    assert!(finding.text.contains("accepted until 2027-01-31: v2 is announced"), "{}", finding.text);
    assert_eq!(finding.attribute("open"), None);
    for finding in &mut report.findings {
        finding.accepted = Some(acceptance.clone());
    }
    let accepted = "- fingerprint: 0123456789ab\n  rule: path-changed\n  reason: It was announced.\n";
    report.accepted = Accepted::read(&source(accepted)).unwrap();
    let all = page(&report);
    assert_eq!(named(&all, "h1")[0].text, "What breaks is accepted");
    let unused = all.iter().find(|element| element.attribute("id") == Some("accepted")).unwrap();
    assert!(
        unused.text.contains("0123456789ab") && unused.text.contains("(openapi.yaml:1:"),
        "{}",
        unused.text
    );
}

#[test]
fn what_has_changed_in_the_facts_is_marked_in_words() {
    let (_, elements) = edits();
    let rows: Vec<_> = named(&elements, "tr").into_iter().map(|row| row.text.as_str()).collect();
    let changed = with_class(&elements, "changed");
    let cells: Vec<&str> = changed.iter().map(|cell| cell.text.as_str()).collect();
    let expected =
        ["changed reads (60 per 30s) → reads (15 per 30s)", "changed 5m → none", "changed 429, 409 → none"];
    assert_eq!(cells, expected);
    assert!(rows[1].starts_with("get_robot") && rows[2].starts_with("assemble_robot"), "{rows:#?}");
    let (base, _) = many(3);
    let one = elements_of(&base, &base.replacen("attempt: 60s", "attempt: 50s", 1));
    assert!(with_class(&one, "same")[0].text.contains("2 operations as before"));
}

fn elements_of(base: &str, head: &str) -> Vec<Element> {
    elements(&page(base, head))
}

#[test]
fn nothing_changed_is_said() {
    let elements = elements_of(SPEC, SPEC);
    assert_eq!(named(&elements, "h1")[0].text, "Nothing has changed");
    assert!(with_class(&elements, "finding").is_empty() && named(&elements, "form").is_empty());
    let docs = elements_of(BASE, &edited(&[("Shows a robot.", "Looks at a robot.")]));
    assert_eq!(named(&docs, "h1")[0].text, "Only the documentation changes");
}

#[test]
fn what_the_generator_changes_stands_apart() {
    let committed = "Client::gone(&self) -> Gone\n";
    let report = diff_from_client(&source(BASE), committed, &source(BASE)).unwrap();
    let elements = elements(&html(&report, &source(BASE), &source(BASE)));
    let section = elements.iter().find(|element| element.attribute("id") == Some("generator")).unwrap();
    assert!(section.text.contains("- Client::gone(&self) -> Gone"), "{}", section.text);
    assert!(section.text.contains("+ Client::get_robot("), "{}", section.text);
}

/// What a browser may load or run, and where links lead.
fn assert_closed(elements: &[Element]) {
    let texts =
        |name: &str| -> Vec<&str> { named(elements, name).iter().map(|one| one.text.as_str()).collect() };
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let [style, script] = ["style", "script"].map(|name| match texts(name)[..] {
        [one] => one,
        _ => panic!("one {name}"),
    });
    let policy = elements.iter().find(|one| one.attribute("http-equiv") == Some("Content-Security-Policy"));
    let expected = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    );
    assert_eq!(policy.unwrap().attribute("content"), Some(expected.as_str()));
    let known = [
        "a", "b", "body", "button", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
        "fieldset", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "input", "ins", "kbd",
        "label", "legend", "li", "main", "meta", "nav", "optgroup", "option", "output", "p", "pre", "script",
        "section", "select", "small", "span", "style", "summary", "table", "tbody", "td", "th", "thead",
        "title", "tr", "ul",
    ];
    let ids: Vec<&str> = elements.iter().filter_map(|element| element.attribute("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands for one thing: {ids:?}");
    for element in elements {
        assert!(known.contains(&element.name.as_str()), "{element:?}");
        for (name, value) in &element.attributes {
            let bare =
                !name.starts_with("on") && !["style", "src", "srcset", "action"].contains(&name.as_str());
            assert!(bare, "{element:?}");
            if name == "href" {
                assert!(value.strip_prefix('#').is_some_and(|id| unique.contains(id)), "a link to {value}");
            }
        }
    }
}

#[test]
fn the_page_is_well_formed_and_allows_nothing_but_itself() {
    assert_closed(&edits().1);
    assert_closed(&elements_of(SPEC, SPEC));
}

#[test]
fn whatever_a_document_holds_it_is_text() {
    let word = "w".repeat(5_000);
    let evils = [
        "</script><script>alert(1)</script>",
        "</style><img src=x onerror=alert(1)>",
        "\\\" onmouseover=\\\"alert(1)\\\" x='",
        "<!-- {{ 7 * 7 }} {% raw %} -->",
        "\\0\\e[31m\\u202Eevil\\u2066\\uFEFF",
        "&lt;b&gt; `<b>`",
        word.as_str(),
    ];
    let plain = elements(&page(BASE, &edited(EDITS)));
    for evil in evils {
        let evil = |plain: &str| format!("\"{plain}{evil}\"");
        // As what findings name, and as what the excerpts show.
        let base = BASE
            .replace("build_robot", &evil("build_robot"))
            .replace("[robots]", &format!("[{}]", evil("robots")));
        let base = base.replace("Shows a robot.", &evil("Shows a robot.")).replace("reads", &evil("reads"));
        let head = base
            .replace("Shows", "Looks at")
            .replace("requests: 60", "requests: 15")
            .replace("build_", "assemble_");
        let head = head
            .replace(", refused: [429, 409]", "")
            .replace("'204': { description: It is there. }", "'204': { description: no }");
        let (report, page) = (between(&base, &head), page(&base, &head));
        assert!(report.findings.len() >= 4, "{report:#?}");
        let hostile = elements(&page);
        assert_closed(&hostile);
        let scripts = |elements: &[Element]| {
            named(elements, "script").iter().map(|one| one.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(scripts(&hostile), scripts(&plain), "no script is added or ended");
        assert!(named(&hostile, "img").is_empty());
        let unseen = |sign: char| {
            (sign.is_control() && sign != '\n' && sign != '\t') || "\u{202e}\u{2066}\u{feff}".contains(sign)
        };
        assert_eq!(page.find(unseen), None, "what is not seen is spelled out");
    }
    let base = BASE.replace("build_robot", "\"build\\u202E_robot\"");
    assert!(page(&base, &base.replace("build", "assemble")).contains("assemble⟨U+202E⟩_robot"));
}

#[test]
fn a_document_of_one_long_line_is_shown_in_part() {
    let json = |limit: u32| {
        let doc = "x".repeat(10_000);
        format!(
            r#"{{"openapi":"3.0.3","info":{{"title":"Robots","version":"1","description":"{doc}"}},"x-rate-limits":{{"reads":{{"requests":{limit},"per":"30s"}}}},"paths":{{}}}}"#
        )
    };
    let page = page(&json(60), &json(15));
    assert!(page.contains("…") && page.contains("&quot;requests&quot;:<b>15</b>"), "{page}");
    assert!(page.len() < 60_000, "{}", page.len());
}

#[test]
fn two_hundred_findings_are_a_small_page_that_is_the_same_each_time() {
    let (base, head) = many(50);
    let report = between(&base, &head);
    assert!((200..260).contains(&report.findings.len()), "{}", report.findings.len());
    let first = page(&base, &head);
    println!("{} findings: {} bytes", report.findings.len(), first.len());
    assert!(first.len() < 300_000, "{}", first.len());
    assert_eq!(first, page(&base, &head));
    assert_closed(&elements(&first));
}
