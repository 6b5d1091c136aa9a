//! An answer, as far as the model predicts it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

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

    /// What the server answered, with the names of pastes as the numbers of the model.
    pub(super) fn by(reply: &Reply, ids: &[String], head: bool) -> Self {
        let number = |text: &str| {
            let named = |text: String, (number, id): (usize, &String)| text.replace(id, &name(number));
            ids.iter().enumerate().fold(text.to_owned(), named)
        };
        let headers = WATCHED.iter().filter_map(|&name| Some((name, number(reply.header(name)?)))).collect();
        let is_json = reply.header(header::CONTENT_TYPE) == Some(header::JSON);
        let body = if is_json {
            let mut body: Value = serde_json::from_str(&number(&reply.text())).unwrap();
            let fields = body.as_object_mut().unwrap();
            fields.retain(|name, _| name != "error" && name != "request_id");
            if let Some(token) = fields.get_mut("delete_token") {
                *token = "shown".into();
            }
            body
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

/// What stands for the id of the paste with this number.
pub(super) fn name(number: usize) -> String {
    format!("#{number}")
}

fn spelled(length: usize, letter: Option<u8>) -> Value {
    format!("{length} of {:?}", letter.map(char::from)).into()
}
