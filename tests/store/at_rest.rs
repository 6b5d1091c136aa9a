//! What a thief of the disk, or of a backup, finds: nothing, without the storage key.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::support::sabotage::{Call, Deed, Sabotage, on};
use crate::support::{Home, TestServer, Wire, command, wait_until};

const MARKER: &[u8] = b"<these bytes are nobody's but the reader's>";

/// A place for keys that is not the server's.
struct Safe(tempfile::TempDir);

impl Safe {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a key file of these bytes.
    fn put(&self, name: &str, bytes: &[u8], mode: u32) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Makes a key, each number another.
    fn key(&self, number: u8) -> String {
        let bytes: Vec<u8> = (0..32).map(|at| (at * 7) ^ number).collect();
        self.put(&format!("{number}.key"), &bytes, 0o600)
    }
}

const SETTING: &str = "FLASKPASTE_STORAGE_KEY_FILE";

fn body(word: &str, size: usize) -> Vec<u8> {
    let mut body = [MARKER, word.as_bytes()].concat();
    while body.len() < size {
        body.extend_from_slice(MARKER);
    }
    body
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The files below a folder that hold these bytes.
fn files_with(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, needle));
        } else if std::fs::read(&path).is_ok_and(|bytes| holds(&bytes, needle)) {
            found.push(path);
        }
    }
    found
}

#[track_caller]
fn nowhere(server: &TestServer, needle: &[u8]) {
    let found = files_with(server.home().path(), needle);
    assert!(found.is_empty(), "{found:?}");
}

/// Every file of the database, as it is now.
fn database(home: &Home) -> Vec<Option<Vec<u8>>> {
    // The shared memory beside the log is an index made anew by whoever opens it: it holds no page.
    ["", "-wal"].iter().map(|suffix| std::fs::read(home.path().join(format!("pastes.db{suffix}"))).ok()).collect()
}

#[test]
fn what_is_stored_is_in_no_file_and_comes_back_whole_and_in_part() {
    let (safe, clear) = (Safe::new(), TestServer::start());
    clear.create(&body("clear", 5_000), &[]);
    assert!(clear.database_holds(MARKER), "without a key it lies in the clear, or this test sees nothing");
    let mut server = TestServer::with(&[(SETTING, &safe.key(1))]);
    let mut kept = Vec::new();
    for (number, size) in [0, 5_000, 65_536, 400_000].into_iter().enumerate() {
        let content = body(&format!("plain {number}"), size);
        let id = server.create(&content, &[("X-Display-Name", "x")]);
        let burns = server.create(&content, &[("X-Burn-After-Read", "true")]);
        // Neither the bytes nor a hash that would confirm a guess of them.
        nowhere(&server, MARKER);
        nowhere(&server, &<sha2::Sha256 as sha2::Digest>::digest(&content));
        kept.push((id, burns, content));
    }
    let typed = command::feed(&mut server.client(["-E", "-q", "-"]), &body("typed", 100)).expect(0);
    nowhere(&server, MARKER);
    for round in 0..2 {
        for (id, _, content) in &kept {
            let whole = server.get(&format!("/{id}/raw")).expect(200);
            assert!(whole.body == *content);
            let head = server.request("HEAD", &format!("/{id}/raw"), &[], b"").expect(200);
            assert_eq!(head.header("content-length"), Some(content.len().to_string().as_str()));
            for (from, to) in [(0, 0), (40, 80), (content.len() / 2, content.len() - 1), (content.len() - 1, content.len() + 5)] {
                let part = server.request("GET", &format!("/{id}/raw"), &[("Range", &format!("bytes={from}-{to}"))], b"").expect(206);
                assert!(part.body == content[from..=to.min(content.len() - 1)], "{from}-{to}");
            }
        }
        if round == 0 {
            assert!(server.stop().success());
            server.start_again();
        }
    }
    for (_, burns, content) in &kept {
        assert!(server.get(&format!("/{burns}/raw")).expect(200).body == *content);
        server.get(&format!("/{burns}/raw")).expect_error(404, "not_found");
    }
    assert!(typed.line().starts_with("http"), "{}", typed.line());
    // What is brought over on the box is sealed too, and what it is known by tells nothing.
    let (folder, moved) = (safe.path("folder"), body("brought over", 5_000));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), &moved).unwrap();
    let import = |key: Option<&str>| {
        let mut command = server.home().fpaste(["--json", "serve", "--db", "pastes.db", "import", folder.to_str().unwrap(), "-y"]);
        if let Some(key) = key {
            command.env(SETTING, key);
        }
        command::finish(&mut command)
    };
    import(None).expect(12);
    import(Some(&safe.key(1))).expect(0);
    let hash = <sha2::Sha256 as sha2::Digest>::digest(&moved);
    nowhere(&server, &hash);
    nowhere(&server, &<sha2::Sha256 as sha2::Digest>::digest([b"import file:a.txt\0", hash.as_slice()].concat()));
    // Of what was read nothing was put down anywhere either.
    nowhere(&server, MARKER);
    // The same body too often is noticed all the same.
    let limited = TestServer::with(&[(SETTING, &safe.key(1)), ("FLASKPASTE_DEDUP_MAX", "2")]);
    for _ in 0..2 {
        limited.create(b"the same", &[]);
    }
    limited.request("POST", "/", &[], b"the same").expect_error(429, "duplicate");
}

