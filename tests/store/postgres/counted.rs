//! Limits over several servers: who goes from one to the next has what one caller may do, once they have told each other.

use std::time::Duration;

use crate::support::cluster::Cluster;
use crate::support::{TestServer, wait_until};

fn servers(url: &str, more: &[(&str, &str)]) -> Vec<TestServer> {
    let mut settings = vec![("FPASTE_DATABASE_URL", url), ("FLASKPASTE_RATE_LIMIT", "1"), ("FPASTE_RATE_WINDOW", "1h")];
    settings.extend_from_slice(more);
    (0..3).map(|_| TestServer::with(&settings)).collect()
}

#[test]
fn who_writes_through_all_servers_gets_one_limit() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_writes");
    let mut servers = servers(&url, &[("FPASTE_RATE_MAX", "12")]);
    let key = [("Idempotency-Key", "0123456789abcdef0123456789abcdef")];
    servers[0].request("POST", "/", &key, b"once").expect(201);
    for number in 1..12 {
        servers[0].create(format!("number {number}").as_bytes(), &[]);
    }
    // A replay counts for nothing, and says where one stands.
    let nothing_left = |server: &TestServer| {
        let reply = server.request("POST", "/", &key, b"once");
        reply.header("X-RateLimit-Remaining") == Some("0")
    };
    for server in &servers {
        wait_until("it hears of it", Duration::from_secs(30), || nothing_left(server));
        let refused = server.request("POST", "/", &[], b"one more").expect_error(429, "rate_limited");
        assert_eq!(refused.header("X-RateLimit-Remaining"), Some("0"));
    }
    assert_eq!(cluster.sql_in("fpaste_writes", "SELECT count(*) FROM paste"), "12");
    // A start is no fresh start: what a server counted before, it is told.
    servers[0].stop();
    servers[0].start_again();
    wait_until("it hears of it", Duration::from_secs(30), || nothing_left(&servers[0]));
    let rows = "SELECT count(*) > 0, bool_and(ends_at <= extract(epoch FROM now()) + 3600) FROM counted";
    assert_eq!(cluster.sql_in("fpaste_writes", rows), "t|t");
}

#[test]
fn who_guesses_through_all_servers_is_stopped_at_all() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let url = cluster.database("fpaste_guesses");
    let servers = servers(&url, &[("FPASTE_RATE_MAX", "1000000"), ("FPASTE_MISS_MAX", "9")]);
    let id = servers[0].create(b"to be found", &[]);
    for guess in 0..9 {
        servers[guess % 3].get(&format!("/{guess:012x}/raw")).expect(404);
    }
    // Three at each stop nobody there; what is asked for now is no miss.
    for server in &servers {
        wait_until("it hears of the others", Duration::from_secs(30), || server.get(&format!("/{id}/raw")).status == 429);
    }
}
