//! `GET /pastes` and `DELETE /pastes` (PROTOCOL §4).

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use crate::support::person::{self, PROXY, Person};
use crate::support::{Reply, TestServer, wait_until};

fn ids(reply: &Reply) -> Vec<String> {
    reply.json()["pastes"].as_array().unwrap().iter().map(|paste| paste["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn own_pastes_newest_first_and_nobody_elses() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob) = (Person::trusted(&server, 1), Person::untrusted(2));
    let first = alice.create(&server, b"one", &[("X-Display-Name", "eins")]);
    let second = alice.create(&server, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &[("X-Burn-After-Read", "1"), ("X-Paste-Password", "p")]);
    let other = bob.create(&server, b"two", &[]);
    server.create(b"nobody's", &[]);

    let reply = alice.get(&server, "/pastes").expect(200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(ids(&reply), [second.clone(), first.clone()]);
    let list = reply.json();
    assert_eq!((&list["count"], &list["total"], &list["limit"], &list["offset"]), (&json!(2), &json!(2), &json!(50), &json!(0)));
    assert!(list.get("next_cursor").is_none());
    let row = &list["pastes"][1];
    assert_eq!(row["display_name"], "eins");
    assert_eq!(row["owner"], json!(alice.fingerprint));
    assert_eq!(row["raw"], json!(format!("/{first}/raw")));
    assert_eq!((&row["size"], &row["mime_type"]), (&json!(3), &json!("text/plain")));
    assert!(row.get("burn_after_read").is_none() && row["created_at"].is_u64() && row["expires_at"].is_u64());
    let row = &list["pastes"][0];
    assert_eq!((&row["burn_after_read"], &row["password_protected"], &row["mime_type"]), (&json!(true), &json!(true), &json!("image/png")));

    assert_eq!(ids(&bob.get(&server, "/pastes")), [other]);
    assert_eq!(Person::untrusted(9).get(&server, "/pastes").expect(200).json()["total"], 0);
    let stranger = server.get("/pastes").expect_error(401, "auth_required");
    assert!(stranger.header("www-authenticate").is_some());
}

#[test]
fn a_burned_and_a_leased_paste_are_gone_from_the_list_an_unread_one_is_not() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let made: Vec<_> = (0..3).map(|number| alice.create(&server, &[b'a' + number], &[("X-Burn-After-Read", "true")])).collect();
    server.get(&format!("/{}/raw", made[0])).expect(200);
    server.request("GET", &format!("/{}/raw", made[1]), &[("X-Burn-Reader", &"a".repeat(32))], b"").expect(200);
    let reply = alice.get(&server, "/pastes");
    assert_eq!(ids(&reply), [made[2].clone()]);
    assert_eq!(reply.json()["total"], 1);
}

#[test]
fn filters_pages_and_cursors_cut_the_same_list() {
    let server = TestServer::with(&[PROXY]);
    let alice = Person::trusted(&server, 1);
    let mut made: Vec<_> = (0..7).map(|number| alice.create(&server, format!("text {number}").as_bytes(), &[])).collect();
    let image = alice.create(&server, b"GIF89a\x01\0\x01\0\0\0\0;", &[]);
    made.push(image.clone());
    made.reverse();

    let page = alice.get(&server, "/pastes?limit=3&offset=2").expect(200);
    assert_eq!(ids(&page), made[2..5]);
    assert_eq!((&page.json()["count"], &page.json()["total"], &page.json()["offset"]), (&json!(3), &json!(8), &json!(2)));
    assert_eq!(alice.get(&server, "/pastes?limit=1000").expect(200).json()["limit"], 200, "at most 200");
    assert_eq!(ids(&alice.get(&server, "/pastes?type=image%2F")), std::slice::from_ref(&image));
    assert_eq!(alice.get(&server, "/pastes?type=text/").json()["total"], 7);
    assert_eq!(ids(&alice.get(&server, "/pastes?type=imag_")), Vec::<String>::new(), "letter for letter");
    let now = person::now();
    assert_eq!(alice.get(&server, &format!("/pastes?after={}", now + 100)).json()["total"], 0);
    assert_eq!(alice.get(&server, &format!("/pastes?after={}&before={}", now - 100, now + 100)).json()["total"], 8);
    assert_eq!(alice.get(&server, &format!("/pastes?before={}", now - 100)).json()["total"], 0);

    let (mut walked, mut cursor) = (Vec::new(), String::new());
    for _ in 0..4 {
        let reply = alice.get(&server, &format!("/pastes?limit=3{cursor}")).expect(200);
        walked.extend(ids(&reply));
        let list = reply.json();
        assert_eq!(list["total"], 8);
        let Some(next) = list.get("next_cursor") else { break };
        cursor = format!("&cursor={}", next.as_str().unwrap());
        if walked.len() == 3 {
            // What is made meanwhile shifts no page.
            alice.create(&server, b"in between", &[]);
            server.request("DELETE", "/pastes", &[], b"").expect_error(401, "auth_required");
            alice.request(&server, "DELETE", &format!("/{}", walked[0]), &[], b"").expect(200);
        }
    }
    assert_eq!(walked, made);
}

#[test]
fn a_parameter_that_is_not_of_its_form_is_refused() {
    let server = TestServer::with(&[PROXY]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    for query in [
        "limit=0",
        "limit=-1",
        "limit=a",
        "limit=",
        "limit=1&limit=2",
        "offset=-1",
        "offset=1.5",
        "after=now",
        "all=2",
        "all=",
        "cursor=nonsense",
        "cursor=",
        "type=%ff",
        "limit=99999999999999999999",
    ] {
        assert_eq!((query, alice.get(&server, &format!("/pastes?{query}")).code()), (query, "invalid_query".to_owned()));
    }
    for query in ["owner=x&all=1", "owner=&all=1", &format!("owner={}", alice.fingerprint)] {
        admin.get(&server, &format!("/pastes?{query}")).expect_error(400, "invalid_query");
    }
    alice.get(&server, "/pastes?unknown=1").expect(200);
}

#[test]
fn all_and_owner_are_for_admins() {
    let server = TestServer::with(&[PROXY]);
    let (alice, bob, admin) = (Person::trusted(&server, 1), Person::trusted(&server, 2), Person::admin(&server, 3));
    let (one, two, three) = (alice.create(&server, b"1", &[]), bob.create(&server, b"2", &[]), server.create(b"3", &[]));
    for query in ["all=1".to_owned(), format!("all=1&owner={}", alice.fingerprint), format!("owner={}", alice.fingerprint)] {
        bob.get(&server, &format!("/pastes?{query}")).expect_error(403, "forbidden");
    }
    assert_eq!(ids(&admin.get(&server, "/pastes?all=1")), [three, two.clone(), one.clone()]);
    assert_eq!(ids(&admin.get(&server, &format!("/pastes?all=1&owner={}", alice.fingerprint))), [one]);
    assert_eq!(admin.get(&server, &format!("/pastes?all=true&owner={}", "0".repeat(40))).expect(200).json()["total"], 0);
    assert_eq!(admin.get(&server, "/pastes").json()["total"], 0, "an admin's own are none");
}

#[test]
fn all_are_deleted_only_if_the_count_is_right() {
    let server = TestServer::with(&[PROXY]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 3));
    let kept: BTreeSet<_> = (0..3).map(|number| server.create(format!("unmistakable {number}").as_bytes(), &[])).collect();
    assert!(server.database_holds(b"unmistakable 1"));
    server.request("DELETE", "/pastes?confirm=3", &[], b"").expect_error(401, "auth_required");
    alice.request(&server, "DELETE", "/pastes?confirm=3", &[], b"").expect_error(403, "forbidden");
    for query in ["", "?confirm=", "?confirm=x", "?confirm=-3", "?confirm=3&confirm=3"] {
        admin.request(&server, "DELETE", &format!("/pastes{query}"), &[], b"").expect_error(400, "invalid_query");
    }
    let wrong = admin.request(&server, "DELETE", "/pastes?confirm=2", &[], b"").expect_error(409, "count_mismatch");
    assert_eq!(wrong.json()["count"], 3);
    assert!(kept.iter().all(|id| server.get(&format!("/{id}")).status == 200), "nothing was deleted");
    let right = admin.request(&server, "DELETE", "/pastes?confirm=3", &[], b"").expect(200);
    assert_eq!(right.json(), json!({ "deleted": 3 }));
    assert!(kept.iter().all(|id| server.get(&format!("/{id}")).status == 404));
    assert_eq!(admin.request(&server, "DELETE", "/pastes?confirm=0", &[], b"").expect(200).json()["deleted"], 0);
    wait_until("what was deleted is in no file", Duration::from_secs(10), || !server.database_holds(b"unmistakable"));
}