#[test]
fn a_body_on_its_way_is_sealed_in_its_temporary_file() {
    let safe = Safe::new();
    let server = TestServer::with(&[(SETTING, &safe.key(1))]);
    let content = body("on its way", 700_000);
    let mut wire = Wire::connect(server.address());
    wire.send(format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", content.len()).as_bytes()).unwrap();
    wire.send(&content[..600_000]).unwrap();
    let spools = || -> Vec<Vec<u8>> {
        let descriptors = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).unwrap();
        let unlinked = descriptors.filter_map(|entry| {
            let path = entry.ok()?.path();
            let target = std::fs::read_link(&path).ok()?;
            (target.starts_with(server.home().path()) && target.to_str()?.ends_with("(deleted)")).then(|| std::fs::read(path).ok())?
        });
        unlinked.filter(|bytes| bytes.len() > 500_000).collect()
    };
    wait_until("the body is in a temporary file", Duration::from_secs(20), || !spools().is_empty());
    for bytes in spools() {
        assert!(!holds(&bytes, MARKER));
    }
    wire.send(&content[600_000..]).unwrap();
    let id = wire.reply(false).expect(201).json()["id"].as_str().unwrap().to_owned();
    assert!(server.get(&format!("/{id}/raw")).expect(200).body == content);
}

