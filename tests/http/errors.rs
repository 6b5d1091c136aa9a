//! Rows of the error table (PROTOCOL §1) that no other file here is about.

use crate::support::TestServer;
use crate::support::person::{PROXY, Person};

#[test]
fn a_request_that_is_not_of_its_form_is_told_so_by_its_own_word() {
    let server =
        TestServer::with(&[PROXY, ("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "pw"), ("FLASKPASTE_REGISTER_POW", "0")]);
    let (json, pem) = (("Content-Type", "application/json"), ("Content-Type", "application/x-pem-file"));
    let key = ["ab".repeat(16), "xy".repeat(16)];
    server.request("POST", "/", &[("Idempotency-Key", &key[0])], b"one").expect(201);
    for (path, header, body, status, code) in [
        ("/", ("Accept", "*/*"), &b""[..], 400, "empty_body"),
        ("/", json, b"[\"an array\"]", 400, "invalid_json"),
        ("/", json, b"{\"content\": 7}", 400, "invalid_json"),
        ("/", ("Content-Type", "multipart/form-data"), b"no boundary", 400, "bad_request"),
        ("/", ("X-Burn-After-Read", "maybe"), b"x", 400, "invalid_header"),
        ("/", ("X-Expiry", "-1"), b"x", 400, "invalid_header"),
        ("/", ("Idempotency-Key", &key[1]), b"x", 400, "invalid_header"),
        ("/", ("Idempotency-Key", &key[0]), b"another", 409, "idempotency_mismatch"),
        ("/csr", pem, b"-----BEGIN NONSENSE-----", 400, "invalid_csr"),
        ("/register", json, b"{\"common_name\": \"a/b\"}", 400, "invalid_name"),
        ("/register", json, b"{\"common_name\": ", 400, "invalid_json"),
    ] {
        let reply = server.request("POST", path, &[header], body);
        assert_eq!((path, header, reply.status, reply.code().as_str()), (path, header, status, code), "{}", reply.text());
    }
}

#[test]
fn there_is_one_authority_and_no_second() {
    let server = TestServer::with(&[PROXY, ("FLASKPASTE_PKI_ENABLED", "1"), ("FLASKPASTE_PKI_CA_PASSWORD", "pw")]);
    let admin = Person::admin(&server, 1);
    let name = serde_json::json!({ "common_name": "home" });
    admin.send(&server, "POST", "/pki/ca", &name).expect(201);
    admin.send(&server, "POST", "/pki/ca", &name).expect_error(409, "ca_exists");
}
