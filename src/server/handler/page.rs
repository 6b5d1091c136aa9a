//! `GET /` and `GET /<id>` for browsers, and the page's assets. The page is the same whatever the id: it asks for the paste itself,
//! as every other client does, so opening a link consumes nothing and tells nothing.

use std::borrow::Cow;

use crate::protocol::header;
use crate::server::answer::{self, CONTENT_SECURITY_POLICY, Failure};
use crate::server::call::Call;
use crate::server::input;
use crate::server::page;
use crate::server::request::Headers;
use crate::server::response::Response;

/// Whether the caller would rather have HTML than JSON. Whoever does not say gets JSON.
pub fn is_preferred(headers: &Headers) -> bool {
    input::prefers(headers, "text/html", header::JSON)
}

/// The page.
pub fn show(call: &Call<'_>) -> Response {
    answer::bytes_of(200, header::HTML_UTF8, page::index(&call.settings.url_prefix).into_bytes())
        .with(header::VARY, "Accept")
        .with(CONTENT_SECURITY_POLICY, page::POLICY)
}

/// `GET /-/<name>`.
///
/// # Errors
/// There is no such asset.
pub fn asset(name: &str) -> Result<Response, Failure> {
    let asset = page::asset(name).ok_or_else(Failure::not_found)?;
    Ok(answer::bytes_of(200, asset.media_type, Cow::Borrowed(asset.text.as_bytes()))
        .with(header::CACHE_CONTROL, page::FOREVER)
        .with(CONTENT_SECURITY_POLICY, page::POLICY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::rehearsal::Stage;

    fn prefers(accept: &[&str]) -> bool {
        let mut headers = Headers::default();
        for value in accept {
            headers.push("accept", *value);
        }
        is_preferred(&headers)
    }

    #[test]
    fn browsers_get_the_page_and_programs_json() {
        for browser in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html",
            "TEXT/HTML;q=0.9, application/json;q=0.8",
            "text/*, application/json;q=0.1",
            "text/html, */*",
            "text/html, text/*;q=0.5, application/*",
            "application/json;q=0, */*",
        ] {
            assert!(prefers(&[browser]), "{browser}");
        }
        assert!(prefers(&["application/json;q=0.5", "text/html"]));
        for program in [
            "",
            "*/*",
            "application/json",
            "application/json, text/html",
            "text/html;q=0.5, */*",
            "text/html;q=0",
            "text/html;q=nan",
            "text/html;q=0.5, application/json;q=0.500",
            "text/plain",
            "image/*",
        ] {
            assert!(!prefers(&[program]), "{program}");
        }
        assert!(!prefers(&[]));
    }

    #[test]
    fn the_page_is_the_same_for_every_id_and_counts_as_no_guess() {
        let stage = Stage::new(&[("rate_limit", "true"), ("miss_max", "2"), ("url_prefix", "/paste")]);
        let page = |method: &str, path: &str| stage.ask(method, path).header("Accept", "text/html,*/*;q=0.8").send().expect(200);
        let first = page("GET", "/paste/");
        assert_eq!(first.header(header::CONTENT_TYPE), Some("text/html; charset=utf-8"));
        assert_eq!(first.header(header::VARY), Some("Accept"));
        assert_eq!(first.header(header::CACHE_CONTROL), Some("no-store"));
        assert_eq!(first.header(CONTENT_SECURITY_POLICY), Some(page::POLICY));
        for _ in 0..3 {
            stage.ask("GET", "/paste/0123456789ab").send();
        }
        stage.ask("GET", "/paste/0123456789ab").send().expect_error(429, "rate_limited");
        assert_eq!(page("GET", "/paste/0123456789ab").body, first.body);
        assert_eq!(page("HEAD", "/paste/0123456789ab").headers.len(), first.headers.len());
        let unknown = Stage::new(&[]).ask("GET", "/0123456789ab").send().expect_error(404, "not_found");
        assert_eq!(unknown.header(header::VARY), Some("Accept"));
        let asset = first.text().split('"').find(|part| part.starts_with("/paste/-/")).map(str::to_owned).unwrap();
        stage.ask("GET", &asset).send().expect(200);
    }

    #[test]
    fn an_asset_may_be_kept_for_ever_and_no_other_name_is_served() {
        let html = page::index("");
        let name = html.split("\"/-/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let response = asset(name).unwrap();
        let field = |name: &str| response.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value);
        assert_eq!(field(header::CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
        assert_eq!(field(CONTENT_SECURITY_POLICY), Some(page::POLICY));
        for unknown in ["style.css", "page.js", "style.000000000000.css", "mod.rs"] {
            assert!(asset(unknown).is_err(), "{unknown}");
        }
    }
}
