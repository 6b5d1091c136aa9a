//! From a file into PostgreSQL and back, through the real binary: under fire, killed, sealed.

use crate::store::moving::{SKIPS, Story, filled, is_closed, moving, under_fire};
use crate::support::cluster::Cluster;
use crate::support::sabotage::{Call, Deed, Sabotage, on};
use crate::support::{Home, TestServer, command};

fn over(url: &str) -> [(&'static str, &str); 1] {
    [("FPASTE_DATABASE_URL", url)]
}

#[test]
fn under_fire_it_moves_into_postgresql_from_several_servers_and_back() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let (one, two) = (cluster.database("fpaste_one"), cluster.database("fpaste_two"));
    let file = TestServer::start();
    let into: Story = under_fire(&[&file], moving(file.home(), "pastes.db", &one));
    let mut servers: Vec<_> = (0..2).map(|_| TestServer::with(&over(&one))).collect();
    into.holds(&servers[0]);
    // From one database into another, and from there into a file.
    let through = under_fire(&[&servers[0], &servers[1]], moving(file.home(), &one, &two));
    let id = through.first_plain();
    for server in &mut servers {
        is_closed(server, id);
        server.kill();
    }
    let refused = servers[0].try_start_again().unwrap_err();
    assert!(refused.code == 12 && refused.stderr.contains("fpaste_two"), "{refused:?}");
    let server = TestServer::with(&over(&two));
    through.holds(&server);
    let back = under_fire(&[&server], moving(file.home(), &two, "back.db"));
    is_closed(&server, back.first_plain());
    let home = Home::new();
    std::fs::rename(file.home().path().join("back.db"), home.path().join("pastes.db")).unwrap();
    let last = TestServer::in_home(home, &[]);
    back.holds(&last);
    last.create(b"and on it goes", &[]);
}

#[test]
fn killed_anywhere_it_goes_on_into_postgresql_and_back() {
    let (Some(cluster), Some(sabotage)) = (Cluster::start(&[]), Sabotage::new()) else { return };
    let url = cluster.database("fpaste_killed_move");
    let mut server = TestServer::start();
    let promised = filled(&mut server);
    let home = server.home();
    let run = |from: &str, to: &str, call, files, deed, skip| {
        sabotage.arm(call, files, skip, 1, deed);
        let outcome = command::finish(moving(home, from, to).envs(sabotage.environment()));
        sabotage.mend();
        assert!(outcome.code == 0 || outcome.code == 137, "{outcome:?}");
        outcome.code == 137
    };
    // The file is the source: its reads, and the two writes that mark it.
    let mut died = 0;
    'into: for round in 0..40 {
        for (call, files, skip) in [(Call::Read, on::DATABASE, 4 + 8 * round), (Call::Sync, on::LOG, round)] {
            if !run("pastes.db", &url, call, files, Deed::DieAfter, skip) {
                break 'into;
            }
            died += 1;
        }
    }
    assert!(died > 5, "{died}");
    command::finish(&mut moving(home, "pastes.db", &url)).expect(0);
    // The file is the target.
    died = 0;
    for skip in SKIPS {
        let deed = if skip % 2 == 0 { Deed::DieAfter } else { Deed::DieHalfway };
        if !run(&url, "back.db", Call::Write, on::LOG, deed, skip) {
            break;
        }
        died += 1;
    }
    assert!(died > 5, "{died}");
    command::finish(&mut moving(home, &url, "back.db")).expect(0);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(home.path().join(format!("pastes.db{suffix}")));
        let _ = std::fs::rename(home.path().join(format!("back.db{suffix}")), home.path().join(format!("pastes.db{suffix}")));
    }
    server.start_again();
    promised.hold(&server);
    assert!(server.stop().success());
    crate::store::promised::is_whole(&server);
}

#[test]
fn what_is_sealed_stays_so_and_opens_with_the_same_key_alone() {
    let Some(mut cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_sealed");
    let keys = tempfile::tempdir().unwrap();
    let key = |name: &str| keys.path().join(name).to_str().unwrap().to_owned();
    let mut server = TestServer::start();
    server.stop();
    for name in ["one.key", "other.key"] {
        let made = server.home().run(["serve", "--db", &format!("{name}.db"), "rekey", "--new", &key(name)]);
        made.expect(0);
    }
    std::fs::remove_file(server.database()).unwrap();
    server.start_again_with(&[("FLASKPASTE_STORAGE_KEY_FILE", &key("one.key"))]);
    let (plain, burns) = (server.create(b"<sealed and plain>", &[]), server.create(b"<sealed and burns>", &[("X-Burn-After-Read", "1")]));
    server.stop();
    let home = server.home();
    // The database goes, and comes back: the same command goes on.
    cluster.stop();
    command::finish(&mut moving(home, "pastes.db", &url)).expect(7);
    cluster.go_on();
    let told = command::finish(&mut moving(home, "pastes.db", &url)).expect(0);
    assert!(told.stderr.contains("storage key"), "{told:?}");
    assert!(!cluster.sql_in("fpaste_sealed", "SELECT bytes FROM body").contains(&fpaste::protocol::hex(b"<sealed")));
    for wrong in [&[][..], &[("FLASKPASTE_STORAGE_KEY_FILE", key("other.key"))]] {
        let mut serve = home.fpaste(["serve", "--bind", "127.0.0.1:0"]);
        serve.env("FPASTE_DATABASE_URL", &url).envs(wrong.iter().map(|(name, value)| (name, value)));
        command::finish(&mut serve).expect(12);
    }
    let server = TestServer::with(&[("FPASTE_DATABASE_URL", &url), ("FLASKPASTE_STORAGE_KEY_FILE", &key("one.key"))]);
    assert_eq!(server.get(&format!("/{plain}/raw")).expect(200).body, b"<sealed and plain>");
    assert_eq!(server.get(&format!("/{burns}/raw")).expect(200).body, b"<sealed and burns>");
    server.get(&format!("/{burns}/raw")).expect(404);
}
