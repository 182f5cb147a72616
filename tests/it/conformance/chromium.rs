//! A browser without a window, told what to do over its own protocol through a pipe: no port, no driver, nothing to download.

use serde_json::{Value, json};
use std::{collections::VecDeque, path::Path, process::Stdio, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// What Chromium is called, in the order in which it is looked for.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The longest that one command may take: far more than it does on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// One page in a browser of its own, which ends when this is dropped.
pub(super) struct Tab {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: String,
    /// The number of the last command.
    last: u64,
    /// What has happened and was not looked at yet.
    events: VecDeque<Value>,
    browser: Child,
    _profile: TempDir,
}

impl Tab {
    pub(super) async fn open() -> Self {
        let profile = tempfile::tempdir().expect("a directory");
        let mut browser = Command::new("sh")
            // Commands come in by descriptor 3 and answers go out by 4.
            .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, "sh", &program()])
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--hide-scrollbars",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update"])
            // It shows one page, which we wrote, and CI may run as root.
            .arg("--no-sandbox")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Chromium runs");
        let to = browser.stdin.take().expect("it is piped");
        let from = BufReader::new(browser.stdout.take().expect("it is piped"));
        let session = String::new();
        let mut tab =
            Self { to, from, session, last: 0, events: VecDeque::new(), browser, _profile: profile };
        let target = tab.command("Target.createTarget", json!({"url": "about:blank"})).await;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = tab.command("Target.attachToTarget", attach).await;
        tab.session = session["sessionId"].as_str().expect("a session").to_owned();
        for domain in ["Page", "Network", "Log", "Runtime", "Audits"] {
            tab.command(&format!("{domain}.enable"), json!({})).await;
        }
        tab.command("Page.setLifecycleEventsEnabled", json!({"enabled": true})).await;
        tab
    }

    /// Shows a file, at a place of it such as `#findings`, and waits until it is loaded.
    pub(super) async fn show(&mut self, file: &Path, place: &str) {
        let url = format!("file://{}{place}", file.display());
        // A place of a page that is there already would be no new page.
        self.navigate("about:blank").await;
        self.events.clear();
        self.navigate(&url).await;
    }

    async fn navigate(&mut self, url: &str) {
        let answer = self.command("Page.navigate", json!({"url": url})).await;
        assert_eq!(answer["errorText"], Value::Null, "{url}");
        // Other pages, such as the empty one that a tab begins with, are loaded too.
        let loaded = |event: &&Value| event["name"] == "load" && event["loaderId"] == answer["loaderId"];
        while !self.happened(&["Page.lifecycleEvent"]).iter().any(loaded) {
            let event = self.read().await;
            self.events.push_back(event);
        }
    }

    /// What an expression of JavaScript gives.
    pub(super) async fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.command("Runtime.evaluate", params).await;
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// Sends a command and gives what is answered.
    pub(super) async fn command(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut command = json!({"id": self.last, "method": method, "params": params});
        if !self.session.is_empty() {
            command["sessionId"] = self.session.as_str().into();
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).await.expect("Chromium reads");
        loop {
            let message = self.read().await;
            if message["id"] == self.last {
                assert_eq!(message["error"], Value::Null, "{method}");
                return message["result"].clone();
            }
            self.events.push_back(message);
        }
    }

    /// Ends the browser and waits until it has ended.
    pub(super) async fn close(mut self) {
        self.session.clear();
        self.command("Browser.close", json!({})).await;
        let ended = timeout(LONGEST, self.browser.wait()).await;
        ended.expect("Chromium ends").expect("it has run");
    }

    /// What has happened since the page began to load, by the names of the events: all that was sent up to the last answer.
    pub(super) fn happened(&self, methods: &[&str]) -> Vec<&Value> {
        let wanted = |event: &&Value| methods.iter().any(|method| event["method"] == *method);
        self.events.iter().filter(wanted).map(|event| &event["params"]).collect()
    }

    async fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        let read = timeout(LONGEST, self.from.read_until(0, &mut bytes)).await;
        read.expect("Chromium answers").expect("its answer can be read");
        assert_eq!(bytes.pop(), Some(0), "Chromium has ended");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

/// The first of the names that is a program.
fn program() -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = NAMES
        .iter()
        .find(|name| std::env::split_paths(&path).any(|directory| directory.join(name).is_file()));
    let found = found.unwrap_or_else(|| {
        panic!("none of {NAMES:?} is there: install one, as with `apt-get install chromium`")
    });
    (*found).to_owned()
}
