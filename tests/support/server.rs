//! `fpaste serve` as a process of its own, on a port the system chose.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::command::{Home, Outcome};
use super::http::{Reply, Wire};
use super::wait_until;

/// A running server. Killed, if it still runs, when dropped.
pub struct TestServer {
    home: Home,
    settings: Vec<(String, String)>,
    arguments: Vec<String>,
    child: Child,
    address: SocketAddr,
    scheme: &'static str,
    log: Arc<Mutex<String>>,
}

impl TestServer {
    /// Starts one without proof of work and without a rate limit, which most tests are not about.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// Starts one with these environment variables besides.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        Self::with_arguments(settings, &[])
    }

    /// Starts one with these environment variables and these arguments after `serve`.
    pub fn with_arguments(settings: &[(&str, &str)], arguments: &[&str]) -> Self {
        Self::launched(Home::new(), settings, arguments)
    }

    /// Starts one with these environment variables in a home that is there.
    pub fn in_home(home: Home, settings: &[(&str, &str)]) -> Self {
        Self::launched(home, settings, &[])
    }

    fn launched(home: Home, settings: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut all = vec![("FLASKPASTE_POW_DIFFICULTY".to_owned(), "0".to_owned()), ("FLASKPASTE_RATE_LIMIT".to_owned(), "0".to_owned())];
        for (key, value) in settings {
            all.retain(|(known, _)| known != key);
            all.push(((*key).to_owned(), (*value).to_owned()));
        }
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let Launched { child, address, scheme, log } = launch(&home, &all, &arguments).unwrap_or_else(|outcome| panic!("{outcome:?}"));
        Self { home, settings: all, arguments, child, address, scheme, log }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://ADDR:PORT`, or `https://…` where it answers that.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The home it runs in; the database is `pastes.db` there.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.home.path().join("pastes.db")
    }

    /// What it wrote to stderr, and to stdout after its first line, so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// One request on a connection of its own.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        Wire::connect(self.address).request(method, path, headers, body)
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path, &[], b"")
    }

    /// `POST /` with these bytes and headers; panics unless it is created. Returns the id.
    #[track_caller]
    pub fn create(&self, body: &[u8], headers: &[(&str, &str)]) -> String {
        let reply = self.request("POST", "/", headers, body);
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    /// A `Command` of `fpaste` in this server's home, pointed at this server.
    pub fn client<A: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = self.home.fpaste(args);
        command.env("FLASKPASTE_SERVER", self.url());
        command
    }

    /// Whether any file of the database holds these bytes.
    pub fn database_holds(&self, needle: &[u8]) -> bool {
        let name = self.database();
        ["", "-wal", "-shm", "-journal"].iter().any(|suffix| {
            let mut path = name.clone().into_os_string();
            path.push(suffix);
            std::fs::read(path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
        })
    }

    /// A number from `/proc/PID/status`, such as `VmHWM` (KiB) or `Threads`.
    pub fn status(&self, field: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with(&format!("{field}:"))).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Open descriptors.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap().count()
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal by name, such as `TERM` or `HUP`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.pid().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Asks it to stop and waits for it, at most 15 seconds.
    pub fn stop(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.wait()
    }

    /// Waits for its end, which something else has asked for, at most 15 seconds.
    pub fn wait(&mut self) -> ExitStatus {
        let mut ended = None;
        wait_until("the server stops", Duration::from_secs(15), || {
            ended = self.child.try_wait().unwrap();
            ended.is_some()
        });
        ended.unwrap()
    }

    /// Starts it again over the same database, after `kill` or `stop`, on a new port.
    pub fn start_again(&mut self) {
        self.start_again_with(&[]);
    }

    /// Starts it again with some settings changed.
    pub fn start_again_with(&mut self, settings: &[(&str, &str)]) {
        for (key, value) in settings {
            self.settings.retain(|(known, _)| known != key);
            self.settings.push(((*key).to_owned(), (*value).to_owned()));
        }
        self.try_start_again().unwrap_or_else(|outcome| panic!("{outcome:?}"));
    }

    /// Starts it again; what it said and how it ended, where it does not start.
    pub fn try_start_again(&mut self) -> Result<(), Outcome> {
        let Launched { child, address, scheme, log } = launch(&self.home, &self.settings, &self.arguments)?;
        (self.child, self.address, self.scheme, self.log) = (child, address, scheme, log);
        Ok(())
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- server log ---\n{}", self.log());
        }
    }
}

struct Launched {
    child: Child,
    address: SocketAddr,
    scheme: &'static str,
    log: Arc<Mutex<String>>,
}

fn launch(home: &Home, settings: &[(String, String)], arguments: &[String]) -> Result<Launched, Outcome> {
    let mut command = home.fpaste(["serve", "--bind", "127.0.0.1:0"]);
    if !settings.iter().any(|(key, _)| key == "FPASTE_DATABASE_URL") {
        command.args(["--db", "pastes.db"]);
    }
    command.args(arguments).envs(settings.iter().map(|(key, value)| (key, value)));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let log = Arc::new(Mutex::new(String::new()));
    let (mut stderr, sink) = (child.stderr.take().unwrap(), Arc::clone(&log));
    let listener = std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stderr.read(&mut buffer) {
            sink.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    });
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut first).unwrap();
    let sink = Arc::clone(&log);
    std::thread::spawn(move || {
        let mut line = String::new();
        while let Ok(1..) = stdout.read_line(&mut line) {
            sink.lock().unwrap().push_str(&std::mem::take(&mut line));
        }
    });
    let told = first.trim().strip_prefix("listening on ").and_then(|place| {
        let (scheme, address) = place.split_once("://")?;
        let scheme = ["http", "https"].into_iter().find(|known| *known == scheme)?;
        Some((scheme, address.parse().ok()?))
    });
    let Some((scheme, address)) = told else {
        let status = child.wait().unwrap();
        listener.join().unwrap();
        let stderr = log.lock().unwrap().clone().into_bytes();
        return Err(Output { status, stdout: first.into_bytes(), stderr }.into());
    };
    Ok(Launched { child, address, scheme, log })
}
