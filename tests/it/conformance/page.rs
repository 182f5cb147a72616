//! The page of `diff` in a browser: it is complete without scripts, asks nothing of anybody, and what its script does is right.

use super::chromium::Tab;
use codegen::{
    Source,
    diff::{self, Report},
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const BASE: &str = "\
openapi: 3.0.3
info: { title: Robots, version: '1' }
x-rate-limits:
  reads: { requests: 60, per: 30s }
paths:
  /robots/{robot_id}:
    get:
      operationId: get_robot
      summary: Shows a robot.
      tags: [robots]
      x-rate-limit: reads
      x-stale: { max-age: 5m }
      parameters:
        - { name: robot_id, in: path, required: true, schema: { type: string } }
      responses:
        '204': { description: It is there. }
  /parts:
    post:
      operationId: build_part
      tags: [parts]
      x-retry: { safety: unsafe, refused: [429, 409] }
      responses:
        '204': { description: It is being built. }
";

const EDITS: [(&str, &str); 4] = [
    ("requests: 60", "requests: 15"),
    ("{ max-age: 5m }", "{ max-age: 10m }"),
    (", refused: [429, 409]", ""),
    ("Shows a robot.", "</script><img src=//127.0.0.1:9/x onerror=alert(1)>"),
];

/// A page in a file that is there as long as this is.
struct Page {
    report: Report,
    text: String,
    directory: TempDir,
}

impl Page {
    fn new() -> Self {
        let head = EDITS.iter().fold(BASE.to_owned(), |text, (from, to)| text.replace(from, to));
        let [base, head] = [BASE, &head].map(|text| Source { name: "openapi.yaml", text });
        let committed = "Client::gone(&self) -> Gone\n";
        let report = diff::diff_from_client(&base, committed, &head).expect("both can be read");
        let text = diff::html(&report, &base, &head);
        let page = Self { report, text, directory: tempfile::tempdir().expect("a directory") };
        page.write("page.html", &page.text);
        page
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("page.html")
    }

    #[expect(clippy::disallowed_methods, reason = "nothing reads the file while it is written")]
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.directory.path().join(name);
        fs::write(&file, text).expect("a file");
        file
    }

    /// The fingerprint of the one finding of a rule.
    fn fingerprint(&self, rule: &str) -> &str {
        let finding = self.report.findings.iter().find(|finding| finding.rule.id == rule);
        &finding.unwrap_or_else(|| panic!("no {rule}: {:#?}", self.report)).fingerprint
    }
}

/// What a browser complains about: errors, exceptions, whatever is written to the console, and what the policy of a page forbids.
fn complaints(tab: &Tab) -> Vec<String> {
    let events =
        ["Log.entryAdded", "Audits.issueAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"];
    tab.happened(&events).iter().map(ToString::to_string).collect()
}

/// What was asked for.
fn requests(tab: &Tab) -> Vec<String> {
    let url = |event: &Value| event["request"]["url"].as_str().expect("an address").to_owned();
    tab.happened(&["Network.requestWillBeSent"]).into_iter().map(url).collect()
}

/// The rules of the findings that can be seen, folded or not.
async fn seen(tab: &mut Tab) -> Vec<String> {
    let script = "[...document.querySelectorAll('.finding')].filter((one) => one.checkVisibility())\
                  .map((one) => one.querySelector('.source a').textContent)";
    let rules = tab.value(script).await;
    rules.as_array().expect("a list").iter().map(|rule| rule.as_str().expect("a rule").to_owned()).collect()
}

async fn press(tab: &mut Tab, key: &str) {
    for kind in ["keyDown", "keyUp"] {
        tab.command("Input.dispatchKeyEvent", json!({"type": kind, "key": key, "text": key})).await;
    }
}

