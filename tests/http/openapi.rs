//! `GET /openapi.json`. Whether every answer keeps to it is `schemathesis.rs`.

use crate::support::TestServer;

#[test]
fn it_describes_this_server_under_its_prefix() {
    let server = TestServer::with(&[("FLASKPASTE_URL_PREFIX", "/paste")]);
    let reply = server.get("/paste/openapi.json").expect(200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let document = reply.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["servers"][0]["url"], "/paste");
    assert!(document["paths"]["/{id}/raw"]["get"]["responses"]["429"]["$ref"].is_string());
    assert!(reply.body.len() < 150_000, "{} bytes", reply.body.len());
}
