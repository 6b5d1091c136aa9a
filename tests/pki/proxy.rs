//! The two configurations in `contrib/`, run by the real nginx and the real Caddy in front of a real server.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fpaste::pki::{Authority, Certificate, KeyKind, Lifespan, PrivateKey};
use fpaste::sys::entropy::SystemEntropy;

use crate::support::person::{now, store};
use crate::support::{Home, Reply, Shows, TestServer, TlsClient, tool, wait_until};

const SECRET: &str = "c2VjcmV0IG9mIHRoZSBwcm94eQ";
const JSON: (&str, &str) = ("Accept", "application/json");

/// A proxy in front of a server.
struct Proxied {
    server: TestServer,
    proxy: Child,
    address: SocketAddr,
    /// Vouches for the proxy's own certificate.
    outer: Certificate,
    _home: Home,
}

impl Drop for Proxied {
    fn drop(&mut self) {
        // Its workers end with it.
        let _ = Command::new("kill").args(["-TERM", &self.proxy.id().to_string()]).status();
        let _ = self.proxy.wait();
    }
}

/// A certificate and its key.
struct Held(Certificate, PrivateKey);

impl Held {
    fn shows(&self) -> Shows<'_> {
        Shows { certificate: &self.0, key: &self.1 }
    }
}

fn contrib(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(name)).unwrap()
}

/// A port that is free now. Proxies cannot be told to take any and say which.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Proxied {
    /// Starts a server, and before it a proxy that `start` runs: given a home with `cert.pem` and `key.pem`, the server and a port.
    fn new(more: &[(&str, &str)], start: impl FnOnce(&Home, &TestServer, u16) -> Child) -> Self {
        let mut settings = vec![
            ("FLASKPASTE_PROXY_SECRET", SECRET),
            ("FLASKPASTE_PKI_ENABLED", "1"),
            ("FLASKPASTE_PKI_CA_PASSWORD", "x"),
            ("FLASKPASTE_REGISTER_POW", "0"),
        ];
        settings.extend_from_slice(more);
        let server = TestServer::with(&settings);
        server.request("POST", "/pki/ca", &[("Content-Type", "application/json")], b"{}").expect(201);
        let home = Home::new();
        let outer = Authority::create(&"outer".parse().unwrap(), now(), &SystemEntropy).unwrap();
        let lifespan = Lifespan::days(now(), 1).unwrap();
        let (certificate, key) = outer.issue_for_server(&["localhost".into()], lifespan, &SystemEntropy).unwrap();
        home.write("cert.pem", certificate.pem().unwrap());
        home.write("key.pem", key.pem().unwrap().as_bytes());
        home.write("fpaste-ca.crt", server.get("/pki/ca.crt").expect(200).body);
        let port = free_port();
        let proxy = start(&home, &server, port);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let outer = outer.certificate().clone();
        wait_until("the proxy listens", Duration::from_secs(20), || std::net::TcpStream::connect(address).is_ok());
        Self { server, proxy, address, outer, _home: home }
    }

    fn ask(&self, held: Option<&Held>, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let client = TlsClient::new(&self.outer, held.map(Held::shows));
        // Caddy answers 421 where TLS and HTTP name different hosts.
        let headers: Vec<_> = [("Host", "localhost")].into_iter().chain(headers.iter().copied()).collect();
        client.request(self.address, method, path, &headers, body).unwrap()
    }

    /// Who the server takes a caller for that sends these headers besides.
    fn caller(&self, held: Option<&Held>, headers: &[(&str, &str)]) -> (String, Option<String>) {
        let headers: Vec<_> = [JSON].into_iter().chain(headers.iter().copied()).collect();
        let reply = self.ask(held, "GET", "/", &headers, b"");
        if reply.status != 200 {
            return (format!("{} {}", reply.status, reply.code()), None);
        }
        let caller = reply.json()["caller"].clone();
        (caller["level"].as_str().unwrap().to_owned(), caller["fingerprint"].as_str().map(str::to_owned))
    }

    /// Registers through the proxy, by a request, as its first guest.
    fn register(&self) -> Held {
        let key = PrivateKey::generate(KeyKind::P256).unwrap();
        let request = fpaste::pki::Request::make(&"guest".parse().unwrap(), &key).unwrap();
        let reply = self.ask(None, "POST", "/csr", &[], request.as_bytes()).expect(200);
        assert_eq!(reply.header("x-is-admin"), Some("0"), "nobody becomes the admin through a proxy");
        Held(Certificate::from_pem(&reply.body).unwrap(), key)
    }

    fn everyone_is_who_they_are(&self) {
        let known = self.register();
        let known_sha1 = known.0.sha1().to_string();
        assert_eq!(self.caller(None, &[]), ("anonymous".into(), None));
        assert_eq!(self.caller(Some(&known), &[]), ("trusted".into(), Some(known_sha1.clone())));
        let self_made = {
            let key = PrivateKey::generate(KeyKind::P384).unwrap();
            let lifespan = Lifespan::days(now(), 1).unwrap();
            Held(Certificate::self_signed(&"me".parse().unwrap(), &key, lifespan, &SystemEntropy).unwrap(), key)
        };
        let own_sha1 = self_made.0.sha1().to_string();
        assert_eq!(self.caller(Some(&self_made), &[]), ("untrusted".into(), Some(own_sha1.clone())));

        // Whatever comes from outside under the proxy's own names does not get through.
        let passed = {
            use base64::Engine as _;
            format!(":{}:", base64::engine::general_purpose::STANDARD.encode(known.0.der()))
        };
        for spoofed in [
            &[("X-SSL-Client-SHA1", known_sha1.as_str())][..],
            &[("X-SSL-Client-SHA1", known_sha1.as_str()), ("X-Proxy-Secret", "guess")],
            &[("x-ssl-client-sha1", known_sha1.as_str()), ("X-SSL-Client-SHA1", known_sha1.as_str())],
            &[("X_SSL_Client_SHA1", known_sha1.as_str())],
            &[("Client-Cert", passed.as_str())],
            &[("Client-Cert", passed.as_str()), ("X-SSL-Client-SHA1", known_sha1.as_str()), ("X-Forwarded-For", "127.0.0.1")],
        ] {
            let (level, fingerprint) = self.caller(None, spoofed);
            assert!(fingerprint.is_none() && level == "anonymous", "{spoofed:?}: {level}");
            let (level, fingerprint) = self.caller(Some(&self_made), spoofed);
            assert_eq!((level.as_str(), fingerprint.as_deref()), ("untrusted", Some(own_sha1.as_str())), "{spoofed:?}");
        }
        // Nobody behind a proxy is "the machine itself".
        for spoofed in [&[][..], &[("X-Forwarded-For", "127.0.0.1")], &[("Forwarded", "for=127.0.0.1")], &[("X-Real-IP", "127.0.0.1")]] {
            let headers: Vec<_> = [("Content-Type", "application/json")].into_iter().chain(spoofed.iter().copied()).collect();
            self.ask(None, "POST", "/pki/ca", &headers, b"{}").expect_error(401, "auth_required");
        }

        // A body streams through, and the server's own refusal comes back.
        let id = self.ask(Some(&known), "POST", "/", &[], &vec![b'x'; 1 << 20]).expect(201).json()["id"].as_str().unwrap().to_owned();
        assert_eq!(self.ask(None, "GET", &format!("/{id}/raw"), &[], b"").expect(200).body.len(), 1 << 20);

        let serial = known.0.facts().unwrap().serial;
        assert_eq!(store(&self.server).revoke_certificate(&serial, now()).unwrap(), Some(true));
        assert_eq!(self.caller(Some(&known), &[]).0, "401 certificate_revoked");
    }
}

