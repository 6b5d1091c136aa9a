//! A real PostgreSQL of its own for a test: in a directory of its own, on a Unix socket alone, gone with the test, also where that dies.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// One database server.
#[derive(Debug)]
pub struct Cluster {
    directory: tempfile::TempDir,
    settings: Vec<String>,
    child: Option<Child>,
}

impl Cluster {
    /// Makes and starts one with these settings (`name=value`) besides. Where PostgreSQL is not installed there is none, and a line that
    /// says so; under `FPASTE_ALL_TESTS=1` that is a failure.
    pub fn start(settings: &[&str]) -> Option<Self> {
        Self::with_files(settings, &[])
    }

    /// The same, with these files, readable by it alone, in its data directory, where settings find them by their names.
    pub fn with_files(settings: &[&str], files: &[(&str, &[u8])]) -> Option<Self> {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        Self::made(&place, settings, files)
    }

    /// The same in this place, which anybody must be able to enter.
    pub fn start_in(place: &Path, settings: &[&str]) -> Option<Self> {
        Self::made(place, settings, &[])
    }

    fn made(place: &Path, settings: &[&str], files: &[(&str, &[u8])]) -> Option<Self> {
        if bin().is_none() {
            assert!(std::env::var_os("FPASTE_ALL_TESTS").is_none_or(|value| value != "1"), "missing tool: PostgreSQL");
            eprintln!("skipped: PostgreSQL is not installed");
            return None;
        }
        let cluster = Self::directory(place, settings);
        let data = cluster.data();
        let made = cluster
            .command("initdb")
            .args(["-A", "trust", "-U", "fpaste", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data)
            .output();
        let made = made.unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        for (name, content) in files {
            let file = data.join(name);
            std::fs::write(&file, content).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
            if let Some((uid, gid)) = other_user() {
                std::os::unix::fs::chown(&file, Some(uid), Some(gid)).unwrap();
            }
        }
        Some(cluster.begin())
    }

    /// A replica of another, streaming from it.
    pub fn replica_of(primary: &Self, settings: &[&str]) -> Self {
        let replica = Self::directory(primary.directory.path().parent().unwrap(), settings);
        let source = format!("host={} user=fpaste application_name=replica", primary.directory.path().display());
        let copied =
            replica.command("pg_basebackup").args(["-R", "-X", "stream", "-c", "fast", "-d", &source, "-D"]).arg(replica.data()).output();
        let copied = copied.unwrap();
        assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
        replica.begin()
    }

    fn directory(place: &Path, settings: &[&str]) -> Self {
        let directory = tempfile::Builder::new().prefix("fpaste-pg-").tempdir_in(place).unwrap();
        if let Some((uid, gid)) = other_user() {
            std::os::unix::fs::chown(directory.path(), Some(uid), Some(gid)).unwrap();
        }
        let mut all: Vec<String> = ["listen_addresses=", "max_connections=300", "fsync=off"].map(str::to_owned).to_vec();
        all.extend(settings.iter().map(|&setting| setting.to_owned()));
        Self { directory, settings: all, child: None }
    }

    fn begin(mut self) -> Self {
        self.go_on();
        self
    }

    /// Starts it again after [`Self::stop`], and waits until it answers.
    pub fn go_on(&mut self) {
        // The shell outlives this process by a moment: where its input ends it ends the server.
        let mut command = self.command("sh");
        let guard = "\"$@\" & server=$!; read _; kill -QUIT $server; wait $server; rm -rf \"$DIRECTORY\"";
        command
            .args(["-c", guard, "sh"])
            .arg(bin().unwrap().join("postgres"))
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.directory.path());
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        let log = std::fs::File::create(self.directory.path().join("log")).unwrap();
        command.env("DIRECTORY", self.directory.path()).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        self.child = Some(command.process_group(0).spawn().unwrap());
        self.wait("SELECT 1");
    }

