//! What holds for every answer: request ids, security headers, methods, prefixes, error bodies, the browser rules.

use crate::support::{TestServer, Wire};

#[test]
fn every_answer_carries_the_security_headers_and_a_request_id() {
    let server = TestServer::start();
    let made = server.create(b"hello", &[]);
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/health"),
        ("GET", "/nowhere"),
        ("PATCH", "/"),
        ("OPTIONS", "/"),
        ("POST", "/"),
        ("GET", "/pastes"),
        ("HEAD", "/challenge"),
        ("GET", &format!("/{made}")),
        ("GET", &format!("/{made}/raw")),
    ] {
        let reply = server.request(method, path, &[], b"");
        for (name, value) in [
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{method} {path} {name}");
        }
        let policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        let raw = path.ends_with("/raw");
        let expected = if raw { format!("{policy}; sandbox") } else { policy.to_owned() };
        assert_eq!(reply.header("Content-Security-Policy"), Some(expected.as_str()), "{method} {path}");
        for device in ["camera=()", "microphone=()", "geolocation=()"] {
            assert!(reply.header("Permissions-Policy").unwrap().contains(device));
        }
        let id = reply.header("X-Request-ID").unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        for absent in ["Strict-Transport-Security", "Set-Cookie", "Access-Control-Allow-Origin"] {
            assert_eq!(reply.header(absent), None, "{method} {path}");
        }
        assert!(reply.header("Server").is_none_or(|server| !server.bytes().any(|byte| byte.is_ascii_digit())));
    }
}

#[test]
fn a_request_id_of_its_form_is_taken_over_and_logged() {
    let server = TestServer::start();
    for (given, taken) in [("trace-1.A_b", true), (&"x".repeat(64), true), (&"x".repeat(65), false), ("a b", false), ("é", false)] {
        let reply = server.request("GET", "/health", &[("X-Request-ID", given)], b"");
        assert_eq!(reply.header("X-Request-ID") == Some(given), taken, "{given}");
    }
    let error = server.request("GET", "/nowhere", &[("X-Request-ID", "find.me")], b"").expect_error(404, "not_found");
    assert_eq!(error.json()["request_id"], "find.me");
    crate::support::wait_until("the request is logged", std::time::Duration::from_secs(10), || server.log().contains("request_id=find.me"));
}

