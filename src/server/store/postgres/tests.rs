//! What PostgreSQL alone can get wrong: servers that start together, a connection that is lost, plans that scan.

use std::time::Duration;

use super::listing::{OVER, OVER_OF_OWNER, PAGE, PAGE_OF_BOTH, PAGE_OF_KIND, PAGE_OF_OWNER, TOTAL, TOTAL_OF_OWNER};
use super::paste::WITH_BODY;
use super::trial::Scratch;
use super::*;
use crate::server::network::Network;
use crate::server::store::trial::{NOW, body, bytes, id, plain};

fn options() -> Options {
    Options { links: 4, busy_timeout: Duration::from_secs(5), ..Options::default() }
}

#[test]
fn many_servers_that_start_at_once_make_one_database() {
    let Some(scratch) = Scratch::new() else { return };
    let secrets: Vec<[u8; 32]> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8).map(|_| scope.spawn(|| *scratch.open(&options()).unwrap().secret("pow").unwrap())).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert!(secrets.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(scratch.number("SELECT count(*) FROM gate"), 4);
}

#[test]
fn many_servers_that_start_at_once_bring_an_older_database_up_to_date_once() {
    let Some(scratch) = Scratch::new() else { return };
    let store = scratch.open(&options()).unwrap();
    store.create(plain(1), &body(b"from before"), CreateRules::default()).unwrap();
    drop(store);
    // As the second migration left it.
    scratch.execute("DROP TABLE counted; DROP TABLE move; UPDATE schema_version SET version = 2");
    std::thread::scope(|scope| {
        let racers: Vec<_> =
            (0..8).map(|_| scope.spawn(|| bytes(&scratch.open(&options()).unwrap().body(&id(1), NOW).unwrap().unwrap().1))).collect();
        assert!(racers.into_iter().all(|racer| racer.join().unwrap() == b"from before"));
    });
    assert_eq!(scratch.number("SELECT version FROM schema_version"), 4);
    assert_eq!(scratch.number("SELECT count(*) FROM counted"), 0);
}

#[test]
fn servers_tell_each_other_what_they_count_and_nothing_of_it_outlasts_its_window() {
    let Some(scratch) = Scratch::new() else { return };
    let servers: Vec<_> = (0..3).map(|_| scratch.open(&options()).unwrap()).collect();
    let (here, there) = (Network::V4([192, 0, 2, 1]), Network::V6(0x2001_0db8 << 32));
    let count = |deed, network, count, ends_at| Count { deed, network, count, limit: 10, ends_at };
    let told = [count(Deed::Write, here, 3, NOW + 60), count(Deed::Miss, there, 7, NOW + 30)];
    assert!(servers[0].exchange(&told, NOW).unwrap().is_empty(), "it hears nothing of itself");
    assert_eq!(servers[1].exchange(&[], NOW).unwrap(), told);
    assert_eq!(servers[1].exchange(&[count(Deed::Write, here, 4, NOW + 90)], NOW).unwrap(), told);
    // What is told again replaces what was.
    let told = [count(Deed::Write, here, 2, NOW + 60), count(Deed::Miss, there, 7, NOW + 30)];
    servers[0].exchange(&told, NOW + 1).unwrap();
    assert_eq!(
        servers[2].exchange(&[], NOW + 1).unwrap(),
        [count(Deed::Write, here, 6, NOW + 90), count(Deed::Miss, there, 7, NOW + 30)],
        "together, until the last of them ends"
    );
    assert_eq!(servers[2].exchange(&[], NOW + 60).unwrap(), [count(Deed::Write, here, 4, NOW + 90)]);
    // Any server takes away what is over, also of one that is gone.
    servers[2].sweep(NOW + 60, 100).unwrap();
    assert_eq!(scratch.number("SELECT count(*) FROM counted"), 1);
    servers[2].sweep(NOW + 90, 100).unwrap();
    assert_eq!(scratch.number("SELECT count(*) FROM counted"), 0);
    assert_eq!(scratch.number("SELECT count(*) FROM pg_class WHERE relname = 'counted' AND relpersistence <> 'u'"), 0, "in no log");
}

