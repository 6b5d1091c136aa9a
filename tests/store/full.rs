//! A full disk: what is new is refused with 507, what is there is read, and with room again all goes on.

use rustix::io::Errno;

use super::promised::{Promised, is_a_clear_failure};
use crate::support::person::{PROXY, Person};
use crate::support::{Call, Home, Sabotage, TestServer, on};

/// Without a floor: the disk itself has the last word.
const SETTINGS: &[(&str, &str)] = &[PROXY, ("FLASKPASTE_DISK_FLOOR", "0")];

/// Fills the disk of a server and frees it again; `reads_large` where there is room for temporary files all the while.
fn is_survived(server: &mut TestServer, fill: impl Fn(&TestServer), free: impl Fn(&TestServer), reads_large: bool) {
    let mut promised = Promised::default();
    let alice = Person::trusted(server, 1);
    let token = alice
        .send(server, "POST", "/tokens", &serde_json::json!({ "name": "ci", "scopes": ["read"], "expires_in": 3600 }))
        .expect(201)
        .json();
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    // More than an answer may hold in memory.
    promised.create(server, 1_500_000, &[]).expect(201);
    for _ in 0..5 {
        promised.create(server, 3000, &[]).expect(201);
    }
    let burns = promised.create(server, 3000, &[("X-Burn-After-Read", "true")]).expect(201);
    let burns = format!("/{}/raw", super::promised::id_of(&burns));

    fill(server);
    for size in [20, 3000, 400_000] {
        // What is left of a page may still hold the smallest.
        let mut refused = None;
        for _ in 0..200 {
            let reply = promised.create(server, size, &[]);
            if reply.status != 201 {
                refused = Some(reply);
                break;
            }
        }
        refused.expect("a full disk takes no more").expect_error(507, "storage_full");
    }
    server.get("/health").expect(200);
    for (id, body) in promised.kept().iter().filter(|(id, _)| !burns.contains(id.as_str())) {
        if body.len() < 1_000_000 || reads_large {
            assert!(server.get(&format!("/{id}/raw")).expect(200).body == *body);
        } else {
            server.get(&format!("/{id}/raw")).expect_error(503, "unavailable");
        }
    }
    let small = promised.kept()[1].0.clone();
    for path in [format!("/{small}"), format!("/{small}/raw")] {
        server.request("GET", &path, &[("Authorization", &bearer)], b"").expect(200);
    }
    let gone = promised.delete_oldest(server);
    if gone.status != 200 {
        is_a_clear_failure(&gone);
    }
    let burned = server.get(&burns);
    if burned.status != 200 {
        is_a_clear_failure(&burned);
    }

    free(server);
    assert_eq!(server.get(&burns).status == 200, burned.status != 200, "burned once, whenever that was");
    server.get(&burns).expect_error(404, "not_found");
    promised.burned(&burns);
    promised.create(server, 400_000, &[]).expect(201);
    promised.create(server, 20, &[]).expect(201);
    promised.hold_for_good(server);
}

#[test]
fn a_database_that_finds_no_room_takes_nothing_more_and_gives_what_it_has() {
    let Some(sabotage) = Sabotage::new() else { return };
    let mut server = sabotage.server(SETTINGS);
    let fill = |_: &TestServer| {
        sabotage.fail(Call::Write, on::STORE | on::MEMORY, Errno::NOSPC);
        sabotage.fail(Call::Truncate, on::STORE | on::MEMORY, Errno::NOSPC);
    };
    is_survived(&mut server, fill, |_| sabotage.mend(), true);
}

#[test]
fn temporary_files_that_find_no_room_are_a_507_for_what_comes_and_a_503_for_what_goes() {
    let Some(sabotage) = Sabotage::new() else { return };
    let server = sabotage.server(SETTINGS);
    let mut promised = Promised::default();
    promised.create(&server, 1_500_000, &[]).expect(201);
    sabotage.fail(Call::Write, on::NAMELESS, Errno::NOSPC);
    promised.create(&server, 400_000, &[]).expect_error(507, "storage_full");
    let form = [("Content-Type", "multipart/form-data; boundary=X")];
    let body =
        [b"--X\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n".as_slice(), &vec![b'a'; 300_000], b"\r\n--X--\r\n"].concat();
    server.request("POST", "/", &form, &body).expect_error(507, "storage_full");
    server.get(&format!("/{}/raw", promised.kept()[0].0)).expect_error(503, "unavailable");
    promised.create(&server, 20, &[]).expect(201);
    sabotage.mend();
    promised.create(&server, 400_000, &[]).expect(201);
    promised.hold(&server);
}

/// A small disk of its own, gone with the test.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    /// `None` where nobody may mount.
    fn on(home: &Home, mebibytes: u32) -> Option<Self> {
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m"), "fpaste-test"]).arg(home.path());
        let mounted = mount.output().is_ok_and(|outcome| outcome.status.success());
        if !mounted {
            eprintln!("skipped: mounting is not allowed here");
        }
        mounted.then(|| Self(home.path().to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn a_small_disk_that_is_full_is_no_end() {
    let home = Home::new();
    let Some(disk) = SmallDisk::on(&home, 6) else { return };
    let mut server = TestServer::in_home(home, SETTINGS);
    // Dropped before the server: its home can only then be removed.
    let _disk = disk;
    let filler = |server: &TestServer| server.home().path().join("filler");
    let fill = |server: &TestServer| {
        use std::io::Write as _;
        let mut file = std::fs::File::create(filler(server)).unwrap();
        for size in [4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    };
    is_survived(&mut server, fill, |server| std::fs::remove_file(filler(server)).unwrap(), false);
}
