//! Pastes for the page to open, made without it; and pastes of the page, opened without it.

use fpaste::container::{self, BurnClaim, ContentKey, Link, Note, Opened};
use fpaste::protocol::limit::UNPACKED_MAX;
use fpaste::sys::entropy::SystemEntropy;

use crate::support::TestServer;

/// How a paste is sealed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seal<'a> {
    pub v1: bool,
    pub passphrase: Option<&'a str>,
    pub name: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub burn: bool,
    pub password: Option<&'a str>,
}

/// Seals and stores a paste; its link.
#[track_caller]
pub fn store(server: &TestServer, content: &[u8], how: Seal) -> String {
    let key = ContentKey::generate(&SystemEntropy).unwrap();
    let sealed = if how.v1 {
        container::v1::seal(content, &key, &SystemEntropy).unwrap()
    } else {
        let packed = container::pack(content);
        let encoding = packed.as_ref().map(|_| "gzip".to_owned());
        let note = Note { name: how.name.map(str::to_owned), kind: how.kind.map(str::to_owned), encoding };
        container::seal(packed.unwrap_or_else(|| content.to_vec()), &note, &key, how.passphrase, &SystemEntropy).unwrap()
    };
    let claim = BurnClaim::of(&key).hash_text();
    let mut headers = vec![("Content-Type", "application/octet-stream")];
    if how.burn {
        headers.push(("X-Burn-After-Read", "true"));
        // What the Python client makes has no claim.
        if !how.v1 {
            headers.push(("X-Burn-Claim-Hash", &claim));
        }
    }
    headers.extend(how.password.map(|password| ("X-Paste-Password", password)));
    let id = server.create(&sealed, &headers);
    format!("{}/{id}#{}", server.url(), *key.text())
}

/// The path and the key of a link.
pub fn parts(link: &str) -> (String, ContentKey) {
    let (place, key) = link.split_once('#').unwrap();
    (format!("/{}", place.rsplit_once('/').unwrap().1), ContentKey::parse(key).unwrap())
}

/// Fetches a paste by its link and opens it.
#[track_caller]
pub fn fetch(server: &TestServer, link: &str, password: Option<&str>, passphrase: Option<&str>) -> Opened {
    assert!(Link::parse(link).is_ok(), "{link}");
    let (path, key) = parts(link);
    let claim = BurnClaim::of(&key).text();
    let mut headers = vec![("X-Burn-Claim", claim.as_str())];
    headers.extend(password.map(|password| ("X-Paste-Password", password)));
    let reply = server.request("GET", &format!("{path}/raw"), &headers, b"").expect(200);
    container::open(&reply.body, &key, passphrase, UNPACKED_MAX).unwrap()
}

/// Bytes that repeat nothing, are no text and begin like no medium.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = vec![0, 1, 2, 3];
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A log of about so many bytes.
pub fn log(length: usize) -> Vec<u8> {
    let lines = (1..).map(|number| format!("{number:06} a line of a log, naïve and ☃ as they come\n"));
    let mut text = Vec::new();
    for line in lines {
        if text.len() + line.len() > length {
            break;
        }
        text.extend_from_slice(line.as_bytes());
    }
    text
}
