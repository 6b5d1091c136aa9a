//! From nothing to a private server: what its owner and its first guest type, and what that leaves on disk.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use fpaste::pki::{Bundle, Certificate};
use fpaste::sys::entropy::SystemEntropy;

use super::openssl;
use crate::support::command::{feed, finish};
use crate::support::person::now;
use crate::support::pty::Pty;
use crate::support::{Act, FaultServer, Home, TestServer, TlsClient, tool};

fn server() -> TestServer {
    TestServer::with_arguments(&[("FLASKPASTE_REGISTER_POW", "8")], &["--tls"])
}

/// The code the server prints until there is an admin.
fn setup_code(server: &TestServer) -> String {
    let log = server.log();
    log.split("setup code: ").nth(1).unwrap_or_else(|| panic!("no code in {log}")).split(['"', ' ', '\n']).next().unwrap().to_owned()
}

fn authority(server: &TestServer) -> Certificate {
    Certificate::from_pem(&TlsClient::trusting_anything().get(server.address(), "/pki/ca.crt").expect(200).body).unwrap()
}

fn mode(path: impl AsRef<std::path::Path>) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn three_commands_lead_to_a_private_authenticated_server() {
    let (server, guest) = (server(), Home::new());
    let fingerprint = authority(&server).sha256().to_string();
    assert!(server.log().contains(&authority(&server).sha256().with_colons()), "the owner can read it: {}", server.log());
    let url = server.url();
    let refused = guest.run(["-s", &url, "info"]).expect(6);
    assert!(refused.stderr.contains("fpaste pki download --configure"), "{}", refused.stderr);

    let got = guest.run(["-s", &url, "pki", "download", "--configure", "--fingerprint", &fingerprint]).expect(0);
    assert_eq!(got.line(), fingerprint);
    let code = setup_code(&server);
    let made = guest.run(["register", "-n", "alice", "--configure", "--setup-code", &code]).expect(0);
    assert!(made.stderr.contains("an administrator"), "{}", made.stderr);
    let config = std::fs::read_to_string(guest.path().join(".config/fpaste/config.toml")).unwrap();
    for key in ["server", "ca_cert", "client_cert", "client_key", "cert_sha1"] {
        assert!(config.contains(&format!("{key} = ")), "{key} in {config}");
    }
    assert_eq!((mode(guest.path().join(".config/fpaste/client.key")), mode(guest.path().join(".config/fpaste"))), (0o600, 0o700));

    let link = guest.pipe(Vec::<&str>::new(), b"private words").expect(0);
    assert_eq!(guest.run(["get", link.line()]).expect(0).stdout, b"private words");
    let id = link.line().rsplit('/').next().unwrap().split('#').next().unwrap().to_owned();
    assert!(guest.run(["list"]).expect(0).text().contains(&id));

    let key = std::fs::read(guest.path().join(".config/fpaste/client.key")).unwrap();
    let renewed = guest.run(["register", "--renew", "--configure"]).expect(0);
    assert_ne!(renewed.line(), made.line());
    assert_ne!(std::fs::read(guest.path().join(".config/fpaste/client.key")).unwrap(), key);
    assert!(guest.run(["list"]).expect(0).text().contains(&id), "what was ours still is");

    let rows = guest.run(["pki", "list"]).expect(0);
    assert_eq!(rows.text().lines().filter(|row| row.contains("alice") && row.contains("valid,admin")).count(), 2, "{}", rows.text());
    let issued = guest.run(["pki", "issue", "-n", "bob", "-o", "bob"]).expect(0);
    assert_eq!(mode(guest.path().join("bob/bob.key")), 0o600);
    let bundle = Bundle::unpack(&std::fs::read(guest.path().join("bob/bob.p12")).unwrap(), "").unwrap();
    assert_eq!(bundle.certificate.sha1().to_string(), issued.line());
    let serial = bundle.certificate.facts().unwrap().serial;
    let bob = ["--client-cert", "bob/bob.crt", "--client-key", "bob/bob.key"];
    guest.run([&bob[..], &["list"]].concat()).expect(0);
    guest.run(["pki", "revoke", &serial]).expect(0);
    let refused = guest.run([&bob[..], &["list"]].concat()).expect(4);
    assert!(refused.stderr.contains("revoked"), "{}", refused.stderr);
    guest.run(["pki", "revoke", "0123"]).expect(2);
    guest.run(["pki", "revoke", &"0".repeat(32)]).expect(3);
    let status = guest.run(["pki", "status"]).expect(0);
    assert!(status.text().contains(&fingerprint), "{}", status.text());
}

