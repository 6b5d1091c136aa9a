//! A headless Chromium, driven over the `DevTools` protocol through a pipe: no port, no socket, and it ends when the pipe does.

use std::io::{BufRead, BufReader, Write};
use std::mem::take;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{tool, wait_until};

/// How long anything in a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
];

/// One browser with one tab at a time.
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Vec<u8>>,
    next: u64,
    session: Option<String>,
    target: String,
    complaints: Vec<String>,
    profile: TempDir,
}

impl Browser {
    /// Starts one, or says why not.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// Starts one with more flags.
    pub fn start_with(flags: &[&str]) -> Option<Self> {
        if !tool::is_here("chromium", "--version") {
            return None;
        }
        let profile = tempfile::Builder::new().prefix("fpaste-chromium-").tempdir().unwrap();
        let downloads = profile.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        // The browser speaks on descriptors 3 and 4; the shell puts them there.
        let mut command = Command::new("sh");
        command.args(["-c", r#"exec chromium "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>&1"#, "sh"]).args(FLAGS).args(flags);
        command.arg(format!("--user-data-dir={}", profile.path().join("profile").display())).arg("about:blank");
        command.env("HOME", profile.path()).env_remove("DISPLAY");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (commands, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let (mut answers, mut message) = (BufReader::new(answers), Vec::new());
            // Half a message is the end of the browser.
            while answers.read_until(0, &mut message).is_ok() && message.pop() == Some(0) && sender.send(take(&mut message)).is_ok() {}
        });
        let target = String::new();
        let mut browser = Self { child, commands, messages, next: 0, session: None, target, complaints: Vec::new(), profile };
        browser.call("Browser.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": downloads}));
        Some(browser)
    }

    /// Sends a command, to the tab if there is one, and waits for its result.
    #[track_caller]
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        let reply = self.try_call(method, parameters);
        assert!(reply["error"].is_null(), "{method}: {}", reply["error"]);
        reply["result"].clone()
    }

    #[track_caller]
    fn try_call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method});
        message["params"] = parameters;
        if let (Some(session), false) = (&self.session, method.starts_with("Target.") || method.starts_with("Browser.")) {
            message["sessionId"] = session.clone().into();
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        // Where the browser is gone, the end of its messages says so.
        let _ = self.commands.write_all(&bytes);
        let id = self.next;
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let reply: Value = match self.messages.recv_timeout(left) {
                Ok(message) => serde_json::from_slice(&message)
                    .unwrap_or_else(|error| panic!("{method}: {error} in {}", String::from_utf8_lossy(&message))),
                Err(RecvTimeoutError::Timeout) => panic!("{method}: no answer within {PATIENCE:?}"),
                Err(RecvTimeoutError::Disconnected) => panic!("{method}: Chromium has ended by itself: {}", self.child.wait().unwrap()),
            };
            if reply["id"] == id {
                return reply;
            }
            self.note(&reply);
        }
    }

    /// Keeps what the browser complains about.
    fn note(&mut self, event: &Value) {
        let parameters = &event["params"];
        let complaint = match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => format!("exception: {}", parameters["exceptionDetails"]),
            Some("Runtime.consoleAPICalled") => format!("console: {parameters}"),
            // A refused request (404, 403) is logged too: that is the server's word, not a fault of the page.
            // Every answer carries this header; over plain http the browser says that it does not count there.
            Some("Log.entryAdded") if parameters["entry"]["text"].as_str().is_some_and(|text| text.contains("Opener-Policy")) => return,
            Some("Log.entryAdded") if parameters["entry"]["source"] != "network" => format!("log: {}", parameters["entry"]),
            Some("Audits.issueAdded") => format!("issue: {}", parameters["issue"]),
            Some("Page.javascriptDialogOpening") => format!("dialog: {parameters}"),
            Some("Page.windowOpen") => format!("window: {parameters}"),
            _ => return,
        };
        self.complaints.push(complaint);
    }

    /// Opens an address in a fresh tab, in place of the last one.
    #[track_caller]
    pub fn open(&mut self, url: &str) {
        if self.session.take().is_some() {
            let last = json!({"targetId": self.target});
            self.call("Target.closeTarget", last);
        }
        let created = self.call("Target.createTarget", json!({"url": "about:blank"}));
        created["targetId"].as_str().unwrap().clone_into(&mut self.target);
        let attached = self.call("Target.attachToTarget", json!({"targetId": self.target, "flatten": true}));
        self.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Runtime", "Log", "Page", "Audits", "DOM"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.go(url);
    }

    /// Goes to an address in the same tab.
    #[track_caller]
    pub fn go(&mut self, url: &str) {
        let gone = self.call("Page.navigate", json!({"url": url}));
        assert!(gone["errorText"].is_null(), "{url}: {gone}");
    }

    /// The value of an expression in the page; promises are waited for.
    #[track_caller]
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let result = self
            .call("Runtime.evaluate", json!({"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub fn until(&mut self, expression: &str) {
        let end = Instant::now() + PATIENCE;
        // The page itself looks again and again, and says so after a second at the latest.
        let looking = format!(
            "new Promise((done) => {{ const end = Date.now() + 1000; const look = async () => {{ let is = false; try {{ is = !!(await ({expression})); }} \
             catch {{ is = false; }} if (is || Date.now() > end) done(is); else setTimeout(look, 10); }}; look(); }})"
        );
        loop {
            let parameters = json!({"expression": looking, "awaitPromise": true, "returnByValue": true});
            // In the middle of a navigation there is nothing to ask.
            if self.try_call("Runtime.evaluate", parameters)["result"]["result"]["value"] == true {
                return;
            }
            if Instant::now() > end {
                let shown = self.text();
                panic!("not within {PATIENCE:?}: {expression}\nthe page shows: {shown}\ncomplaints: {:#?}", self.complaints);
            }
        }
    }

    /// Waits until this section is the one that is shown.
    #[track_caller]
    pub fn section(&mut self, id: &str) {
        self.until(&format!("document.getElementById({id:?})?.hidden === false"));
    }

    /// Waits until the page shows this text.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(&format!("document.querySelector('main')?.innerText.includes({text:?})"));
    }

    /// What the page shows.
    #[track_caller]
    pub fn text(&mut self) -> String {
        self.evaluate("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The value of a field.
    #[track_caller]
    pub fn value(&mut self, selector: &str) -> String {
        self.evaluate(&format!("document.querySelector({selector:?}).value")).as_str().unwrap().to_owned()
    }

    /// Clicks.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        self.evaluate(&format!("document.querySelector({selector:?}).click()"));
    }

    /// Clicks the visible button that says this.
    #[track_caller]
    pub fn press(&mut self, label: &str) {
        let found = format!("[...document.querySelectorAll('button')].find(b => b.textContent === {label:?} && b.checkVisibility())");
        self.until(&found);
        self.evaluate(&format!("({found}).click()"));
    }

    /// Puts a text into a field, as typing does.
    #[track_caller]
    pub fn fill(&mut self, selector: &str, text: &str) {
        let text = serde_json::to_string(text).unwrap();
        self.evaluate(&format!(
            "(() => {{ const field = document.querySelector({selector:?}); field.value = {text};
             field.dispatchEvent(new Event('input', {{bubbles: true}})); field.dispatchEvent(new Event('change', {{bubbles: true}})); }})()"
        ));
    }

    /// Answers the question the page asks.
    #[track_caller]
    pub fn answer(&mut self, text: &str, button: &str) {
        self.until("document.getElementById('ask').hidden === false && document.getElementById('answer').checkVisibility()");
        self.fill("#answer", text);
        self.press(button);
    }

    /// Chooses a file.
    #[track_caller]
    pub fn choose(&mut self, selector: &str, file: &Path) {
        let root = self.call("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node = self.call("DOM.querySelector", json!({"nodeId": root, "selector": selector}))["nodeId"].clone();
        self.call("DOM.setFileInputFiles", json!({"files": [file], "nodeId": node}));
    }

    /// Presses a button that downloads, and reads the file: its name and its bytes.
    #[track_caller]
    pub fn download(&mut self, label: &str) -> (String, Vec<u8>) {
        let folder = self.profile.path().join("downloads");
        self.press(label);
        let mut found: Option<PathBuf> = None;
        wait_until("a file is downloaded", PATIENCE, || {
            let files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            // While it is written it has another name beside it.
            found = if files.len() == 1 {
                files.into_iter().find(|path| path.extension().is_none_or(|kind| kind != "crdownload"))
            } else {
                None
            };
            found.is_some()
        });
        let path = found.unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), bytes)
    }

    /// A picture of the whole page, PNG, in a window of this width.
    #[track_caller]
    pub fn screenshot(&mut self, width: u32, dark: bool) -> Vec<u8> {
        self.call("Emulation.setDeviceMetricsOverride", json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}));
        let scheme = if dark { "dark" } else { "light" };
        self.call("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}));
        let picture = self.call("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true}));
        base64::engine::general_purpose::STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()
    }

    /// Panics if the browser found anything to complain about: an exception, a violation of the policy, a word on the console.
    #[track_caller]
    pub fn expect_quiet(&mut self) {
        // What is still on its way comes before the answer to this.
        self.evaluate("new Promise(resolve => setTimeout(resolve, 50))");
        assert!(self.complaints.is_empty(), "{:#?}", self.complaints);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
