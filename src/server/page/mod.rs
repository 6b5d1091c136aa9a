//! The page that makes and opens links in any browser: a handful of files, embedded as they are written. No build step.
//!
//! Assets are served under names that hold a hash of their bytes, so that a browser may keep them for ever. A module names
//! the modules it imports as `"./link.js"`; once, at first use, those names are replaced by hashed ones, in the order of
//! `SOURCES`, where every file stands after the files it names: so a hash covers all that is below it. `index.html` names
//! them as `"/-/link.js"`, which becomes the prefix, the hashed name and an `integrity` attribute. There is no import map
//! (it would have to be inline); instead every module is a `modulepreload`, which brings all of them in one round trip and
//! has the browser check each one's integrity before it can be imported. A worker's script is the one thing browsers check
//! no integrity for.
//!
//! Comments that fill a line, and what lines are indented by, are left away on the same occasion: a fifth of the bytes, and
//! nothing that runs. So no module has a template or comment that goes over several lines in another form than `//`.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::protocol::hex;

/// The `Content-Security-Policy` of the page and of its assets: a worker obeys the policy its own script came with.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; media-src blob:; \
    connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types fpaste";

/// The `Cache-Control` of an asset, whose name changes whenever its bytes do.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Each file after those it names.
const SOURCES: &[(&str, &str)] = &[
    ("style.css", include_str!("style.css")),
    ("link.js", include_str!("link.js")),
    ("container.js", include_str!("container.js")),
    ("pow.js", include_str!("pow.js")),
    ("qr.js", include_str!("qr.js")),
    ("solver.js", include_str!("solver.js")),
    ("dom.js", include_str!("dom.js")),
    ("api.js", include_str!("api.js")),
    ("solve.js", include_str!("solve.js")),
    ("view.js", include_str!("view.js")),
    ("read.js", include_str!("read.js")),
    ("write.js", include_str!("write.js")),
    ("page.js", include_str!("page.js")),
];

const INDEX: &str = include_str!("index.html");

/// One file of the page.
#[derive(Debug)]
pub struct Asset {
    source: &'static str,
    /// Such as `link.0123456789ab.js`.
    pub name: String,
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// Its bytes.
    pub text: String,
    integrity: String,
}

impl Asset {
    fn new(source: &'static str, text: String) -> Self {
        let digest = Sha256::digest(&text);
        let mut digits = hex(&digest);
        digits.truncate(12);
        let (stem, kind) = source.rsplit_once('.').unwrap_or((source, ""));
        Self {
            source,
            name: format!("{stem}.{digits}.{kind}"),
            media_type: if kind == "css" { STYLE } else { JAVASCRIPT },
            integrity: format!("sha256-{}", STANDARD.encode(digest)),
            text,
        }
    }
}

/// Finds an asset by its hashed name.
pub fn asset(name: &str) -> Option<&'static Asset> {
    assets().iter().find(|asset| asset.name == name)
}

/// The page itself, for a server whose paths begin with `prefix` (empty, or such as `/paste`).
pub fn index(prefix: &str) -> String {
    let prefix = prefix.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    assets().iter().fold(dense(INDEX), |html, asset| {
        let quoted = format!("\"/-/{}\"", asset.source);
        html.replace(&quoted, &format!("\"{prefix}/-/{}\" integrity=\"{}\"", asset.name, asset.integrity))
    })
}

/// The lines that do something, without their indentation.
fn dense(text: &str) -> String {
    text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

fn assets() -> &'static [Asset] {
    static ASSETS: OnceLock<Vec<Asset>> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let mut done: Vec<Asset> = Vec::with_capacity(SOURCES.len());
        for (source, text) in SOURCES {
            let text = done
                .iter()
                .fold(dense(text), |text, below| text.replace(&format!("\"./{}\"", below.source), &format!("\"./{}\"", below.name)));
            done.push(Asset::new(source, text));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_page_is_under_60_kb() {
        let size = index("").len() + assets().iter().map(|asset| asset.text.len()).sum::<usize>();
        assert!(size < 60_000, "{size} bytes");
    }

    #[test]
    fn every_name_in_a_module_became_a_hashed_one() {
        for asset in assets() {
            for named in asset.text.split("\"./").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(super::asset(named).is_some(), "{} names {named}", asset.source);
            }
        }
    }

    #[test]
    fn the_page_names_every_asset_with_prefix_and_integrity() {
        let html = index("/paste");
        for asset in assets().iter().filter(|asset| asset.source != "solver.js") {
            assert!(html.contains(&format!("\"/paste/-/{}\" integrity=\"sha256-", asset.name)), "{}", asset.source);
        }
        assert!(!html.contains("\"/-/"), "a name was left as it stands in the source");
        assert_eq!(index(""), index(""));
    }

    #[test]
    fn nothing_is_inline_and_no_text_can_become_markup() {
        for banned in ["<style", " style=", "javascript:", " onclick=", " onload=", "http://", "https://"] {
            assert!(!INDEX.replace("http://www.w3.org/2000/svg", "").contains(banned), "index.html holds {banned}");
        }
        assert_eq!(INDEX.matches("<script").count(), INDEX.matches("<script type=\"module\" src=\"/-/page.js\"></script>").count());
        for (name, text) in SOURCES {
            for banned in
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage", "sessionStorage", "cookie"]
            {
                assert!(!text.contains(banned), "{name} holds {banned}");
            }
            assert!(text.lines().count() < 300, "{name} is too long");
            assert!(text.lines().all(|line| line.matches('`').count() % 2 == 0), "{name} has a template over several lines");
        }
    }
}
