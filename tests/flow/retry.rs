//! A server that refuses, loses answers, asks to wait, lies: what the client does, and that no paste is made twice.

use std::net::TcpListener;
use std::sync::Mutex;
use std::time::Duration;

use fpaste::client::{Body, Client, Error, Fetch, NewPaste, Options, Place, Progress, Proof, Quiet, Secret, Trust};
use fpaste::protocol::message::{ChallengeReply, Paste};
use serde_json::json;

use crate::support::fault::closed_port;
use crate::support::{Act, FaultServer, Seen};

fn options(url: &str) -> Options {
    let mut options = Options::new(Place::parse(url).unwrap());
    options.timeout = Duration::from_secs(20);
    options
}

fn client(server: &FaultServer) -> Client {
    Client::new(options(&server.url()))
}

fn paste(body: &[u8]) -> NewPaste<'_> {
    NewPaste {
        body: Body::Bytes(body),
        content_type: None,
        expiry: None,
        burn: false,
        password: None,
        label: None,
        claim_hash: None,
        delete_token_hash: None,
    }
}

fn create(client: &Client, progress: &dyn Progress) -> Result<Paste, Error> {
    let challenge = client.challenge(progress)?;
    let proof = client.prove(&challenge, progress)?;
    client.create(&paste(b"sealed"), proof, progress).map(|made| made.paste)
}

const NONCE: &str = "0123456789abcdef0123456789abcdef";

/// A challenge of eight bits; `number` tells tokens apart.
fn challenge(number: usize, features: &[&str]) -> Act {
    let token = format!("{NONCE}:{number}:8:00");
    Act::json(
        200,
        &json!({"enabled": true, "nonce": NONCE, "difficulty": 8, "expires": 9_999_999_999_u64, "token": token, "features": features}),
    )
}

fn off(features: &[&str]) -> Act {
    Act::json(200, &json!({"enabled": false, "difficulty": 0, "features": features}))
}

fn created() -> Act {
    Act::json(
        201,
        &json!({"id": "abc123def456", "url": "/abc123def456", "raw": "/abc123def456/raw", "mime_type": "text/plain", "size": 6,
                "created_at": 1, "expires_at": 2}),
    )
}

fn refused(status: u16, code: &str) -> Act {
    Act::json(status, &json!({"error": "No.", "code": code, "request_id": "r1"}))
}

fn posts(server: &FaultServer) -> Vec<Seen> {
    server.seen().into_iter().filter(|request| request.method == "POST").collect()
}

#[test]
fn refused_twice_then_up_makes_one_paste() {
    struct StartOnSecondWait(std::net::SocketAddr, Mutex<(u32, Option<FaultServer>)>);
    impl Progress for StartOnSecondWait {
        fn waiting(&self, _: Duration, why: &Error) {
            assert!(matches!(why, Error::Refused { .. }), "{why}");
            let mut state = self.1.lock().unwrap();
            state.0 += 1;
            if state.0 == 2 {
                let listener = TcpListener::bind(self.0).unwrap();
                state.1 = Some(FaultServer::on(listener, |request, _| if request.method == "POST" { created() } else { off(&[]) }));
            }
        }
    }
    let address = closed_port();
    let progress = StartOnSecondWait(address, Mutex::new((0, None)));
    let made = create(&Client::new(options(&format!("http://{address}"))), &progress).unwrap();
    assert_eq!(made.id, "abc123def456");
    let state = progress.1.into_inner().unwrap();
    assert_eq!(state.0, 2);
    assert_eq!(posts(&state.1.unwrap()).len(), 1);
}

#[test]
fn nobody_there_is_said_after_the_retries() {
    let address = closed_port();
    let mut options = options(&format!("http://{address}"));
    options.retries = 1;
    let error = create(&Client::new(options), &Quiet).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot connect to http://{address}: connection refused"));
}

#[test]
fn a_lost_answer_is_asked_for_again_with_the_same_proof() {
    for ending in [Act::Close, Act::Half { status: 201, body: b"{\"id\": \"abc1".to_vec(), length: 200 }] {
        let server = FaultServer::start(move |request, before| match request.method.as_str() {
            "GET" => challenge(before, &["pow-idempotent"]),
            _ if before == 1 => ending.clone(),
            _ => created(),
        });
        assert_eq!(create(&client(&server), &Quiet).unwrap().id, "abc123def456");
        let posts = posts(&server);
        assert_eq!(posts.len(), 2);
        for name in ["x-pow-token", "x-pow-solution"] {
            assert!(posts[0].header(name).is_some());
            assert_eq!(posts[0].header(name), posts[1].header(name));
        }
        assert_eq!(posts[0].body, posts[1].body);
    }
}

