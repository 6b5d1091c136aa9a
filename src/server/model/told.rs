//! An answer, as far as the model predicts it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::record::sorted;
use super::step::Body;
use crate::protocol::header;
use crate::server::rehearsal::Reply;

/// The headers that are predicted.
const WATCHED: &[&str] = &[
    header::ACCEPT_RANGES,
    header::BURN_LEASE,
    header::CONTENT_RANGE,
    header::CONTENT_TYPE,
    header::LOCATION,
    header::RATE_LIMIT,
    header::RATE_REMAINING,
    header::RATE_RESET,
    header::RETRY_AFTER,
];

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    pub(super) status: u16,
    headers: BTreeMap<&'static str, String>,
    /// JSON without what names the request; of bytes, how many of which letter.
    body: Value,
}

impl Told {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: BTreeMap::new(), body }.with(header::CONTENT_TYPE, header::JSON)
    }

    pub(super) fn error(status: u16, code: &str) -> Self {
        Self::json(status, json!({ "code": code }))
    }

    /// So many bytes; their letter is known where they came.
    pub(super) fn bytes(status: u16, kind: &str, body: Body, came: bool) -> Self {
        let body = spelled(body.length, came.then_some(body.letter));
        Self { status, headers: BTreeMap::new(), body }.with(header::CONTENT_TYPE, kind)
    }

    /// A paste's address.
    pub(super) fn address(number: usize) -> Self {
        let body = format!("http://paste.test/{}\n", name(number)).into();
        Self { status: 201, headers: BTreeMap::new(), body }.with(header::CONTENT_TYPE, header::TEXT_UTF8)
    }

    pub(super) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(super) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.headers.insert(name, value.to_string());
        self
    }

    pub(super) fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.body[name] = value.into();
        self
    }

    pub(super) fn retry(self, seconds: u64) -> Self {
        self.with(header::RETRY_AFTER, seconds).fact("retry_after", seconds)
    }

    /// What the server answered, with ids as the model names them.
    pub(super) fn by(reply: &Reply, names: &[(String, String)], head: bool) -> Self {
        let number = |text: &str| names.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id, name));
        let headers = WATCHED.iter().filter_map(|&name| Some((name, number(reply.header(name)?)))).collect();
        let is_json = reply.header(header::CONTENT_TYPE) == Some(header::JSON);
        let body = if is_json {
            let mut body: Value = serde_json::from_str(&number(&reply.text())).unwrap();
            let fields = body.as_object_mut().unwrap();
            fields.retain(|name, _| !["error", "request_id", "features"].contains(&name.as_str()));
            for secret in ["delete_token", "token", "nonce"] {
                if let Some(secret) = fields.get_mut(secret) {
                    *secret = "shown".into();
                }
            }
            if let Some(Value::Array(events)) = fields.get_mut("events") {
                *events = sorted(chained(std::mem::take(events)));
            }
            body
        } else if reply.status == 201 {
            number(&reply.text()).into()
        } else {
            // Of a HEAD the front door sends no bytes, whatever the handler gave.
            let letter = reply.body.first().copied().filter(|_| !head);
            assert!(head || reply.body.iter().all(|&byte| Some(byte) == letter), "the bytes are a mixture");
            assert!(letter.is_none() || reply.body.len() as u64 == reply.length);
            spelled(usize::try_from(reply.length).unwrap(), letter)
        };
        Self { status: reply.status, headers, body }
    }
}

/// Rows without what joins them, once it is clear that they are joined.
fn chained(rows: Vec<Value>) -> Vec<Value> {
    let mut previous = "0".repeat(64);
    let unjoined = |(at, mut row): (usize, Value)| {
        let fields = row.as_object_mut().unwrap();
        assert_eq!((&fields["previous"], &fields["seq"]), (&Value::from(previous.as_str()), &Value::from(at + 1)));
        previous = fields["hash"].as_str().unwrap().to_owned();
        fields.retain(|name, _| !["seq", "previous", "hash", "request_id"].contains(&name.as_str()));
        row
    };
    rows.into_iter().enumerate().map(unjoined).collect()
}

/// What stands for the id of the API token with this number.
pub(super) fn pass_name(number: usize) -> String {
    format!("@{number}")
}

/// What stands for the id of the paste with this number.
pub(super) fn name(number: usize) -> String {
    format!("#{number}")
}

fn spelled(length: usize, letter: Option<u8>) -> Value {
    format!("{length} of {:?}", letter.map(char::from)).into()
}