#[test]
fn a_newer_schema_is_refused_and_so_is_what_is_not_ours() {
    let Some(scratch) = Scratch::new() else { return };
    drop(scratch.open(&options()).unwrap());
    scratch.execute("UPDATE schema_version SET version = 1000");
    assert_eq!(scratch.open(&options()).unwrap_err(), StoreError::TooNew { found: 1000, known: 4 });
    let Some(scratch) = Scratch::new() else { return };
    scratch.execute("CREATE TABLE paste (id TEXT)");
    assert_eq!(scratch.open(&options()).unwrap_err(), StoreError::Foreign);
}

#[test]
fn a_connection_that_was_cut_is_replaced_and_nobody_notices() {
    let Some(scratch) = Scratch::new() else { return };
    let store = scratch.open(&options()).unwrap();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
         AND application_name = current_setting('application_name')";
    store.create(plain(1), &body(b"x"), CreateRules::default()).unwrap();
    for number in 2..5 {
        scratch.number(cut);
        assert!(store.paste(&id(1), None, NOW).unwrap().is_some());
        scratch.number(cut);
        assert!(matches!(store.create(plain(number), &body(b"x"), CreateRules::default()).unwrap(), Created::New(_)));
    }
}

#[test]
fn a_body_goes_in_rows_of_at_most_a_mebibyte() {
    let Some(scratch) = Scratch::new() else { return };
    let store = scratch.open(&options()).unwrap();
    for (number, (length, rows)) in [(0, 1), (1 << 20, 1), ((1 << 20) + 1, 2), (5 << 20, 5)].into_iter().enumerate() {
        let pattern: Vec<u8> = (0..length).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        store.create(plain(number as u64), &body(&pattern), CreateRules::default()).unwrap();
        assert!(bytes(&store.body(&id(number as u64), NOW).unwrap().unwrap().1) == pattern);
        assert_eq!(scratch.number("SELECT count(*) FROM body WHERE paste = (SELECT max(seq) FROM paste)"), rows, "{length}");
        assert!(scratch.number("SELECT CAST(max(octet_length(bytes)) AS BIGINT) FROM body") <= 1 << 20);
    }
}

#[test]
fn a_damaged_body_is_never_handed_out() {
    let Some(scratch) = Scratch::new() else { return };
    let store = scratch.open(&options()).unwrap();
    for (number, length) in [(1, 10), (2, 3 << 20)] {
        store.create(plain(number), &body(&vec![7; length]), CreateRules::default()).unwrap();
    }
    scratch.execute("UPDATE body SET bytes = '\\x00' WHERE piece = 0");
    for number in [1, 2] {
        assert!(matches!(store.body(&id(number), NOW), Err(StoreError::Corrupt(_))));
    }
}

#[test]
fn text_that_its_columns_do_not_hold_is_written_all_the_same() {
    let Some(scratch) = Scratch::new() else { return };
    let store = scratch.open(&options()).unwrap();
    let event = store.append(AuditEntry { subject: "/a\0b".to_owned(), ..AuditEntry::default() }).unwrap();
    assert_eq!(event.hash, crate::protocol::audit_chain::link(&event));
    assert_eq!(store.audit_page(0, 1).unwrap()[0].subject, "/a\u{fffd}b");
}