#[test]
fn nginx_names_its_clients_and_nobody_else_does() {
    if !tool::is_here("nginx", "-v") {
        return;
    }
    let proxied = Proxied::new(&[], |home, server, port| {
        let at = |name: &str| home.path().join(name).display().to_string();
        home.write("fpaste-secret.conf", format!("proxy_set_header X-Proxy-Secret {SECRET};\n"));
        let site = contrib("nginx.conf")
            .replace("127.0.0.1:5000", &server.address().to_string())
            .replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port} ssl;"))
            .replace("server_name paste.example.com;", "server_name localhost;")
            .replace("/etc/ssl/paste.example.com.crt", &at("cert.pem"))
            .replace("/etc/ssl/paste.example.com.key", &at("key.pem"))
            .replace("/etc/nginx/", &format!("{}/", home.path().display()));
        home.write("site.conf", site);
        let user = if rustix::process::getuid().is_root() { "user root; " } else { "" };
        let main = format!(
            "{user}daemon off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log;\nevents {{ worker_connections 128; }}\n\
             http {{ access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;\n\
             uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi; include {0}/site.conf; }}\n",
            home.path().display()
        );
        home.write("nginx.conf", main);
        let mut nginx = home.program("nginx");
        nginx.args(["-e", &at("start.log"), "-p", &at(""), "-c", &at("nginx.conf")]);
        nginx.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap()
    });
    proxied.everyone_is_who_they_are();
}

#[test]
fn caddy_passes_the_certificate_and_nobody_else_does() {
    if !tool::is_here("caddy", "version") {
        return;
    }
    let proxied = Proxied::new(&[("FLASKPASTE_CLIENT_CERT_HEADER", "Client-Cert")], |home, server, port| {
        let at = |name: &str| home.path().join(name).display().to_string();
        let site = contrib("Caddyfile")
            .replace("127.0.0.1:5000", &server.address().to_string())
            .replace("paste.example.com { # (*)", &format!("https://localhost:{port} {{"))
            .replace("\ttls {", &format!("\ttls {} {} {{", at("cert.pem"), at("key.pem")));
        home.write("Caddyfile", format!("{{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}}\n{site}"));
        let mut caddy = home.program("caddy");
        caddy.args(["run", "--adapter", "caddyfile", "--config", &at("Caddyfile")]).env("FPASTE_PROXY_SECRET", SECRET);
        caddy.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    });
    proxied.everyone_is_who_they_are();
}
