//! `GET /metrics`: who may read it, and what it counts.

use crate::support::http::Wire;
use crate::support::person::{PROXY, Person};
use crate::support::{TestServer, wait_until};

fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|line| line.strip_prefix(series).is_some_and(|rest| rest.starts_with(' ')));
    line.unwrap_or_else(|| panic!("{series} is not in\n{text}")).rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_box_and_admins_read_it_and_nobody_through_a_proxy() {
    let server = TestServer::with(&[PROXY]);
    let (alice, admin) = (Person::trusted(&server, 1), Person::admin(&server, 2));
    let reply = server.get("/metrics").expect(200);
    assert_eq!(reply.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    for (name, value) in [("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1"), ("Via", "1.1 p"), ("X-Forwarded-Proto", "http")]
    {
        server.request("GET", "/metrics", &[(name, value)], b"").expect_error(401, "auth_required");
    }
    alice.get(&server, "/metrics").expect_error(403, "forbidden");
    admin.request(&server, "GET", "/metrics", &[("X-Forwarded-For", "192.0.2.1")], b"").expect(200);
    server.request("HEAD", "/metrics", &[], b"").expect(200);
    server.request("POST", "/metrics", &[], b"").expect_error(405, "method_not_allowed");

    let public = TestServer::with(&[("FLASKPASTE_METRICS", "public")]);
    public.request("GET", "/metrics", &[("X-Forwarded-For", "192.0.2.1")], b"").expect(200);
}

#[test]
fn what_happens_is_counted() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_DEDUP_MAX", "2"), ("FLASKPASTE_POW_DIFFICULTY", "8")]);
    let alice = Person::trusted(&server, 1);
    let read = alice.create(&server, b"read", &[]);
    let burned = alice.create(&server, b"burned", &[("X-Burn-After-Read", "1")]);
    for _ in 0..2 {
        server.get(&format!("/{read}/raw")).expect(200);
    }
    server.get(&format!("/{burned}/raw")).expect(200);
    server.request("HEAD", &format!("/{read}/raw"), &[], b"").expect(200);
    alice.request(&server, "PUT", &format!("/{read}"), &[], b"updated").expect(200);
    server.request("POST", "/", &[], b"x").expect_error(400, "pow_required");
    server.request("POST", "/", &[("X-PoW-Token", "x"), ("X-PoW-Solution", "1")], b"x").expect_error(400, "pow_failed");
    for _ in 0..2 {
        alice.create(&server, b"same", &[]);
    }
    alice.request(&server, "POST", "/", &[], b"same").expect_error(429, "duplicate");
    let deleted = alice.create(&server, b"deleted", &[]);
    alice.request(&server, "DELETE", &format!("/{deleted}"), &[], b"").expect(200);

    let mut text = String::new();
    // Requests are counted after their answer is sent, a moment later than a client sees it.
    wait_until("all is counted", std::time::Duration::from_secs(10), || {
        text = server.get("/metrics").expect(200).text();
        text.contains("method=\"DELETE\"")
    });
    for (series, expected) in [
        ("fpaste_pastes_total{event=\"created\"}", 5.0),
        ("fpaste_pastes_total{event=\"read\"}", 2.0),
        ("fpaste_pastes_total{event=\"burned\"}", 1.0),
        ("fpaste_pastes_total{event=\"updated\"}", 1.0),
        ("fpaste_pastes_total{event=\"deleted\"}", 1.0),
        ("fpaste_pastes_total{event=\"expired\"}", 0.0),
        ("fpaste_proofs_of_work_total{outcome=\"missing\"}", 1.0),
        ("fpaste_proofs_of_work_total{outcome=\"failed\"}", 1.0),
        ("fpaste_refusals_total{code=\"duplicate\"}", 1.0),
        ("fpaste_refusals_total{code=\"rate_limited\"}", 0.0),
        ("fpaste_stored_pastes", 3.0),
        ("fpaste_stored_bytes", 15.0),
        ("fpaste_http_request_duration_seconds_count{method=\"GET\",route=\"/{id}/raw\",status=\"200\"}", 3.0),
    ] {
        assert!((value(&text, series) - expected).abs() < 0.1, "{series} in\n{text}");
    }
    assert!(value(&text, "fpaste_database_bytes") > 4096.0);
    assert!(value(&text, "fpaste_connections") >= 1.0);
    assert!(value(&text, "fpaste_writer_batch_jobs_count") >= 5.0);
    assert!(!text.contains(&read), "no id is a label");
}

#[test]
fn an_address_of_its_own_answers_nothing_else() {
    let server = TestServer::with(&[("FLASKPASTE_METRICS_BIND", "127.0.0.1:0")]);
    let mut address = None;
    wait_until("the log names the address", std::time::Duration::from_secs(10), || {
        let log = server.log();
        address = log.split_whitespace().find_map(|word| {
            let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            word.strip_prefix("http://")?.strip_suffix("/metrics")?.parse().ok()
        });
        address.is_some()
    });
    let mut wire = Wire::connect(address.unwrap());
    let forwarded = [("X-Forwarded-For", "192.0.2.1")];
    assert!(wire.request("GET", "/metrics", &forwarded, b"").expect(200).text().contains("fpaste_connections"));
    for path in ["/", "/health", "/pastes"] {
        Wire::connect(address.unwrap()).request("GET", path, &[], b"").expect_error(404, "not_found");
    }
}