#[tokio::test]
#[ignore = "needs Chromium"]
async fn it_asks_nothing_of_anybody_and_the_browser_has_nothing_to_say() {
    let page = Page::new();
    let mut tab = Tab::open().await;
    tab.show(&page.file(), "").await;
    let verdict = tab.value("document.querySelector('h1').textContent").await;
    assert_eq!(verdict, "1 change breaks callers");
    assert_eq!(seen(&mut tab).await.len(), page.report.findings.len());
    assert_eq!(complaints(&tab), [""; 0]);
    assert_eq!(requests(&tab), [format!("file://{}", page.file().display())]);

    // Without these the above would say nothing.
    let tampered =
        page.text.replace("</main>", "</main><script>document.title = 'run'</script><p style='color: red'>");
    let tampered = page.write("tampered.html", &tampered);
    tab.show(&tampered, "").await;
    assert_ne!(tab.value("document.title").await, "run", "no other script runs");
    let said = complaints(&tab);
    let by_policy =
        |line: &String| line.contains("Content Security Policy") || line.contains("ContentSecurityPolicy");
    assert!(said.len() >= 2 && said.iter().all(by_policy), "{said:#?}");
    let open = page.write("open.html", "<!doctype html><img src='http://127.0.0.1:9/x'>");
    tab.show(&open, "").await;
    assert!(requests(&tab).contains(&"http://127.0.0.1:9/x".to_owned()), "{:?}", requests(&tab));
    tab.close().await;
}

#[tokio::test]
#[ignore = "needs Chromium"]
async fn the_filter_hides_and_shows() {
    let page = Page::new();
    let mut tab = Tab::open().await;
    tab.show(&page.file(), "").await;
    let all = seen(&mut tab).await;
    tab.value("document.querySelector('[name=text]').focus()").await;
    tab.command("Input.insertText", json!({"text": "LIMIT 15"})).await;
    assert_eq!(seen(&mut tab).await, ["rate-limit-lowered"]);
    assert_eq!(
        tab.value("document.getElementById('shown').textContent").await,
        format!("1 of {} findings", all.len())
    );
    tab.value("document.querySelector('[type=reset]').click()").await;
    tab.value("new Promise((done) => setTimeout(done))").await;
    assert_eq!(seen(&mut tab).await, all);

    tab.value("document.querySelector('[value=breaking]').click()").await;
    assert_eq!(seen(&mut tab).await, all[1..], "the heaviest stands first");
    tab.value("document.querySelector('[value=breaking]').click()").await;
    for contract in ["wire", "behaviour"] {
        tab.value(&format!("document.querySelector('[value={contract}]').click()")).await;
    }
    assert_eq!(seen(&mut tab).await, ["stale-age-raised"; 0], "none of them is about code that compiles");
    tab.value("document.querySelector('[value=behaviour]').click()").await;
    assert!(!seen(&mut tab).await.contains(&"operation-description-changed".to_owned()));
    tab.value("document.querySelector('[value=wire]').click()").await;
    let choose = "const on = document.querySelector('[name=on]'); \
                  on.selectedIndex = [...on.options].findIndex((one) => one.text === 'parts'); \
                  on.dispatchEvent(new Event('input', { bubbles: true }))";
    tab.value(choose).await;
    assert_eq!(seen(&mut tab).await, ["refused-status-removed", "refused-status-removed"]);
    assert_eq!(tab.value("document.querySelectorAll('.policies tbody tr:not([hidden])').length").await, 1);
    assert_eq!(complaints(&tab), [""; 0]);
    tab.close().await;
}

#[tokio::test]
#[ignore = "needs Chromium"]
async fn links_and_keys_lead_to_findings_that_are_folded_or_hidden() {
    let page = Page::new();
    let mut tab = Tab::open().await;
    // Otherwise it takes a while until a place is reached.
    let features = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    tab.command("Emulation.setEmulatedMedia", features).await;
    let docs = format!("f-{}", page.fingerprint("operation-description-changed"));
    let state = |id: &str| {
        format!(
            "(() => {{ const one = document.getElementById('{id}'); const at = one.getBoundingClientRect(); \
             return [one.open, one.checkVisibility(), at.top >= 0 && at.top < innerHeight] }})()"
        )
    };
    tab.show(&page.file(), "").await;
    assert_eq!(tab.value(&state(&docs)).await[0], false, "what weighs nothing is folded");
    tab.show(&page.file(), &format!("#{docs}")).await;
    assert_eq!(tab.value(&state(&docs)).await, json!([true, true, true]));

    tab.show(&page.file(), "").await;
    tab.value("document.querySelector('[value=docs]').click()").await;
    assert_eq!(tab.value(&state(&docs)).await[1], false);
    let follow = format!(
        "new Promise((done) => {{ addEventListener('hashchange', done); location.hash = '{docs}' }})"
    );
    tab.value(&format!("{follow}.then(() => {{}})")).await;
    assert_eq!(
        tab.value(&state(&docs)).await.as_array().map(|state| state[..2].to_vec()),
        Some(vec![json!(true); 2])
    );
    let rule = "r-operation-description-changed";
    tab.show(&page.file(), &format!("#{rule}")).await;
    assert_eq!(tab.value(&format!("document.getElementById('{rule}').open")).await, true);

    tab.show(&page.file(), "").await;
    let order = tab.value("[...document.querySelectorAll('.finding')].map((one) => one.id)").await;
    for (key, at) in [("j", 0), ("k", 0), ("j", 1)] {
        press(&mut tab, key).await;
        assert_eq!(
            tab.value("document.activeElement.closest('.finding')?.id ?? null").await,
            order[at],
            "{key}"
        );
    }
    assert_ne!(
        tab.value("getComputedStyle(document.activeElement).outlineStyle").await,
        "none",
        "the focus shows"
    );
    press(&mut tab, "/").await;
    press(&mut tab, "j").await;
    assert_eq!(tab.value("document.activeElement.value").await, "j", "what is typed is no command");
    assert_eq!(complaints(&tab), [""; 0]);
    tab.close().await;
}