#[test]
fn a_lost_answer_without_proof_is_asked_for_again_with_the_same_key() {
    let server = FaultServer::start(|request, before| match request.method.as_str() {
        "GET" => off(&["pow-idempotent"]),
        _ if before == 1 => Act::Close,
        _ => created(),
    });
    create(&client(&server), &Quiet).unwrap();
    let posts = posts(&server);
    assert_eq!(posts.len(), 2);
    let key = posts[0].header("idempotency-key").unwrap();
    assert_eq!(Some(key), posts[1].header("idempotency-key"));
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn a_lost_answer_is_not_asked_for_again_where_that_could_make_two_pastes() {
    let server = FaultServer::start(|request, before| if request.method == "GET" { challenge(before, &[]) } else { Act::Close });
    let error = create(&client(&server), &Quiet).unwrap_err();
    assert!(matches!(error, Error::NoAnswer { .. }), "{error}");
    assert_eq!(posts(&server).len(), 1);
    assert!(posts(&server)[0].header("idempotency-key").is_none());
}

#[test]
fn a_proof_refused_after_a_lost_answer_is_not_made_anew() {
    let server = FaultServer::start(|request, before| match request.method.as_str() {
        "GET" => challenge(before, &["pow-idempotent"]),
        _ if before == 1 => Act::Close,
        _ => refused(400, "pow_failed"),
    });
    let error = create(&client(&server), &Quiet).unwrap_err();
    assert!(matches!(error, Error::ProofRefused(_)), "{error}");
    assert_eq!(posts(&server).len(), 2);
}

#[test]
fn an_expired_challenge_is_fetched_anew_once() {
    let server = FaultServer::start(|request, before| match request.method.as_str() {
        "GET" => challenge(before, &[]),
        _ if request.header("x-pow-token").unwrap().contains(":0:") => refused(400, "pow_failed"),
        _ => created(),
    });
    create(&client(&server), &Quiet).unwrap();
    assert_eq!(server.lines(), ["GET /challenge", "POST /", "GET /challenge", "POST /"]);

    let stubborn =
        FaultServer::start(|request, before| if request.method == "GET" { challenge(before, &[]) } else { refused(400, "pow_failed") });
    let error = create(&client(&stubborn), &Quiet).unwrap_err();
    assert_eq!(error.request_id(), Some("r1"));
    assert_eq!(stubborn.lines().len(), 4);
}

#[test]
fn a_pause_the_server_asks_for_is_kept_and_one_too_long_is_named() {
    let server = FaultServer::start(|request, before| match request.method.as_str() {
        "GET" => off(&[]),
        _ if before == 1 => refused(429, "rate_limited").with("Retry-After", "1"),
        _ => created(),
    });
    let start = std::time::Instant::now();
    create(&client(&server), &Quiet).unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(posts(&server).len(), 2);

    let server = FaultServer::start(|request, _| match request.method.as_str() {
        "GET" => off(&[]),
        _ => refused(503, "unavailable").with("Retry-After", "3600"),
    });
    let error = create(&client(&server), &Quiet).unwrap_err();
    assert!(matches!(error, Error::AskedToWait { seconds: 3600, .. }), "{error}");
    assert_eq!(posts(&server).len(), 1);
}

#[test]
fn a_pause_ends_when_it_is_cancelled() {
    struct CancelOnWait(std::sync::Arc<std::sync::atomic::AtomicBool>);
    impl Progress for CancelOnWait {
        fn waiting(&self, _: Duration, _: &Error) {
            self.0.store(true, std::sync::atomic::Ordering::SeqCst);
        }
    }
    let server = FaultServer::start(|_, _| refused(429, "rate_limited").with("Retry-After", "50"));
    let options = options(&server.url());
    let progress = CancelOnWait(std::sync::Arc::clone(&options.cancel));
    assert!(matches!(Client::new(options).challenge(&progress), Err(Error::Cancelled)));
}

#[test]
fn a_redirected_post_is_not_followed_and_names_the_server_to_configure() {
    for (location, configure) in [
        ("https://paste.example.com/", Some("https://paste.example.com")),
        ("https://paste.example.com/paste/", Some("https://paste.example.com/paste")),
        ("/paste/", Some("/paste")),
        ("javascript:alert(1)", None),
    ] {
        let server = FaultServer::start(move |request, _| match request.method.as_str() {
            "GET" => off(&[]),
            _ => Act::bytes(301, b"").with("Location", location),
        });
        let error = create(&client(&server), &Quiet).unwrap_err();
        let Error::Redirected { configure: told, method: "POST", .. } = error else { panic!("{error}") };
        let expected = configure.map(|place| if place.starts_with('/') { format!("{}{place}", server.url()) } else { place.to_owned() });
        assert_eq!(
            told.as_deref(),
            expected.as_deref().filter(|place| location != "javascript:alert(1)" && !place.is_empty()),
            "{location}"
        );
        assert_eq!(posts(&server).len(), 1);
    }
}

#[test]
fn a_get_follows_three_redirects_and_tells_strangers_nothing() {
    let stranger = FaultServer::start(|_, _| Act::bytes(200, b"content"));
    let url = stranger.url();
    let server = FaultServer::start(move |request, _| match request.path.as_str() {
        "/abc123def456/raw" => Act::bytes(302, b"").with("Location", "/two"),
        _ => Act::bytes(307, b"").with("Location", &format!("{url}/three")),
    });
    let mut options = options(&server.url());
    options.identity.token = Some(Secret::new("fpt_secret"));
    options.identity.fingerprint = Some("ab".repeat(20));
    options.identity.headers = vec![("X-Door".into(), Secret::new("open"))];
    let password = Secret::new("hunter2");
    let fetch = Fetch { password: Some(&password), ..Fetch::default() };
    let id = "abc123def456".parse().unwrap();
    let bytes = Client::new(options).raw(&id, &fetch, &Quiet).unwrap().whole().unwrap();
    assert_eq!(bytes, b"content");
    for request in server.seen() {
        assert_eq!(request.header("authorization"), Some("Bearer fpt_secret"));
        assert_eq!(request.header("x-ssl-client-sha1"), Some("ab".repeat(20).as_str()));
        assert_eq!(request.header("x-door"), Some("open"));
        assert_eq!(request.header("x-paste-password"), Some("hunter2"));
    }
    let seen = &stranger.seen()[0];
    for name in ["authorization", "x-ssl-client-sha1", "x-door", "x-paste-password"] {
        assert_eq!(seen.header(name), None, "{name}");
    }

    let circle = FaultServer::start(|_, _| Act::bytes(302, b"").with("Location", "/again"));
    let error = client(&circle).about().unwrap_err();
    assert!(matches!(error, Error::TooManyRedirects { .. }), "{error}");
    assert_eq!(circle.lines().len(), 4);
}

#[test]
fn identity_goes_to_the_configured_origin_alone() {
    let server = FaultServer::start(|_, _| off(&[]));
    let mut options = options(&server.url());
    options.home = Some(Place::parse("http://elsewhere.example").unwrap());
    options.identity.token = Some(Secret::new("fpt_secret"));
    Client::new(options).challenge(&Quiet).unwrap();
    assert_eq!(server.seen()[0].header("authorization"), None);
}

#[test]
fn nonsense_is_called_nonsense() {
    let page = FaultServer::start(|_, _| Act::html(200));
    let error = create(&client(&page), &Quiet).unwrap_err();
    assert!(matches!(&error, Error::Nonsense { .. }) && error.to_string().contains("web page"), "{error}");

    let missing = FaultServer::start(|_, _| Act::html(404));
    assert!(matches!(create(&client(&missing), &Quiet), Err(Error::Nonsense { .. })));

    // A creation names no paste that could be gone.
    let other = FaultServer::start(|_, _| Act::json(404, &json!({"error": "Not found"})));
    assert!(matches!(create(&client(&other), &Quiet), Err(Error::Nonsense { status: 404, .. })));

    for body in ["", "[]", "{}", "{\"enabled\": 7}", "not json", "\"x\""] {
        let server = FaultServer::start(move |_, _| Act::bytes(200, body.as_bytes()));
        let error = client(&server).challenge(&Quiet).unwrap_err();
        assert!(matches!(&error, Error::Nonsense { status: 200, .. }), "{body}: {error}");
    }

    for bytes in [
        &b"SSH-2.0-OpenSSH_9.6\r\n"[..],
        b"HTTP/1.1 abc\r\n\r\n",
        b"\x15\x03\x03\x00\x02\x02\x28",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ] {
        let server = FaultServer::start(move |_, _| Act::Raw(bytes.to_vec()));
        let mut options = options(&server.url());
        options.retries = 0;
        let error = Client::new(options).challenge(&Quiet).unwrap_err();
        assert!(matches!(&error, Error::Nonsense { .. } | Error::NoAnswer { .. }), "{error}");
        assert!(!error.to_string().contains('{'), "{error}");
    }

    let broken = FaultServer::start(|_, _| Act::html(502));
    let error = client(&broken).challenge(&Quiet).unwrap_err();
    assert!(matches!(&error, Error::ServerFailed(refusal) if refusal.status == 502), "{error}");
}

#[test]
fn half_a_paste_is_an_error_and_so_is_too_much_of_one() {
    let id = "abc123def456".parse().unwrap();
    let half = FaultServer::start(|_, _| Act::Half { status: 200, body: vec![7; 100], length: 200 });
    let error = client(&half).raw(&id, &Fetch::default(), &Quiet).unwrap().whole().unwrap_err();
    assert!(matches!(error, Error::HalfAnswer { .. }), "{error}");

    let much = FaultServer::start(|_, _| Act::bytes(200, &[7; 200]));
    let small = Fetch { max_size: Some(199), ..Fetch::default() };
    let error = client(&much).raw(&id, &small, &Quiet).unwrap_err();
    assert!(matches!(error, Error::AnswerTooLarge { limit: 199, size: Some(200) }), "{error}");

    let unsaid = FaultServer::start(|_, _| Act::Raw([b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec(), vec![7; 200]].concat()));
    let error = client(&unsaid).raw(&id, &small, &Quiet).unwrap().whole().unwrap_err();
    assert!(matches!(error, Error::AnswerTooLarge { limit: 199, size: None }), "{error}");
}

#[test]
fn a_server_that_stalls_is_left_and_a_slow_one_is_not() {
    let id = "abc123def456".parse().unwrap();
    for act in [Act::Stall, Act::StallAfter { status: 200, body: vec![7; 100], length: 200 }] {
        let server = FaultServer::start(move |_, _| act.clone());
        let mut options = options(&server.url());
        options.timeout = Duration::from_millis(300);
        options.retries = 0;
        let error = Client::new(options).raw(&id, &Fetch::default(), &Quiet).and_then(fpaste::client::Download::whole).unwrap_err();
        assert!(matches!(error, Error::Stalled { .. }), "{error}");
    }

    let server = FaultServer::start(|_, _| Act::Stall);
    let mut options = options(&server.url());
    options.max_time = Some(Duration::from_millis(300));
    let error = Client::new(options).challenge(&Quiet).unwrap_err();
    assert_eq!(error.to_string(), "not done within 300 ms");
}

#[test]
fn half_a_paste_is_fetched_again_where_nothing_is_lost_by_it() {
    let serve = |burns: bool, lease: bool| {
        FaultServer::start(move |request, _| match request.line().as_str() {
            "GET /abc123def456" => Act::json(
                200,
                &json!({"id": "abc123def456", "mime_type": "text/plain", "size": 6, "created_at": 1, "expires_at": 9_999_999_999_u64, "burn_after_read": burns}),
            ),
            "GET /abc123def456/raw" => {
                let lease = if lease { "X-Burn-Lease: 60\r\n" } else { "" };
                Act::Raw(format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n{lease}\r\nhal").into_bytes())
            }
            _ => Act::json(200, &json!({"message": "Paste deleted", "id": "abc123def456"})),
        })
    };
    for (burns, lease, fetches) in [(false, false, 3), (true, true, 3), (true, false, 1)] {
        let server = serve(burns, lease);
        let home = crate::support::Home::new();
        let broken = home.run(["-q", "get", &format!("{}/abc123def456", server.url())]).expect(9);
        assert!(broken.stdout.is_empty(), "nothing half-written");
        assert!(broken.stderr.contains("sent half an answer"), "{}", broken.stderr);
        let readers: Vec<_> = server.seen().into_iter().filter(|request| request.path.ends_with("/raw")).collect();
        assert_eq!(readers.len(), fetches, "{burns} {lease}");
        assert!(readers.iter().all(|request| request.header("x-burn-reader") == readers[0].header("x-burn-reader")));
    }
}

#[test]
fn a_plain_flaskpaste_server_is_enough() {
    let server = FaultServer::start(|request, _| match request.line().as_str() {
        "GET /challenge" => Act::json(200, &json!({"enabled": true, "nonce": NONCE, "difficulty": 8, "expires": 99, "token": "t:99:8:s"})),
        "POST /" => created(),
        "GET /abc123def456" => Act::json(200, &json!({"id": "abc123def456", "mime_type": "text/plain", "size": 6, "created_at": 1})),
        "GET /abc123def456/raw" => Act::bytes(200, b"sealed"),
        "DELETE /abc123def456" => Act::json(200, &json!({"message": "Paste deleted", "id": "abc123def456"})),
        "GET /" => Act::json(200, &json!({"name": "FlaskPaste", "version": "1.5", "endpoints": {}, "usage": {}, "note": ""})),
        _ => Act::json(404, &json!({"error": "Paste not found"})),
    });
    let client = client(&server);
    let id = "abc123def456".parse().unwrap();
    assert_eq!(create(&client, &Quiet).unwrap().expires_at, Some(2));
    assert_eq!(client.meta(&id, &Quiet).unwrap().expires_at, None);
    assert_eq!(client.raw(&id, &Fetch::default(), &Quiet).unwrap().whole().unwrap(), b"sealed");
    assert_eq!(client.delete(&id, None).unwrap().message, "Paste deleted");
    assert_eq!(client.about().unwrap().name, "FlaskPaste");
    assert!(matches!(client.meta(&"ffffffffffff".parse().unwrap(), &Quiet), Err(Error::NotFound(_))));
    let post = &posts(&server)[0];
    assert_eq!(post.header("content-length"), Some("6"));
    assert_eq!(post.header("transfer-encoding"), None);
    assert_eq!(post.body, b"sealed");
}

#[test]
fn a_large_body_is_offered_before_it_is_sent_and_tells_its_progress() {
    struct Last(Mutex<(u64, u64)>);
    impl Progress for Last {
        fn sent(&self, bytes: u64, total: u64) {
            *self.0.lock().unwrap() = (bytes, total);
        }
    }
    let server = FaultServer::start(|request, _| if request.method == "GET" { off(&[]) } else { created() });
    let client = client(&server);
    let body = vec![7; 3 << 20];
    let progress = Last(Mutex::default());
    let proof = client.prove(&ChallengeReply::default(), &Quiet).unwrap();
    client.create(&paste(&body), proof, &progress).unwrap();
    assert_eq!(*progress.0.lock().unwrap(), (3 << 20, 3 << 20));
    assert_eq!(server.seen()[0].header("expect"), Some("100-continue"));
    assert_eq!(server.seen()[0].body.len(), body.len());

    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &body).unwrap();
    let proof = client.prove(&ChallengeReply::default(), &Quiet).unwrap();
    let stored = NewPaste { body: Body::File(&file, 3 << 20), ..paste(b"") };
    client.create(&stored, proof, &Quiet).unwrap();
    assert_eq!(server.seen()[1].body.len(), body.len());

    let proof = client.prove(&ChallengeReply::default(), &Quiet).unwrap();
    let short = NewPaste { body: Body::File(&file, 4 << 20), ..paste(b"") };
    assert!(matches!(client.create(&short, proof, &Quiet), Err(Error::Source(_))));
}

#[test]
fn plain_http_on_a_tls_port_and_the_reverse_are_told() {
    let server = FaultServer::start(|_, _| Act::Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()));
    let mut options = options(&server.url().replace("http:", "https:"));
    options.retries = 0;
    options.trust = Trust::Anything;
    let error = Client::new(options).challenge(&Quiet).unwrap_err();
    assert!(matches!(error, Error::Tls { .. }), "{error}");
}
