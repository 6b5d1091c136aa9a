//! `GET /openapi.json`: the interface as an `OpenAPI` 3.1 document.
//!
//! `openapi.json` beside this file says what each route takes and gives; what is the same everywhere (the shape of errors, the
//! headers of every answer) is added here, from the same tables that make the answers.

use serde_json::{Map, Value, json};

use crate::protocol::{ErrorCode, header};
use crate::server::answer;
use crate::server::call::Call;
use crate::server::response::Response;

const ROUTES: &str = include_str!("openapi.json");

/// What the front door may say to any request.
const OF_THE_FRONT_DOOR: [ErrorCode; 9] = [
    ErrorCode::BadRequest,
    ErrorCode::RequestTimeout,
    ErrorCode::TooLarge,
    ErrorCode::UriTooLong,
    ErrorCode::HeaderTooLarge,
    ErrorCode::Internal,
    ErrorCode::NotImplemented,
    ErrorCode::Unavailable,
    ErrorCode::VersionNotSupported,
];

/// What any caller may be told, for who it is or how often it comes.
const OF_THE_CALLER: [ErrorCode; 6] = [
    ErrorCode::AuthRequired,
    ErrorCode::CertificateRevoked,
    ErrorCode::InvalidToken,
    ErrorCode::Forbidden,
    ErrorCode::InsufficientScope,
    ErrorCode::RateLimited,
];

/// The headers of every answer.
const ALWAYS: [&str; 10] = [
    header::REQUEST_ID,
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    header::CACHE_CONTROL,
    "Strict-Transport-Security",
];

/// `GET /openapi.json`.
pub fn show(call: &Call<'_>) -> Response {
    answer::json(200, &document(&call.settings.url_prefix))
}

/// The document of a server under this URL prefix.
pub fn document(prefix: &str) -> Value {
    let mut document: Value = serde_json::from_str(ROUTES).unwrap_or_default();
    set(&mut document, "/info/version", json!(env!("CARGO_PKG_VERSION")));
    set(&mut document, "/servers", json!([{ "url": if prefix.is_empty() { "/" } else { prefix } }]));
    let words: Vec<_> = ErrorCode::ALL.iter().map(|code| code.word()).collect();
    set(&mut document, "/components/schemas/Error/properties/code/enum", json!(words));
    let mut errors = Map::new();
    if let Some(paths) = document.pointer_mut("/paths").and_then(Value::as_object_mut) {
        for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
            if let Some(operation) = operation.as_object_mut() {
                complete(operation, &mut errors);
            }
        }
    }
    if let Some(shared) = document.pointer_mut("/components/responses").and_then(Value::as_object_mut) {
        shared.extend(errors);
        shared.values_mut().for_each(add_headers);
    }
    document
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    }
}

/// Adds the errors of an operation to its answers, and to each answer what every answer carries. What many share stands in `errors` once.
fn complete(operation: &mut Map<String, Value>, errors: &mut Map<String, Value>) {
    // Whoever is asked nothing is told nothing about who it is.
    let open = operation.get("security") == Some(&json!([{}]));
    let own = operation.remove("x-errors").unwrap_or_default();
    let own = own.as_array().into_iter().flatten().filter_map(Value::as_str).filter_map(ErrorCode::from_word);
    let of_the_caller = OF_THE_CALLER.into_iter().filter(|_| !open);
    let codes: Vec<_> = own.chain(of_the_caller).chain(OF_THE_FRONT_DOOR).collect();
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for code in &codes {
        let status = code.status();
        let alike: Vec<_> = codes.iter().filter(|other| other.status() == status).map(|code| code.word()).collect();
        let name = format!("{status}.{}", alike.join("."));
        answers.entry(status.to_string()).or_insert_with(|| json!({ "$ref": format!("#/components/responses/{name}") }));
        errors.entry(name).or_insert_with(|| error(status, &alike));
    }
    answers.values_mut().for_each(add_headers);
}