#[test]
fn the_whole_database_has_a_ceiling_that_no_two_pass_together() {
    let Some(scratch) = Scratch::new() else { return };
    let servers = [scratch.open(&options()).unwrap(), scratch.open(&options()).unwrap()];
    let rules = || CreateRules { total_limit: Some(100), ..CreateRules::default() };
    let made: usize = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..16_u8)
            .map(|racer| {
                let store = &servers[usize::from(racer) % 2];
                scope.spawn(move || {
                    usize::from(matches!(store.create(plain(racer.into()), &body(&[racer; 30]), rules()).unwrap(), Created::New(_)))
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!((made, servers[0].size().unwrap()), (3, 90));
}

#[test]
fn the_janitors_of_several_servers_take_each_paste_once() {
    let Some(scratch) = Scratch::new() else { return };
    let servers: Vec<_> = (0..3).map(|_| scratch.open(&options()).unwrap()).collect();
    for number in 0..300 {
        servers[0].create(NewPaste { expires_at: NOW, ..plain(number) }, &body(b"12"), CreateRules::default()).unwrap();
    }
    let swept: u64 = std::thread::scope(|scope| {
        let janitors: Vec<_> = servers
            .iter()
            .map(|store| {
                scope.spawn(move || {
                    let mut swept = 0;
                    loop {
                        let slice = store.sweep(NOW, 20).unwrap();
                        swept += slice.expired;
                        if !slice.more {
                            return swept;
                        }
                    }
                })
            })
            .collect();
        janitors.into_iter().map(|janitor| janitor.join().unwrap()).sum()
    });
    assert_eq!((swept, servers[0].stored().unwrap()), (300, Stored::default()));
}

#[test]
fn no_statement_scans_a_table_of_a_hundred_thousand_rows() {
    no_statement_scans(&[10_000, 100_000]);
}

#[test]
#[ignore = "a million rows take a minute: .ci/full plans"]
fn no_statement_scans_a_table_of_a_million_rows() {
    no_statement_scans(&[1_000_000]);
}

/// Every statement of the listings, the reads and the sweep, over as many rows as make a scan dear.
fn no_statement_scans(sizes: &[u64]) {
    let Some(scratch) = Scratch::new() else { return };
    drop(scratch.open(&options()).unwrap());
    scratch.execute("INSERT INTO account (fingerprint, created_at) SELECT 'f' || n, 0 FROM generate_series(1, 100) n");
    for &rows in sizes {
        scratch.execute(&format!(
            "INSERT INTO paste (id, owner, mime_type, size, sha256, created_at, expires_at, burn) \
             SELECT 'p' || n, CASE WHEN n % 3 = 0 THEN n % 100 + 1 END, 'text/plain', 1, '\\x00', {NOW} + n / 7, {NOW} + 1000 + n, FALSE \
             FROM generate_series((SELECT count(*) + 1 FROM paste), {rows}) n"
        ));
        scratch.execute("INSERT INTO body (paste, piece, bytes) SELECT seq, 0, '\\x00' FROM paste ON CONFLICT DO NOTHING");
        scratch.execute("ANALYZE");
        let statements = [
            (WITH_BODY, "'p77'"),
            (PAGE, "0, 1800000500, 1800001000, 5, 51, 0"),
            (PAGE_OF_OWNER, "0, 1800000500, 1800001000, 5, 51, 0, 7"),
            (PAGE_OF_BOTH, "0, 1800000500, 1800001000, 5, 51, 0, 7, 'text'"),
            (TOTAL, "1800000100, 1800000500, 'text', 1800000200"),
            (TOTAL_OF_OWNER, "1800000100, 1800000500, 'text', 1800000200, 7"),
            (OVER, "1800001100"),
            (OVER_OF_OWNER, "1800001100, 7"),
            (super::sweep::EXPIRED, "1800001100, 200"),
            (super::sweep::LEASES, "1800001100, 200"),
        ];
        // With the values at hand, and without, as a statement is planned that has run often.
        for mode in ["force_custom_plan", "force_generic_plan"] {
            scratch.execute(&format!("SET plan_cache_mode = {mode}"));
            for (sql, values) in statements {
                let plan = scratch.plan(sql, values);
                let scans = plan.contains("Seq Scan on paste") || plan.contains("Seq Scan on body");
                assert!(plan.contains("Index") && !scans, "{mode}, {rows} rows: {sql}\n{plan}");
            }
            assert!(scratch.plan(PAGE, statements[1].1).contains("paste_newest"));
        }
        // What names its rows one by one finds them so, once that is cheaper than to read all.
        if rows >= 100_000 {
            assert!(!scratch.plan(super::sweep::TAKE, "'{1,2,3,4,5,6,7}'").contains("Seq Scan on paste"));
        }
        // A type that is rare is looked for in the index, if the table is not so small that all of it is read sooner.
        if rows >= 100_000 {
            assert!(!scratch.plan(PAGE_OF_KIND, "0, 1800000500, 1800001000, 5, 51, 0, 'text'").contains("Seq Scan on paste"));
        }
    }
}