#[tokio::test]
#[ignore = "needs Chromium"]
async fn without_scripts_everything_is_there() {
    let page = Page::new();
    let mut tab = Tab::open().await;
    tab.command("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    tab.show(&page.file(), "").await;
    assert_eq!(seen(&mut tab).await.len(), page.report.findings.len());
    let text = tab.value("document.body.innerText").await;
    let text = text.as_str().expect("text");
    for finding in &page.report.findings {
        assert!(text.contains(&finding.message.replace('`', "")), "{}: {text}", finding.message);
    }
    for words in ["requests: 15", "Limits, repeats, errors", "Changed by the generator", "Client::gone"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let visible = |selector: &str| format!("document.querySelector('{selector}').checkVisibility()");
    for dead in ["#filter", ".keys"] {
        assert_eq!(tab.value(&visible(dead)).await, false, "what needs a script does not show: {dead}");
    }
    let docs = format!("#f-{}", page.fingerprint("operation-description-changed"));
    assert_eq!(tab.value(&visible(&format!("{docs} .source"))).await, false);
    tab.value(&format!("document.querySelector('{docs} summary').click()")).await;
    assert_eq!(tab.value(&visible(&format!("{docs} .source"))).await, true, "a finding unfolds by itself");
    assert_eq!(complaints(&tab), [""; 0]);
    tab.close().await;
}

/// Texts on the page whose contrast with what is behind them is too low to be read easily.
const FAINT: &str = "(() => {
  const light = (color) => {
    const parts = color.match(/[\\d.]+/g).map(Number);
    const [r, g, b] = parts.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if (color !== 'rgba(0, 0, 0, 0)') return color;
    }
  };
  for (const one of document.querySelectorAll('details')) one.open = true;
  const faint = [];
  let count = 0;
  for (const element of document.querySelectorAll('body *:not(script)')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    count += 1;
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faint.push([contrast, element.outerHTML.slice(0, 120)]);
  }
  return { count, faint };
})()";

#[tokio::test]
#[ignore = "needs Chromium"]
async fn it_can_be_read_in_light_and_dark_and_on_a_narrow_screen() {
    let page = Page::new();
    let mut tab = Tab::open().await;
    let mut backgrounds = Vec::new();
    for scheme in ["light", "dark"] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        tab.command("Emulation.setEmulatedMedia", features).await;
        tab.show(&page.file(), "").await;
        backgrounds.push(tab.value("getComputedStyle(document.body).backgroundColor").await);
        let found = tab.value(FAINT).await;
        assert!(found["count"].as_u64() > Some(100), "texts that were looked at: {found}");
        assert_eq!(found["faint"], json!([]), "{scheme}");
    }
    assert_ne!(backgrounds[0], backgrounds[1]);
    for width in [360, 800, 1280] {
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        tab.command("Emulation.setDeviceMetricsOverride", size).await;
        tab.show(&page.file(), "").await;
        tab.value("for (const one of document.querySelectorAll('details')) one.open = true").await;
        let wide = "[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && \
                    one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 120))";
        assert_eq!(tab.value(wide).await, json!([]), "{width}");
        assert_eq!(tab.value("document.documentElement.scrollWidth").await, width);
    }
    tab.command("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
    assert_eq!(tab.value("document.getElementById('filter').checkVisibility()").await, false);
    tab.close().await;
}
