//! Somebody known to a server: named by a fingerprint through the proxy header, as TLS-ending proxies do.
//!
//! The server must run with [`PROXY`] among its settings. Rows that make somebody trusted are written to its database beside it.

use std::process::Command;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use fpaste::server::spool::Budget;
use fpaste::server::store::{self, IssuedCertificate, Options, Store};

use super::command::{Outcome, finish};
use super::{Reply, TestServer};

/// The setting that lets the header count in full.
pub const PROXY: (&str, &str) = ("FLASKPASTE_PROXY_SECRET", SECRET);
const SECRET: &str = "only the proxy knows";

/// One certificate and its holder.
#[derive(Clone, Debug)]
pub struct Person {
    pub fingerprint: String,
    pub serial: String,
}

/// The server's database, opened beside it.
pub fn store(server: &TestServer) -> Arc<dyn Store> {
    store::open(&server.database(), Budget::new(1 << 28, 1 << 28), &Options::default()).unwrap()
}

/// Unix seconds.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

impl Person {
    /// Somebody with a certificate this server did not issue; each number is somebody else.
    pub fn untrusted(number: u8) -> Self {
        Self { fingerprint: format!("{number:02x}").repeat(20), serial: format!("{number:02x}").repeat(16) }
    }

    /// Somebody with a certificate this server issued.
    pub fn trusted(server: &TestServer, number: u8) -> Self {
        Self::until(server, number, now() + 86_400)
    }

    /// The same with a certificate that ends at this time.
    pub fn until(server: &TestServer, number: u8, expires_at: u64) -> Self {
        let person = Self::untrusted(number);
        let certificate = IssuedCertificate {
            serial: person.serial.clone(),
            common_name: format!("person {number}"),
            sha1: person.fingerprint.clone(),
            sha256: format!("{number:02x}").repeat(32),
            issued_at: now() - 86_400,
            expires_at,
            revoked_at: None,
        };
        store(server).add_certificate(certificate, None, false).unwrap();
        person
    }

    /// And with the admin mark.
    pub fn admin(server: &TestServer, number: u8) -> Self {
        let person = Self::trusted(server, number);
        store(server).grant_admin(&person.fingerprint, now()).unwrap();
        person
    }

    /// What the proxy sends for this person.
    pub fn headers(&self) -> [(&'static str, &str); 2] {
        [("X-SSL-Client-SHA1", &self.fingerprint), ("X-Proxy-Secret", SECRET)]
    }

    /// Runs `fpaste` as this person in the server's home, with nothing on stdin.
    pub fn run(&self, server: &TestServer, args: &[&str]) -> Outcome {
        finish(self.fpaste(server, args).stdin(std::process::Stdio::null()))
    }

    /// A `Command` of `fpaste` as this person in the server's home.
    pub fn fpaste(&self, server: &TestServer, args: &[&str]) -> Command {
        let secret = format!("X-Proxy-Secret: {SECRET}");
        let mut command = server.client(["--header", &secret]);
        command.args(args).env("FLASKPASTE_CERT_SHA1", &self.fingerprint);
        command
    }

    /// One request of this person, with these headers besides.
    pub fn request(&self, server: &TestServer, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let all: Vec<_> = self.headers().into_iter().chain(headers.iter().copied()).collect();
        server.request(method, path, &all, body)
    }

    /// `GET path` of this person.
    pub fn get(&self, server: &TestServer, path: &str) -> Reply {
        self.request(server, "GET", path, &[], b"")
    }

    /// A paste of this person; panics unless it is created. Returns the id.
    #[track_caller]
    pub fn create(&self, server: &TestServer, body: &[u8], headers: &[(&str, &str)]) -> String {
        let reply = self.request(server, "POST", "/", headers, body).expect(201);
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    /// A JSON request of this person.
    pub fn send(&self, server: &TestServer, method: &str, path: &str, body: &serde_json::Value) -> Reply {
        self.request(server, method, path, &[("Content-Type", "application/json")], body.to_string().as_bytes())
    }
}
