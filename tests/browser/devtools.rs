//! A browser driven by the DevTools protocol over its own two pipes: messages of
//! JSON, each ended by a zero byte. No port is opened and no driver is needed.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Names under which the browser is installed.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A headless Chromium with one page. It ends when this is dropped.
pub(crate) struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: u64,
    session: Option<String>,
    requests: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts it; what is downloaded goes into a directory.
    pub(crate) fn start(downloads: &Path) -> Self {
        let program = program();
        let profile = tempfile::tempdir().expect("a temporary directory");
        let data = format!("--user-data-dir={}", profile.path().display());
        // the browser reads commands from descriptor 3 and answers on 4
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null",
            ])
            .arg(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-pipe",
            ])
            .args([data.as_str(), "about:blank"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("sh starts");
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let mut browser = Self {
            to: to.expect("piped"),
            from: BufReader::new(from.expect("piped")),
            child,
            last: 0,
            session: None,
            requests: Vec::new(),
            _profile: profile,
        };
        let page = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let id = &page["targetId"];
        let attached = browser.call(
            "Target.attachToTarget",
            json!({"targetId": id, "flatten": true}),
        );
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        browser.session.as_ref().expect("a session");
        let to = json!({"behavior": "allow", "downloadPath": downloads});
        browser.call("Browser.setDownloadBehavior", to);
        browser.call("Page.enable", json!({}));
        browser.call("Network.enable", json!({}));
        browser
    }

    /// Loads a file and waits until it is there.
    pub(crate) fn open(&mut self, file: &Path) {
        let url = format!("file://{}", file.display());
        self.call("Page.navigate", json!({"url": url}));
        let ready = format!(
            "document.readyState === 'complete' && location.href === {}",
            json!(url)
        );
        self.wait_for(&ready);
    }

    /// What an expression gives.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", asked);
        assert!(
            answer.get("exceptionDetails").is_none(),
            "{expression}: {answer:#}"
        );
        answer["result"]["value"].clone()
    }

    /// Asks again until an expression holds.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        for _ in 0..600 {
            if self.eval(expression) == Value::Bool(true) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("{expression} never held");
    }

    /// What the browser has asked for since it started, in order.
    pub(crate) fn requests(&self) -> &[String] {
        &self.requests
    }

    /// One command and its answer; of the events between them only requests are
    /// kept.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = self
            .session
            .as_ref()
            .filter(|_| !method.starts_with("Target."))
        {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser listens");
        self.to.flush().expect("the browser listens");
        loop {
            let mut bytes = Vec::new();
            self.from
                .read_until(0, &mut bytes)
                .expect("the browser answers");
            assert!(
                !bytes.is_empty(),
                "the browser ended before it answered {method}"
            );
            bytes.pop();
            let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
            if answer["id"] == json!(self.last) {
                assert!(answer.get("error").is_none(), "{method}: {answer:#}");
                return answer["result"].clone();
            }
            if answer["method"] == json!("Network.requestWillBeSent") {
                let url = answer["params"]["request"]["url"].as_str();
                self.requests.extend(url.map(str::to_owned));
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        _ = self
            .to
            .write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        _ = self.child.wait();
    }
}

fn program() -> &'static str {
    let mut names = NAMES.iter();
    let is_there = |name: &&&str| {
        let mut asked = Command::new(name);
        asked
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        asked.status().is_ok_and(|s| s.success())
    };
    names
        .find(is_there)
        .expect("Chromium is needed (tests/run.sh installs it)")
}