/// The answer of an error: its status and the codes that travel with it.
fn error(status: u16, codes: &[&str]) -> Value {
    let mut headers = Map::new();
    let mut carries = |name: &str, required: bool| {
        let mut header = json!({ "$ref": format!("#/components/headers/{name}") });
        if required {
            header = json!({ "required": true, "schema": header_schema(name) });
        }
        headers.insert(name.to_owned(), header);
    };
    match status {
        401 => carries(header::WWW_AUTHENTICATE, true),
        409 => carries(header::RETRY_AFTER, false),
        429 => {
            carries(header::RETRY_AFTER, true);
            for name in [header::RATE_LIMIT, header::RATE_REMAINING, header::RATE_RESET] {
                carries(name, false);
            }
        }
        503 => carries(header::RETRY_AFTER, true),
        416 => carries(header::CONTENT_RANGE, true),
        _ => {}
    }
    json!({
        "description": codes.join(", "),
        "headers": headers,
        "content": { header::JSON: { "schema": { "allOf": [
            { "$ref": "#/components/schemas/Error" },
            { "type": "object", "properties": { "code": { "enum": codes } } }
        ] } } }
    })
}

fn header_schema(name: &str) -> Value {
    if name == header::RETRY_AFTER { json!({ "type": "integer", "minimum": 0 }) } else { json!({ "type": "string" }) }
}

fn add_headers(answer: &mut Value) {
    let Some(answer) = answer.as_object_mut().filter(|answer| !answer.contains_key("$ref")) else { return };
    if let Some(headers) = answer.entry("headers").or_insert_with(|| json!({})).as_object_mut() {
        for name in ALWAYS {
            headers.insert(name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::protocol::route::{Resolved, Route};

    fn operations(document: &Value) -> Vec<(String, String, Value)> {
        let mut found = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(method, _)| *method != "parameters") {
                found.push((method.to_uppercase(), path.clone(), operation.clone()));
            }
        }
        found
    }

    /// Every `$ref` in it.
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| match value {
                Value::String(target) if key == "$ref" => drop(found.insert(target.clone())),
                other => references(other, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn it_describes_exactly_the_routes_there_are() {
        let document = document("/paste");
        let mut described = BTreeSet::new();
        for (method, path, _) in operations(&document) {
            let serial = "0123456789abcdef".repeat(2);
            let at = path.replace("{serial}", &serial).replace("{asset}", "page.js");
            let at = if path.starts_with("/tokens") { at.replace("{id}", &serial) } else { at.replace("{id}", "abc123def456") };
            let Resolved::Route { route, head: false } = Route::parse(&method, &at) else { panic!("{method} {path} is no route") };
            assert_eq!((route.method(), route.template()), (method.as_str(), path.as_str()));
            described.insert((method, at));
        }
        for at in described.iter().map(|(_, at)| at) {
            let Resolved::MethodNotAllowed(allow) = Route::parse("PATCH", at) else { panic!("{at}") };
            for method in allow.split(", ").filter(|method| !matches!(*method, "HEAD" | "OPTIONS")) {
                assert!(described.contains(&(method.to_owned(), at.clone())), "{method} {at} is not described");
            }
        }
        assert_eq!(described.len(), 28, "a new route is described, and counted here");
        assert_eq!(document["servers"], json!([{ "url": "/paste" }]));
    }

    #[test]
    fn every_reference_leads_somewhere_and_nothing_of_ours_is_left() {
        let document = document("");
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 50);
        for target in found {
            assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
        }
        assert!(!document.to_string().contains("x-errors"));
    }

    #[test]
    fn every_error_of_the_table_is_an_answer_of_some_route() {
        let document = document("");
        let told = document["components"]["responses"].to_string();
        for code in ErrorCode::ALL.iter().filter(|code| **code != ErrorCode::MethodNotAllowed) {
            assert!(told.contains(&format!("\"{}\"", code.word())), "{code}");
        }
        for (method, path, operation) in operations(&document) {
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let shared = answer["$ref"].as_str().and_then(|target| document.pointer(target.trim_start_matches('#')));
                let carried = shared.unwrap_or(answer)["headers"].as_object().map_or(0, Map::len);
                assert!(carried >= ALWAYS.len(), "{method} {path} {status}");
            }
        }
    }

    #[test]
    fn the_file_names_only_known_codes() {
        let raw: Value = serde_json::from_str(ROUTES).unwrap();
        for (_, path, operation) in operations(&raw) {
            for code in operation["x-errors"].as_array().unwrap() {
                assert!(ErrorCode::from_word(code.as_str().unwrap()).is_some(), "{path}: {code}");
            }
        }
    }
}
