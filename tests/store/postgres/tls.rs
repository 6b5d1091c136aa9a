//! TLS to the database: a real PostgreSQL with a certificate, and who is taken for it.

use std::net::TcpListener;

use fpaste::pki::{Authority, Lifespan};
use fpaste::sys::entropy::SystemEntropy;

use crate::support::cluster::Cluster;
use crate::support::command::finish;
use crate::support::person::now;
use crate::support::{Home, Outcome, TestServer};

const PASSWORD: &str = "s3cr3t-word";
/// A password over TLS, and no TLS for one user alone.
const HBA: &str = "local all all trust\n\
                   hostssl all all 127.0.0.1/32 scram-sha-256\n\
                   hostnossl all plain 127.0.0.1/32 trust\n";

/// A database that listens on a port of its own, and a folder with `right.pem`, its authority, and `wrong.pem`, another one.
struct Secured {
    cluster: Cluster,
    port: u16,
    home: Home,
}

impl Secured {
    /// Has a certificate for `db.example`, or speaks no TLS.
    fn start(tls: bool) -> Option<Self> {
        let home = Home::new();
        let [right, wrong] = ["right", "wrong"].map(|name| Authority::create(&name.parse().unwrap(), now(), &SystemEntropy).unwrap());
        home.write("right.pem", right.certificate().pem().unwrap());
        home.write("wrong.pem", wrong.certificate().pem().unwrap());
        let names = ["db.example".to_owned()];
        let (certificate, key) = right.issue_for_server(&names, Lifespan::days(now(), 1).unwrap(), &SystemEntropy).unwrap();
        let (certificate, key) = (certificate.pem().unwrap(), key.pem().unwrap());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (ssl, port_setting) = (if tls { "ssl=on" } else { "ssl=off" }, format!("port={port}"));
        let settings = ["listen_addresses=127.0.0.1", &port_setting, ssl, "ssl_cert_file=db.crt", "ssl_key_file=db.key"];
        let hba = if tls { HBA } else { "local all all trust\nhost all all 127.0.0.1/32 trust\n" };
        let files = [("db.crt", certificate.as_bytes()), ("db.key", key.as_bytes()), ("pg_hba.conf", hba.as_bytes())];
        let cluster = Cluster::with_files(&settings, &files)?;
        cluster.sql_in("postgres", &format!("ALTER ROLE fpaste PASSWORD '{PASSWORD}'"));
        cluster.sql_in("postgres", "CREATE ROLE plain LOGIN SUPERUSER");
        Some(Self { cluster, port, home })
    }

    /// An address of the database by a name that is not looked up.
    fn url(&self, user: &str, host: &str, more: &str) -> String {
        let more = more.replace("=HOME/", &format!("={}/", self.home.path().display()));
        format!("postgres://{user}:{PASSWORD}@{host}:{}/postgres?hostaddr=127.0.0.1{more}", self.port)
    }

    /// Whether there is lockdown, asked by that address.
    fn lockdown(&self, url: &str) -> Outcome {
        let outcome = finish(self.home.fpaste(["serve", "lockdown"]).env("FPASTE_DATABASE_URL", url));
        assert!(!outcome.stderr.contains(PASSWORD), "{}", outcome.stderr);
        outcome
    }

    #[track_caller]
    fn refused(&self, url: &str, parts: &[&str]) {
        let refused = self.lockdown(url).expect(12);
        for part in parts {
            assert!(refused.stderr.contains(part), "no {part} in: {}", refused.stderr);
        }
    }
}

#[test]
fn a_database_elsewhere_must_prove_who_it_is_unless_somebody_says_otherwise() {
    let Some(secured) = Secured::start(true) else { return };
    let unproven = "the database does not prove who it is: ";
    // Nobody has to ask for it.
    secured.refused(&secured.url("fpaste", "db.example", ""), &[unproven, "UnknownIssuer", "sslrootcert=FILE"]);
    for mode in ["", "&sslmode=verify-full", "&sslmode=verify-ca", "&sslmode=require"] {
        let (right, wrong) = (format!("{mode}&sslrootcert=HOME/right.pem"), format!("{mode}&sslrootcert=HOME/wrong.pem"));
        secured.lockdown(&secured.url("fpaste", "db.example", &right)).expect(0);
        secured.refused(&secured.url("fpaste", "db.example", &wrong), &[unproven, "UnknownIssuer", "sslrootcert=FILE"]);
        secured.refused(&secured.url("fpaste", "other.example", &right), &[unproven, "other.example", "db.example"]);
    }
    // Encrypted, to whoever answers; and not at all.
    secured.lockdown(&secured.url("fpaste", "other.example", "&sslmode=require")).expect(0);
    secured.lockdown(&secured.url("plain", "db.example", "&sslmode=disable")).expect(0);

    let mut server = TestServer::with(&[("FPASTE_DATABASE_URL", &secured.url("fpaste", "db.example", "&sslrootcert=HOME/right.pem"))]);
    let id = server.create(b"over TLS", &[]);
    assert_eq!(server.get(&format!("/{id}/raw")).expect(200).body, b"over TLS");
    let ours = "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'fpaste'";
    assert_eq!(secured.cluster.sql_in("postgres", &format!("SELECT bool_and(ssl), count(*) > 0 {ours}")), "t|t");
    server.stop();
}

#[test]
fn a_database_without_tls_is_refused_but_where_sslmode_says_so() {
    let Some(secured) = Secured::start(false) else { return };
    let told = ["does not prove who it is", "server does not support TLS", "?sslmode=disable goes without TLS"];
    secured.refused(&secured.url("fpaste", "db.example", "&sslrootcert=HOME/right.pem"), &told);
    secured.refused(&secured.url("fpaste", "db.example", "&sslmode=require"), &told);
    secured.lockdown(&secured.url("fpaste", "db.example", "&sslmode=disable")).expect(0);
    secured.lockdown(&secured.url("fpaste", "localhost", "")).expect(0);
}

#[test]
fn a_password_or_a_database_that_is_not_there_is_said_to_be() {
    let Some(secured) = Secured::start(true) else { return };
    let right = secured.url("fpaste", "db.example", "&sslrootcert=HOME/right.pem");
    secured.refused(&right.replace(PASSWORD, "another"), &["lets nobody in", "password authentication failed", "psql"]);
    secured.refused(&right.replace("/postgres?", "/nothing?"), &["lets nobody in", "\"nothing\" does not exist", "createdb"]);
    let nobody = secured.url("fpaste", "db.example", "&sslmode=disable");
    secured.refused(&nobody, &["lets nobody in", "no encryption"]);
}