    /// Waits until a query succeeds and gives something that is not empty.
    pub fn wait(&self, query: &str) {
        let end = Instant::now() + Duration::from_secs(60);
        while self.try_sql(query).is_none_or(|found| found.is_empty()) {
            let log = std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
            assert!(Instant::now() < end, "PostgreSQL does not come to {query}:\n{log}");
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }

    /// Stops it at once: connections are cut, what is not committed is gone.
    pub fn stop(&mut self) {
        let stopped = self.command("pg_ctl").args(["-m", "immediate", "-w", "-D"]).arg(self.data()).arg("stop").output().unwrap();
        assert!(stopped.status.success(), "{}", String::from_utf8_lossy(&stopped.stderr));
        if let Some(mut child) = self.child.take() {
            // The shell waits for a line: what it kills is gone already. The directory must stay.
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Makes a replica the one that writes.
    pub fn promote(&self) {
        let promoted = self.command("pg_ctl").args(["-w", "-D"]).arg(self.data()).arg("promote").output().unwrap();
        assert!(promoted.status.success(), "{}", String::from_utf8_lossy(&promoted.stderr));
    }

    /// Its processes, the one that made the others last.
    pub fn processes(&self) -> Vec<u32> {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let postmaster = file.lines().next().unwrap().to_owned();
        let children = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
            let status = std::fs::read_to_string(entry.ok()?.path().join("status")).ok()?;
            let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned());
            (field("PPid:")? == postmaster).then(|| field("Pid:"))?
        });
        let mut pids: Vec<String> = children.collect();
        pids.push(postmaster);
        pids.into_iter().map(|pid| pid.parse().unwrap()).collect()
    }

    /// Sends a signal to the server and every process of it.
    pub fn signal(&self, name: &str) {
        let pids = self.processes().into_iter().map(|pid| pid.to_string());
        // One of them may have ended meanwhile.
        drop(Command::new("kill").arg(format!("-{name}")).args(pids).stderr(Stdio::null()).status());
    }

    /// The address of a database that this makes, empty.
    pub fn database(&self, name: &str) -> String {
        self.sql_in("postgres", &format!("CREATE DATABASE {name}"));
        self.url(name)
    }

    /// The address of a database.
    pub fn url(&self, name: &str) -> String {
        let socket = self.directory.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://fpaste@{socket}/{name}")
    }

    /// What a query gives, as text.
    pub fn sql_in(&self, database: &str, query: &str) -> String {
        let output = self.psql(database, query);
        assert!(output.status.success(), "{query}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn try_sql(&self, query: &str) -> Option<String> {
        let output = self.psql("postgres", query);
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn psql(&self, database: &str, query: &str) -> std::process::Output {
        let mut command = Command::new(bin().unwrap().join("psql"));
        command.args(["-X", "-q", "-A", "-t", "-c", query, "-U", "fpaste", "-d", database, "-h"]).arg(self.directory.path());
        if let Some(port) = self.settings.iter().find_map(|setting| setting.strip_prefix("port=")) {
            command.args(["-p", port]);
        }
        command.stdin(Stdio::null()).output().unwrap()
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// One of PostgreSQL's programs, as somebody it will run as: it refuses to be root.
    fn command(&self, program: &str) -> Command {
        let path = bin().unwrap().join(program);
        let mut command = Command::new(if path.exists() { path } else { program.into() });
        command.current_dir(self.directory.path());
        if let Some((uid, gid)) = other_user() {
            command.gid(gid).uid(uid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}

/// The newest PostgreSQL that Debian has put here.
fn bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).filter(|bin| bin.join("initdb").exists());
    bins.max()
}

/// Whom it runs as where the tests are root's.
fn other_user() -> Option<(u32, u32)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let root = status.lines().any(|line| line.split_whitespace().take(2).eq(["Uid:", "0"]));
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut fields = users.lines().find(|line| line.starts_with("postgres:"))?.split(':').skip(2);
    let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    root.then_some((uid, gid))
}