#[test]
fn another_key_or_none_starts_nothing_and_changes_nothing() {
    let safe = Safe::new();
    let mut server = TestServer::with(&[(SETTING, &safe.key(1))]);
    let id = server.create(&body("kept", 5_000), &[]);
    let short = safe.put("short.key", &[7; 31], 0o600);
    let open = safe.put("open.key", b"abcdefghijklmnopqrstuvwxyz012345", 0o644);
    let nothing = safe.path("nothing").to_str().unwrap().to_owned();
    // After a clean end, and after a crash that leaves the log behind.
    for crash in [false, true] {
        if crash {
            server.create(&body("in the log", 5_000), &[]);
            server.kill();
            assert!(server.home().path().join("pastes.db-wal").exists());
        } else {
            assert!(server.stop().success());
        }
        let before = database(server.home());
        let serve = |key: Option<&str>| {
            let mut command = server.home().fpaste(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"]);
            if let Some(key) = key {
                command.env(SETTING, key);
            }
            command::finish(&mut command)
        };
        let other = safe.key(2);
        for (key, said) in [
            (None, "no key is given"),
            (Some(other.as_str()), "the one given is"),
            (Some(&nothing), "cannot be read"),
            (Some(&short), "32 bytes"),
            (Some(&open), "mode 644"),
        ] {
            let outcome = serve(key).expect(12);
            assert!(outcome.stderr.contains(said), "{key:?}: {}", outcome.stderr);
            assert!(outcome.stdout.is_empty());
            assert!(database(server.home()) == before, "{key:?} changed the database");
        }
        server.start_again();
        assert!(server.get(&format!("/{id}/raw")).expect(200).body == body("kept", 5_000));
    }
}

#[test]
fn a_database_that_lay_in_the_clear_is_told_of_and_sealed_by_rekey() {
    let safe = Safe::new();
    let mut server = TestServer::start();
    let kept: Vec<_> = [100, 5_000, 400_000].map(|size| (server.create(&body("old", size), &[]), size)).into();
    assert!(server.stop().success());
    // Only the key: what is new is sealed, what is old is not, and everyone is told.
    server.start_again_with(&[(SETTING, &safe.key(1))]);
    wait_until("it is told", Duration::from_secs(20), || server.log().contains("in the clear still: 'fpaste serve rekey'"));
    let check = server.client(["serve", "--db", "pastes.db", "check"]).env(SETTING, safe.key(1)).output().unwrap();
    let told = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(told.contains("3 of 3 bodies lie in the clear"), "{told}");
    let rekey = |args: &[&str], key: Option<&str>| {
        let mut command = server.home().fpaste(["serve", "--db", "pastes.db", "rekey"]);
        command.args(args);
        if let Some(key) = key {
            command.env(SETTING, key);
        }
        command::finish(&mut command)
    };
    assert!(server.database_holds(MARKER));
    rekey(&[], Some(&safe.key(2))).expect(12);
    // While it runs: the key is the same.
    let said = rekey(&[], Some(&safe.key(1))).expect(0);
    assert!(said.line().starts_with("0 keys and 3 bodies"), "{}", said.line());
    nowhere(&server, MARKER);
    for (id, size) in &kept {
        assert!(server.get(&format!("/{id}/raw")).expect(200).body == body("old", *size));
    }
    assert!(rekey(&[], Some(&safe.key(1))).expect(0).line().starts_with("0 keys and 0 bodies"));
    rekey(&[], None).expect(2);
    let check = server.client(["serve", "--db", "pastes.db", "check"]).env(SETTING, safe.key(1)).output().unwrap();
    let told = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(told.contains("3 bodies sealed"), "{told}");
}

#[test]
fn after_a_rekey_the_new_key_opens_and_the_old_does_not_and_a_running_server_makes_nothing_more() {
    let safe = Safe::new();
    let (old, new) = (safe.key(1), safe.path("new.key").to_str().unwrap().to_owned());
    let mut server = TestServer::with(&[(SETTING, &old)]);
    let id = server.create(&body("kept", 400_000), &[]);
    let burns = server.create(&body("burns", 5_000), &[("X-Burn-After-Read", "true")]);
    let rekey = |server: &TestServer, key: Option<&str>| {
        let mut command = server.home().fpaste(["serve", "--db", "pastes.db", "rekey", "--new", &new]);
        if let Some(key) = key {
            command.env(SETTING, key);
        }
        command::finish(&mut command)
    };
    // Without the key that holds nothing happens, and no key is made.
    rekey(&server, None).expect(12);
    rekey(&server, Some(&safe.key(2))).expect(12);
    assert!(!Path::new(&new).exists());
    let said = rekey(&server, Some(&old)).expect(0);
    assert!(said.line().starts_with("2 keys and 0 bodies"), "{}", said.line());
    assert!(said.stderr.contains(&new), "{}", said.stderr);
    assert_eq!(std::fs::metadata(&new).unwrap().permissions().mode() & 0o777, 0o600);
    // Whoever runs with the old key makes nothing that the new one would not open.
    server.request("POST", "/", &[], b"too late").expect_error(503, "unavailable");
    server.get(&format!("/{id}/raw")).expect_error(503, "unavailable");
    assert!(server.stop().success());
    let outcome = command::finish(server.home().fpaste(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"]).env(SETTING, &old));
    assert!(outcome.expect(12).stderr.contains("the one given is"));
    server.start_again_with(&[(SETTING, &new)]);
    assert!(server.get(&format!("/{id}/raw")).expect(200).body == body("kept", 400_000));
    assert!(server.get(&format!("/{burns}/raw")).expect(200).body == body("burns", 5_000));
    server.create(b"and on it goes", &[]);
}

#[test]
fn a_rekey_that_is_killed_goes_on_where_it_was() {
    let Some(sabotage) = Sabotage::new() else { return };
    let safe = Safe::new();
    let mut server = TestServer::with(&[("FLASKPASTE_QUOTA_NETWORK", "0"), ("FLASKPASTE_DEDUP_MAX", "0")]);
    let kept: Vec<_> = (0..40).map(|number| server.create(&body(&format!("old {number}"), 30_000), &[])).collect();
    assert!(server.stop().success());
    // First from the clear to a key, then from key to key.
    let mut old: Option<String> = None;
    for name in ["first.key", "second.key"] {
        let new = safe.path(name).to_str().unwrap().to_owned();
        // Each run dies at a later write of the log, until one comes to its end.
        let (mut writes, mut kills) = (0, 0);
        loop {
            sabotage.arm(Call::Write, on::LOG, writes, 1, Deed::DieAfter);
            let mut command = server.home().fpaste(["serve", "--db", "pastes.db", "rekey", "--new", &new]);
            command.envs(sabotage.environment());
            if let Some(old) = &old {
                command.env(SETTING, old);
            }
            let outcome = command.stdin(std::process::Stdio::null()).output().unwrap();
            if outcome.status.signal() != Some(9) {
                assert!(outcome.status.success(), "after {kills} kills: {}", String::from_utf8_lossy(&outcome.stderr));
                break;
            }
            kills += 1;
            writes += 1 + writes / 4;
        }
        assert!(kills > 5, "killed only {kills} times");
        old = Some(new);
    }
    nowhere(&server, MARKER);
    server.start_again_with(&[(SETTING, &old.unwrap())]);
    wait_until("it told all", Duration::from_secs(20), || server.log().contains("setup code"));
    assert!(!server.log().contains("in the clear"), "{}", server.log());
    for (number, id) in kept.iter().enumerate() {
        assert!(server.get(&format!("/{id}/raw")).expect(200).body == body(&format!("old {number}"), 30_000));
    }
}

#[test]
fn a_backup_is_sealed_is_verified_without_the_key_and_opens_with_it_alone() {
    let safe = Safe::new();
    let mut server = TestServer::with(&[(SETTING, &safe.key(1))]);
    let kept: Vec<_> = [100, 400_000].map(|size| (server.create(&body("kept", size), &[]), size)).into();
    server.create(&body("burns", 100), &[("X-Burn-After-Read", "true")]);
    // The key is asked of nobody who only copies.
    let said = server.home().run(["serve", "--db", "pastes.db", "backup", "one.backup"]).expect(0);
    assert!(said.stderr.contains("the storage key"), "{}", said.stderr);
    let file = std::fs::read(server.home().path().join("one.backup")).unwrap();
    assert!(!holds(&file, MARKER));
    let verified = server.home().run(["--json", "serve", "verify", "one.backup"]).expect(0);
    let held: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(
        (held["pastes"].as_u64(), held["sealed"].as_u64(), held["storage_key"].as_str().map(str::len)),
        (Some(2), Some(2), Some(16))
    );
    server.kill();
    let home = server.home();
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(home.path().join(format!("pastes.db{suffix}")));
    }
    home.run(["serve", "--db", "pastes.db", "restore", "one.backup"]).expect(0);
    let serve = |key: Option<&str>| {
        let mut command = home.fpaste(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"]);
        if let Some(key) = key {
            command.env(SETTING, key);
        }
        command::finish(&mut command)
    };
    serve(None).expect(12);
    serve(Some(&safe.key(2))).expect(12);
    server.start_again();
    for (id, size) in &kept {
        assert!(server.get(&format!("/{id}/raw")).expect(200).body == body("kept", *size));
    }
}
