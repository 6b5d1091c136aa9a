//! Bytes move piece by piece: what a paste weighs, the server does not carry.

use crate::support::TestServer;

/// The most memory the server has held, KiB.
fn peak(server: &TestServer) -> u64 {
    server.status("VmHWM")
}

#[test]
fn a_paste_of_fifty_mebibytes_costs_a_few_of_memory() {
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "52428800")]);
    // Once a smaller one, so that what is made at first use is there: the writer's pages (8 MiB), statements, stacks.
    let small = server.create(&vec![1; 12 << 20], &[("X-Burn-After-Read", "true")]);
    server.get(&format!("/{small}/raw")).expect(200);
    let body = vec![7; 50 << 20];
    let mut before = peak(&server);
    let mut costs = |what: &str| {
        let now = peak(&server);
        let cost = now.saturating_sub(std::mem::replace(&mut before, now));
        assert!(cost < 6 * 1024, "{what}: {cost} KiB");
    };
    for burns in ["false", "true"] {
        let id = server.create(&body, &[("X-Burn-After-Read", burns)]);
        costs("taken in");
        assert!(server.get(&format!("/{id}/raw")).expect(200).body == body);
        costs(if burns == "true" { "burned" } else { "read" });
    }
}