#[test]
fn an_authority_is_trusted_only_with_its_fingerprint() {
    let (server, guest) = (server(), Home::new());
    let url = server.url();
    let sha256 = authority(&server).sha256();
    let asked = guest.run(["-s", &url, "pki", "download"]).expect(2);
    assert!(asked.stderr.contains("--fingerprint"), "{}", asked.stderr);
    guest.run(["-s", &url, "-y", "pki", "download"]).expect(2);
    let wrong = "0".repeat(64);
    let refused = guest.run(["-s", &url, "pki", "download", "--configure", "--fingerprint", &wrong]).expect(6);
    assert!(refused.stderr.contains(&sha256.to_string()) && refused.stdout.is_empty(), "{}", refused.stderr);
    assert!(!guest.path().join(".config/fpaste").exists(), "nothing is left behind");
    guest.run(["-s", &url, "pki", "download", "--fingerprint", "abc"]).expect(2);
    let printed = guest.run(["-s", &url, "pki", "download", "--fingerprint", &sha256.with_colons()]).expect(0);
    assert_eq!(Certificate::from_pem(&printed.stdout).unwrap(), authority(&server));
    guest.run(["-s", &url, "pki", "download", "-o", "ca.crt", "--fingerprint", &sha256.to_string()]).expect(0);
    guest.run(["-s", &url, "pki", "download", "-o", "ca.crt", "--fingerprint", &sha256.to_string()]).expect(11);
    guest.run(["-s", &url, "--ca-cert", "ca.crt", "info"]).expect(0);
}

#[test]
fn on_a_terminal_the_fingerprint_is_shown_and_asked_about() {
    if !tool::is_here("setsid", "--version") {
        return;
    }
    let (server, guest) = (server(), Home::new());
    let url = server.url();
    for (answer, code) in [("n\n", 1), ("y\n", 0)] {
        let mut pty = Pty::run(&guest, 100, &["-s", &url, "pki", "download", "--configure"], |_| {});
        pty.expect("[y/N]");
        assert!(pty.shown().contains(&authority(&server).sha256().with_colons()), "{}", pty.shown());
        pty.type_in(answer);
        let (ended, shown) = pty.finish();
        assert_eq!(ended, code, "{shown}");
        assert_eq!(guest.path().join(".config/fpaste/ca.crt").exists(), code == 0);
    }
}