#[test]
fn a_wrong_method_is_405_and_options_is_204_with_the_same_words() {
    let server = TestServer::start();
    for (path, allow) in [
        ("/", "GET, HEAD, POST, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
        ("/challenge", "GET, HEAD, OPTIONS"),
        ("/pastes", "GET, HEAD, DELETE, OPTIONS"),
        ("/abcdef012345", "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("/abcdef012345/raw", "GET, HEAD, OPTIONS"),
        ("/lockdown", "POST, OPTIONS"),
    ] {
        let wrong = server.request("PATCH", path, &[], b"").expect_error(405, "method_not_allowed");
        assert_eq!(wrong.header("Allow"), Some(allow), "{path}");
        let options = server.request("OPTIONS", path, &[], b"").expect(204);
        assert_eq!((options.header("Allow"), options.body.len()), (Some(allow), 0), "{path}");
    }
    server.request("HEAD", "/lockdown", &[], b"").expect(405);
    server.request("OPTIONS", "/nowhere", &[], b"").expect_error(404, "not_found");
    let all = server.request("OPTIONS", "*", &[], b"").expect(204);
    assert_eq!(all.header("Allow"), Some("GET, HEAD, POST, PUT, DELETE, OPTIONS"), "the server as a whole, RFC 9110 §9.3.7");
}

#[test]
fn the_prefix_goes_off_and_on() {
    let server = TestServer::with(&[("FLASKPASTE_URL_PREFIX", "/paste")]);
    let reply = server.request("POST", "/paste/", &[], b"hello").expect(201);
    let made = reply.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["url"], format!("/paste/{id}"));
    assert_eq!(made["raw"], format!("/paste/{id}/raw"));
    assert_eq!(reply.header("Location"), Some(format!("/paste/{id}").as_str()));
    assert_eq!(server.get(&format!("/paste/{id}/raw")).body, b"hello");
    assert_eq!(server.get(&format!("/paste/{id}")).json()["raw"], format!("/paste/{id}/raw"));
    server.get("/paste").expect(200);
    server.get("/pasted").expect_error(404, "not_found");
}

#[test]
fn a_public_address_with_the_prefix_in_it_has_it_once() {
    for public in ["https://paste.example.com", "https://paste.example.com/paste"] {
        let server = TestServer::with(&[("FLASKPASTE_URL_PREFIX", "/paste"), ("FLASKPASTE_PUBLIC_URL", public)]);
        let made = server.request("POST", "/paste/", &[("Accept", "text/plain")], b"hello").expect(201);
        let expected = format!("https://paste.example.com{}\n", made.header("Location").unwrap());
        assert_eq!(made.text(), expected, "{public}");
        let usage = server.get("/paste/").json()["usage"]["read"].clone();
        assert_eq!(usage, "curl https://paste.example.com/paste/<id>/raw", "{public}");
    }
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let server = TestServer::start();
    let made = server.create(b"hello", &[("Content-Type", "image/png")]);
    for path in ["/health".to_owned(), format!("/{made}"), format!("/{made}/raw"), "/nowhere".to_owned()] {
        let names = |reply: &crate::support::Reply| {
            let mut all: Vec<_> = reply.headers.iter().filter(|(name, _)| name != "Date" && name != "X-Request-ID").cloned().collect();
            all.sort();
            all
        };
        let id = [("X-Request-ID", "same")];
        let (get, head) = (server.request("GET", &path, &id, b""), server.request("HEAD", &path, &id, b""));
        assert_eq!((get.status, names(&get)), (head.status, names(&head)), "{path}");
        assert!(head.body.is_empty());
    }
}

#[test]
fn pages_of_other_sites_change_nothing() {
    let server = TestServer::start();
    for site in ["cross-site", "same-site", "odd"] {
        for method in ["POST", "PUT", "DELETE"] {
            let path = if method == "POST" { "/" } else { "/abcdef012345" };
            server.request(method, path, &[("Sec-Fetch-Site", site)], b"x").expect_error(403, "forbidden");
        }
        server.request("GET", "/", &[("Sec-Fetch-Site", site)], b"").expect(200);
    }
    server.request("POST", "/", &[("Sec-Purpose", "prefetch")], b"x").expect_error(403, "forbidden");
    server.request("POST", "/", &[("Sec-Fetch-Site", "same-origin")], b"x").expect(201);
}

#[test]
fn routes_of_certificates_are_hidden_where_none_are_issued() {
    let server = TestServer::start();
    for (method, path) in [
        ("GET", "/register/challenge"),
        ("POST", "/register"),
        ("POST", "/csr"),
        ("GET", "/pki/ca.crt"),
        ("POST", "/pki/ca"),
        ("POST", "/pki/issue"),
        ("GET", "/pki/certs"),
        ("PATCH", "/csr"),
    ] {
        server.request(method, path, &[], b"").expect_error(404, "not_found");
    }
    assert_eq!(server.get("/pki").expect(200).json()["enabled"], false);
}

#[test]
fn the_page_is_for_browsers_and_json_for_programs() {
    let server = TestServer::start();
    let made = server.create(b"hello", &[]);
    for path in ["/".to_owned(), format!("/{made}")] {
        for accept in ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html, */*"] {
            let html = server.request("GET", &path, &[("Accept", accept)], b"").expect(200);
            assert!(html.header("Content-Type").unwrap().starts_with("text/html"), "{accept}");
            assert_eq!(html.header("Vary"), Some("Accept"));
        }
        for accept in ["*/*", "application/json", "application/json, text/html"] {
            let json = server.request("GET", &path, &[("Accept", accept)], b"").expect(200);
            assert_eq!((json.header("Content-Type"), json.header("Vary")), (Some("application/json"), Some("Accept")), "{accept}");
        }
    }
}

#[test]
fn what_the_server_grants_is_in_its_front_page() {
    let server = TestServer::with(&[("FPASTE_MAX_ANON", "1000"), ("FLASKPASTE_POW_DIFFICULTY", "9"), ("FLASKPASTE_CREATE", "untrusted")]);
    let about = server.get("/").json();
    assert_eq!(about["name"], "fpaste");
    assert_eq!(about["limits"]["max_size"]["anonymous"], 1000);
    assert_eq!(about["limits"]["default_expiry"]["trusted"], 2_592_000);
    assert_eq!((&about["pow"]["enabled"], &about["pow"]["difficulty"]), (&true.into(), &9.into()));
    assert_eq!(about["create"], "untrusted");
    for word in ["container2", "burn-claim", "burn-lease", "delete-token", "pow-idempotent", "bulk-delete", "api-tokens", "web"] {
        assert!(about["features"].as_array().unwrap().iter().any(|feature| feature == word), "{word}");
    }
    assert!(about["endpoints"].is_object() && about["usage"].is_object() && about["version"].is_string());
    // Its curl lines are refused as they stand where a proof is asked, and it says so.
    assert!(about["note"].as_str().unwrap().contains("asked for a proof of work"), "{about}");
    let free = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "0")]).get("/").json();
    assert!(!free["note"].as_str().unwrap().contains("proof"), "{free}");
}

#[test]
fn an_answer_before_the_body_was_read_ends_the_connection_and_arrives() {
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "1000")]);
    let mut wire = Wire::connect(server.address());
    wire.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000000\r\n\r\n").unwrap();
    let reply = wire.reply(false).expect_error(413, "too_large");
    assert_eq!((reply.header("Connection"), &reply.json()["limit"]), (Some("close"), &1000.into()));
}

#[test]
fn no_two_requests_have_one_id() {
    let server = TestServer::start();
    let ids = std::sync::Mutex::new(std::collections::HashSet::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut wire = Wire::connect(server.address());
                for _ in 0..100 {
                    let id = wire.request("GET", "/health", &[], b"").header("X-Request-ID").unwrap().to_owned();
                    assert!(ids.lock().unwrap().insert(id));
                }
            });
        }
    });
    assert_eq!(ids.into_inner().unwrap().len(), 400);
}
