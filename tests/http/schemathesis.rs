//! schemathesis reads our own `OpenAPI` document and asks what it says may be asked: no 5xx, every answer as described.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::TestServer;
use crate::support::person::{PROXY, Person};
use crate::support::tool;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,unsupported_method,allow_header_conformance";

/// What it cannot write by itself.
const HOOKS: &str = "import schemathesis\n\n\n@schemathesis.serializer(\"application/x-pem-file\")\n\
                     def pem(ctx, value):\n    return str(value).encode()\n";

/// Where `.ci/install` puts it, or wherever the PATH has it.
fn program() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/schemathesis");
    if installed.exists() {
        return Some(installed);
    }
    tool::is_here("schemathesis", "--version").then(|| "schemathesis".into())
}

/// Asks about every operation but these; panics with its report unless all is as described.
fn run(server: &TestServer, program: &Path, headers: &[(&str, &str)], without: &[&str]) {
    let mut command: Command = server.home().program(program);
    command.args(["run", &format!("{}/openapi.json", server.url()), "--checks", CHECKS]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", "5", "--seed", "1", "--workers", "1"]);
    command.args(["--no-color", "--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "20"]);
    // One at a time: two passwords hashed at once may be told to wait, which is a 503 as it should be.
    command.env("SCHEMATHESIS_HOOKS", server.home().write("hooks.py", HOOKS));
    for (name, value) in headers {
        command.args(["-H", &format!("{name}: {value}")]);
    }
    for operation in without {
        command.args(["--exclude-operation-id", operation]);
    }
    let output = command.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_answer_to_a_stranger_is_as_described() {
    let Some(program) = program() else { return };
    let server = TestServer::with(&[
        ("FLASKPASTE_PKI_ENABLED", "1"),
        ("FLASKPASTE_PKI_CA_PASSWORD", "authority"),
        ("FLASKPASTE_REGISTER_POW", "0"),
        ("FLASKPASTE_MISS_MAX", "0"),
    ]);
    // The executable is large, and its answer is looked at elsewhere.
    run(&server, &program, &[], &["client"]);
}

#[test]
fn every_answer_to_an_admin_is_as_described() {
    let Some(program) = program() else { return };
    let server = TestServer::with(&[
        PROXY,
        ("FLASKPASTE_PKI_ENABLED", "1"),
        ("FLASKPASTE_PKI_CA_PASSWORD", "authority"),
        ("FLASKPASTE_REGISTER_POW", "0"),
    ]);
    let admin = Person::admin(&server, 1);
    // A lockdown answers 503 to all that follows, as it should.
    run(&server, &program, &admin.headers(), &["client", "lockdown"]);
}