#[test]
fn a_server_between_that_offers_another_authority_is_caught() {
    // What it serves as its authority is not what its connection chains to.
    let (server, guest) = (server(), Home::new());
    let other = TestServer::with_arguments(&[], &["--tls"]);
    let kept = crate::support::person::store(&other).authority().unwrap().unwrap();
    let front = authority(&server);
    assert_ne!(front.pem().unwrap(), kept.certificate_pem);
    // The man in the middle: his own certificate in front, the true authority's fingerprint behind.
    let (stolen, key) = {
        let made = fpaste::pki::Authority::create(&"mallory".parse().unwrap(), now(), &SystemEntropy).unwrap();
        let lifespan = fpaste::pki::Lifespan::days(now(), 30).unwrap();
        made.issue_for_server(&["127.0.0.1".into()], lifespan, &SystemEntropy).unwrap()
    };
    guest.write("mallory.crt", stolen.pem().unwrap());
    guest.write("mallory.key", key.pem().unwrap().as_bytes());
    let (cert, key) = (guest.path().join("mallory.crt"), guest.path().join("mallory.key"));
    let between = TestServer::with_arguments(
        &[("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "x")],
        &["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()],
    );
    TlsClient::trusting_anything()
        .request(between.address(), "POST", "/pki/ca", &[("Content-Type", "application/json")], b"{}")
        .unwrap()
        .expect(201);
    let offered = authority(&between).sha256().to_string();
    let refused = guest.run(["-s", &between.url(), "pki", "download", "--configure", "--fingerprint", &offered]).expect(6);
    assert!(refused.stderr.contains("does not chain"), "{}", refused.stderr);
    assert!(!guest.path().join(".config/fpaste/ca.crt").exists());
}

#[test]
fn of_32_first_registrations_at_once_exactly_one_is_the_admin() {
    let server =
        TestServer::with(&[("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "x"), ("FLASKPASTE_REGISTER_POW", "0")]);
    let json = [("Content-Type", "application/json")];
    let admins: usize = std::thread::scope(|scope| {
        let register = |number: usize| {
            let body = format!("{{\"common_name\": \"racer {number}\"}}");
            // Wrapping keys waits for its turn, and gives up after two seconds: on a busy machine somebody asks again.
            let replies = std::iter::repeat_with(|| server.request("POST", "/register", &json, body.as_bytes()));
            let reply = replies.take(50).find(|reply| reply.status != 503).unwrap().expect(200);
            usize::from(reply.header("x-is-admin") == Some("1"))
        };
        let racers: Vec<_> = (0..32).map(|number| scope.spawn(move || register(number))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!(admins, 1);
}

#[test]
fn no_key_lies_about() {
    let (server, guest) = (server(), Home::new());
    let fingerprint = authority(&server).sha256().to_string();
    guest.run(["-s", &server.url(), "pki", "download", "--configure", "--fingerprint", &fingerprint]).expect(0);
    guest.run(["register", "--configure", "--setup-code", &setup_code(&server)]).expect(0);
    guest.run(["pki", "issue", "-n", "bob"]).expect(0);
    let password = std::fs::read_to_string(server.home().path().join("pastes.db.ca-password")).unwrap();
    assert_eq!(mode(server.home().path().join("pastes.db.ca-password")), 0o600);
    assert!(server.log().contains("pastes.db.ca-password"), "it is said: {}", server.log());
    assert!(server.database_holds(b"BEGIN ENCRYPTED PRIVATE KEY"));
    assert!(!server.database_holds(b"BEGIN PRIVATE KEY") && !server.database_holds(password.trim().as_bytes()));
    assert!(!server.log().contains(password.trim()) && !server.log().contains("PRIVATE KEY"));
    if !tool::is_here("openssl", "version") {
        return;
    }
    let kept = crate::support::person::store(&server).authority().unwrap().unwrap();
    guest.write("sealed.key", kept.key_pem.as_bytes());
    guest.write("password", &password);
    openssl(&guest, &["pkey", "-in", "sealed.key", "-passin", "file:password", "-outform", "DER", "-out", "open.der"]).expect(0);
    for (what, file, form) in [("the authority's", "open.der", "DER"), ("the issued", "bob.key", "PEM")] {
        let text = openssl(&guest, &["pkey", "-in", file, "-inform", form, "-text", "-noout"]).expect(0);
        let secret = text.text().split("priv:").nth(1).unwrap().split("pub:").next().unwrap();
        let digits: String = secret.chars().filter(char::is_ascii_hexdigit).collect();
        let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect();
        let scalar = &bytes[bytes.len() - 47..];
        assert!(!server.database_holds(scalar), "{what} key is in the database");
        assert!(!server.log().contains(&digits[2..]), "{what} key is in the log");
    }
}

#[test]
fn a_server_that_issues_certificates_needs_a_password() {
    let home = Home::new();
    let mut command = home.fpaste(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"]);
    let refused = finish(command.env("FLASKPASTE_PKI_ENABLED", "1").stdin(Stdio::null())).expect(12);
    assert!(refused.stderr.contains("FLASKPASTE_PKI_CA_PASSWORD") && refused.stderr.contains("hint: "), "{}", refused.stderr);
    assert!(refused.stdout.is_empty());
}

#[test]
fn another_password_does_not_open_the_authority_and_the_server_says_so_at_once() {
    let mut server = TestServer::with_arguments(&[("FLASKPASTE_PKI_CA_PASSWORD", "one")], &["--tls"]);
    server.stop();
    let home = server.home();
    let mut command = home.fpaste(["serve", "--bind", "127.0.0.1:0", "--db", "pastes.db"]);
    let refused = finish(command.env("FLASKPASTE_PKI_ENABLED", "1").env("FLASKPASTE_PKI_CA_PASSWORD", "two").stdin(Stdio::null()));
    assert_eq!((refused.code, refused.stdout.is_empty()), (12, true), "{}", refused.stderr);
    assert!(refused.stderr.contains("password"), "{}", refused.stderr);
}

#[test]
fn the_authority_can_be_made_on_the_box_before_the_first_start() {
    let home = Home::new();
    let made = feed(home.fpaste(["serve", "--db", "pastes.db", "ca", "init", "-n", "Home CA"]).env("FLASKPASTE_PKI_CA_PASSWORD", "x"), b"")
        .expect(0);
    assert_eq!(made.line().len(), 64, "{}", made.text());
    let again = feed(home.fpaste(["serve", "--db", "pastes.db", "ca", "init"]).env("FLASKPASTE_PKI_CA_PASSWORD", "x"), b"").expect(1);
    assert!(again.stderr.contains("already"), "{}", again.stderr);
    let shown = home.run(["serve", "--db", "pastes.db", "ca", "show"]).expect(0);
    assert!(shown.text().contains(made.line()) && shown.text().contains("Home CA"), "{}", shown.text());
}

#[test]
fn a_server_that_takes_no_requests_is_asked_for_a_bundle() {
    // As FlaskPaste answers: no /csr, a bundle without a word on features.
    let made = fpaste::pki::Authority::create(&"FlaskPaste CA".parse().unwrap(), now(), &SystemEntropy).unwrap();
    let lifespan = fpaste::pki::Lifespan::days(now(), 20).unwrap();
    let (certificate, key) = made.issue_with_key(&"alice".parse().unwrap(), lifespan, &SystemEntropy).unwrap();
    let sha1 = certificate.sha1().to_string();
    let bundle = Bundle { key, certificate, authority: Some(made.certificate().clone()) }.pack("alice", "").unwrap().to_vec();
    let server = FaultServer::start(move |seen, _| match seen.line().as_str() {
        "GET /challenge" | "GET /register/challenge" => Act::json(200, &serde_json::json!({"enabled": false, "difficulty": 0})),
        "POST /register" => Act::bytes(200, &bundle).with("X-Is-Admin", "0"),
        "GET /" => Act::json(200, &serde_json::json!({"name": "FlaskPaste"})),
        _ => Act::json(404, &serde_json::json!({"error": "Not found"})),
    });
    let guest = Home::new();
    let got = guest.run(["-s", &server.url(), "register", "-n", "alice", "--configure"]).expect(0);
    assert_eq!(got.line(), sha1);
    assert_eq!(server.lines(), ["GET /register/challenge", "POST /csr", "POST /register"]);
    assert_eq!(server.seen()[2].body, b"{\"common_name\":\"alice\"}");
    assert_eq!(mode(guest.path().join(".config/fpaste/client.key")), 0o600);
    let info = guest.run(["info"]).expect(0);
    assert!(info.stderr.contains("your certificate ends in "), "{}", info.stderr);
    let exists = guest.run(["register"]).expect(11);
    assert!(exists.stderr.contains("--renew"), "{}", exists.stderr);

    let none = FaultServer::start(|_, _| Act::json(404, &serde_json::json!({"error": "Not found"})));
    let refused = guest.run(["-s", &none.url(), "register", "-o", "other"]).expect(3);
    assert!(refused.stderr.contains("issues no certificates"), "{}", refused.stderr);
    assert!(!guest.path().join("other").exists());
}

#[test]
fn a_key_under_a_passphrase_is_explained() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    home.run(["cert", "-o", "own"]).expect(0);
    openssl(&home, &["pkey", "-in", "own/client.key", "-aes256", "-passout", "pass:x", "-out", "own/sealed.key"]).expect(0);
    let identity = ["-s", "https://127.0.0.1:9", "--client-cert", "own/client.crt", "--client-key", "own/sealed.key"];
    let refused = home.run([&identity[..], &["info"]].concat()).expect(12);
    assert!(refused.stderr.contains("passphrase") && refused.stderr.contains("openssl pkey"), "{}", refused.stderr);
}
