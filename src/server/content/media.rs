//! Media types: which one a paste gets, and which one it is sent out with (PROTOCOL §4).

use std::io::{self, Read};

use crate::protocol::header;
use crate::server::spool::Spool;

/// Bytes in which magic numbers are looked for.
const MAGIC: usize = 8192;
/// Characters of a media type that is kept, at most.
const KEPT_MAX: usize = 127;

/// The media type of a paste: what the request says if that is specific, else what the bytes look like.
///
/// # Errors
/// The body could not be read.
pub fn of(said: &str, body: &Spool) -> io::Result<String> {
    if is_specific(said) { Ok(said.trim().to_owned()) } else { detect(body).map(str::to_owned) }
}

fn is_specific(said: &str) -> bool {
    let essence = essence(said);
    let generic = ["", header::OCTET_STREAM, "application/x-www-form-urlencoded", header::TEXT];
    let token = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte));
    let formed = matches!(essence.split_once('/'), Some((family, kind)) if token(family) && token(kind));
    let printable = said.trim().bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    formed && printable && said.trim().len() <= KEPT_MAX && !generic.contains(&essence.as_str())
}

/// Lower case, without parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn detect(body: &Spool) -> io::Result<&'static str> {
    if is_text(body.reader())? {
        return Ok(header::TEXT);
    }
    Ok(infer::get(&body.head(MAGIC)?).map_or(header::OCTET_STREAM, |kind| kind.mime_type()))
}

/// Whether all of it is UTF-8 without NUL.
fn is_text(reader: impl Read) -> io::Result<bool> {
    scan(reader, |bytes| !bytes.contains(&0))
}

/// Whether all of it is UTF-8.
fn is_utf8(reader: impl Read) -> io::Result<bool> {
    scan(reader, |_| true)
}

fn scan(mut reader: impl Read, good: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
    let mut buffer = vec![0; 64 * 1024];
    // The beginning of a character whose end the next piece brings.
    let mut kept = 0;
    loop {
        let got = reader.read(buffer.get_mut(kept..).unwrap_or_default())?;
        if got == 0 {
            return Ok(kept == 0);
        }
        let bytes = buffer.get(..kept + got).unwrap_or_default();
        if !good(bytes) {
            return Ok(false);
        }
        let whole = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        let end = bytes.len();
        buffer.copy_within(whole..end, 0);
        kept = end - whole;
    }
}

/// What a paste of this type is sent out as: what a browser would execute goes out as text, and what it would hand to something
/// that executes as bytes. `body` is `None` where nobody may look at it yet.
///
/// # Errors
/// The body could not be read.
pub fn outgoing(stored: &str, body: Option<&Spool>) -> io::Result<String> {
    let essence = essence(stored);
    if essence == "application/pdf" || essence == "application/x-pdf" {
        return Ok(header::OCTET_STREAM.to_owned());
    }
    if !is_executable(&essence) {
        return Ok(stored.to_owned());
    }
    let text = body.map_or(Ok(true), |body| is_utf8(body.reader()))?;
    Ok(if text { header::TEXT_UTF8 } else { header::OCTET_STREAM }.to_owned())
}

/// Whether what a paste of this type is sent out as depends on its bytes.
pub fn depends_on_bytes(stored: &str) -> bool {
    is_executable(&essence(stored))
}

fn is_executable(essence: &str) -> bool {
    let kind = essence.split('/').nth(1).unwrap_or("");
    let markup = kind == "xml" || kind.ends_with("+xml") || kind.contains("html") || kind == "xsl" || kind == "xslt" || kind == "svg";
    let script = ["javascript", "ecmascript", "jscript", "livescript", "vbscript"].iter().any(|word| kind.contains(word));
    // Each part of these has a type of its own.
    let wrapped = ["multipart/related", "multipart/x-mixed-replace", "message/rfc822"].contains(&essence);
    markup || script || wrapped
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::server::spool::{Budget, SpoolWriter};

    fn spool(bytes: &[u8]) -> Spool {
        let mut writer = SpoolWriter::new(&Budget::new(1 << 30, 1 << 30));
        writer.write_all(bytes).unwrap();
        writer.finish()
    }

    fn kind(said: &str, bytes: &[u8]) -> String {
        of(said, &spool(bytes)).unwrap()
    }

    #[test]
    fn a_specific_type_is_kept_and_a_generic_one_is_detected() {
        assert_eq!(kind("image/png", b"hello"), "image/png");
        assert_eq!(kind("text/csv; charset=utf-8", b"a,b"), "text/csv; charset=utf-8");
        for said in
            ["", "application/octet-stream", "Application/X-WWW-Form-URLencoded", "text/plain; charset=latin1", "nonsense", "a/b\u{1}"]
        {
            assert_eq!(kind(said, "grüße".as_bytes()), "text/plain", "{said}");
            assert_eq!(kind(said, b"\x89PNG\r\n\x1a\n\x00\x00"), "image/png", "{said}");
            assert_eq!(kind(said, b"\xff\xfe\x00\x01"), "application/octet-stream", "{said}");
        }
    }

    #[test]
    fn text_that_begins_like_a_program_is_text() {
        for text in
            ["BMW drives", "MZ is a postcode", "ID3 tags are", "%PDF is how it begins", "GIF89a", "PK\u{3}\u{4}", "#!/bin/sh", "<html>"]
        {
            assert_eq!(kind("", text.as_bytes()), "text/plain", "{text}");
        }
        assert_eq!(kind("", b"a\0b"), "application/octet-stream");
        assert_eq!(kind("", b"FPASTE2\0\x01\xff\xfe"), "application/octet-stream");
    }

    #[test]
    fn a_character_across_two_pieces_is_whole_and_a_cut_one_is_not() {
        let mut text = "x".repeat(64 * 1024 - 1).into_bytes();
        text.extend("é€🦀".repeat(30_000).as_bytes());
        assert_eq!(kind("", &text), "text/plain");
        text.pop();
        assert_eq!(kind("", &text), "application/octet-stream");
    }

    #[test]
    fn what_a_browser_would_execute_goes_out_as_text() {
        for stored in [
            "text/html",
            "TEXT/HTML; charset=utf-8",
            "application/xhtml+xml",
            "image/svg+xml",
            "text/xml",
            "application/xml",
            "application/rss+xml",
            "text/javascript",
            "application/javascript",
            "application/x-javascript",
            "application/ecmascript",
            "text/jscript",
            "multipart/x-mixed-replace; boundary=x",
        ] {
            assert_eq!(outgoing(stored, Some(&spool(b"<b>"))).unwrap(), "text/plain; charset=utf-8", "{stored}");
            assert_eq!(outgoing(stored, Some(&spool(b"<b>\xff"))).unwrap(), "application/octet-stream", "{stored}");
            assert_eq!(outgoing(stored, None).unwrap(), "text/plain; charset=utf-8", "{stored}");
        }
        assert_eq!(outgoing("application/pdf", None).unwrap(), "application/octet-stream");
        for stored in ["text/plain", "image/png", "text/css", "application/json", "application/zip"] {
            assert_eq!(outgoing(stored, None).unwrap(), stored);
        }
    }
}
