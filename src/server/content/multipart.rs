//! Finds the one file in a `multipart/form-data` body (RFC 7578), as `curl -F file=@x` sends it. Pure: reads, keeps little, writes nothing.

use std::io::{self, Read};
use std::ops::Range;

use thiserror::Error;

/// Bytes of a part's head, at most.
const HEAD_MAX: usize = 8 * 1024;
/// What the form may add to the size of the file: one boundary before and one after, and a head.
pub const OVERHEAD: u64 = HEAD_MAX as u64 + 1024;
/// Characters of a boundary, at most (RFC 2046 §5.1.1).
const BOUNDARY_MAX: usize = 70;
/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// Where the file lies in the body.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Its bytes.
    pub range: Range<u64>,
    /// The media type its head says, empty where it says none.
    pub media_type: String,
}

/// Why there is no file.
#[derive(Debug, Error)]
pub enum MultipartError {
    /// The content type names no boundary, or one that is none.
    #[error("the form names no boundary")]
    NoBoundary,
    /// The body is no form of that boundary, or is cut.
    #[error("the form is malformed")]
    Malformed,
    /// There is more than one field, or none.
    #[error("a form must have exactly one field, the file")]
    NotOne,
    /// The field is encoded in a way that forms do not use.
    #[error("the field must not be transfer-encoded")]
    Encoded,
    /// The body could not be read.
    #[error("the body could not be read: {0}")]
    Io(#[from] io::Error),
}

/// Finds the one part of a form. `content_type` is the request's.
///
/// # Errors
/// [`MultipartError`].
pub fn only_part(content_type: &str, body: impl Read) -> Result<Part, MultipartError> {
    let delimiter = format!("\r\n--{}", boundary(content_type).ok_or(MultipartError::NoBoundary)?);
    // The first delimiter may stand at the very beginning: a line end of our own goes before it.
    let before = b"\r\n".as_slice();
    let mut scanner = Scanner { reader: before.chain(body), kept: Vec::new(), offset: 0 };
    let real = |offset: u64| offset.saturating_sub(before.len() as u64);
    scanner.find(delimiter.as_bytes())?.ok_or(MultipartError::Malformed)?;
    if scanner.is_last()? {
        return Err(MultipartError::NotOne);
    }
    let head = scanner.head()?;
    let start = scanner.offset;
    let end = scanner.find(delimiter.as_bytes())?.ok_or(MultipartError::Malformed)?;
    if !scanner.is_last()? {
        return Err(MultipartError::NotOne);
    }
    Ok(Part { range: real(start)..real(end), media_type: media_type(&head)? })
}

fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.split_once(';')?.1;
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    })?;
    let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    let formed = (1..=BOUNDARY_MAX).contains(&value.len()) && value.bytes().all(allowed) && !value.ends_with(' ');
    formed.then_some(value)
}

fn media_type(head: &str) -> Result<String, MultipartError> {
    let mut media_type = String::new();
    for line in head.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or(MultipartError::Malformed)?;
        let value = value.trim();
        if value.chars().any(|character| character.is_control() && character != '\t') {
            return Err(MultipartError::Malformed);
        }
        if name.eq_ignore_ascii_case("content-type") {
            media_type = value.replace('\t', " ");
        } else if name.eq_ignore_ascii_case("content-transfer-encoding") {
            let plain = ["binary", "8bit", "7bit"].iter().any(|plain| value.eq_ignore_ascii_case(plain));
            plain.then_some(()).ok_or(MultipartError::Encoded)?;
        }
    }
    Ok(media_type)
}

/// Walks through a body, keeping no more than one piece of it.
struct Scanner<R> {
    reader: R,
    /// Read, and not yet passed.
    kept: Vec<u8>,
    /// Bytes passed.
    offset: u64,
}

impl<R: Read> Scanner<R> {
    /// Passes everything up to and including the needle, and says where that began.
    fn find(&mut self, needle: &[u8]) -> io::Result<Option<u64>> {
        loop {
            if let Some(at) = position(&self.kept, needle) {
                let began = self.offset + at as u64;
                self.pass(at + needle.len());
                return Ok(Some(began));
            }
            self.pass(self.kept.len().saturating_sub(needle.len() - 1));
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    /// Passes what follows a delimiter: `--` after the last one, a line end after any other.
    fn is_last(&mut self) -> Result<bool, MultipartError> {
        while self.kept.len() < 2 && self.more()? {}
        let last = match self.kept.get(..2) {
            Some(b"--") => true,
            Some(b"\r\n") => false,
            _ => return Err(MultipartError::Malformed),
        };
        // The line end stays: it may be all that stands before the empty line that ends a head.
        if last {
            self.pass(2);
        }
        Ok(last)
    }

    /// Passes the head of a part, its empty line included.
    fn head(&mut self) -> Result<String, MultipartError> {
        loop {
            if let Some(at) = position(&self.kept, b"\r\n\r\n") {
                let head = self.kept.get(..at).map(|head| String::from_utf8_lossy(head).into_owned()).unwrap_or_default();
                self.pass(at + 4);
                return if head.len() > HEAD_MAX { Err(MultipartError::Malformed) } else { Ok(head) };
            }
            if self.kept.len() > HEAD_MAX || !self.more()? {
                return Err(MultipartError::Malformed);
            }
        }
    }

    fn pass(&mut self, count: usize) {
        self.kept.drain(..count.min(self.kept.len()));
        self.offset += count as u64;
    }

    fn more(&mut self) -> io::Result<bool> {
        let before = self.kept.len();
        (&mut self.reader).take(PIECE as u64).read_to_end(&mut self.kept)?;
        Ok(self.kept.len() > before)
    }
}

/// Where a needle that begins with a carriage return stands first.
fn position(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + hay.get(from..)?.iter().position(|&byte| byte == b'\r')?;
        if hay.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=XX";

    fn content(body: &[u8]) -> Result<(Vec<u8>, String), MultipartError> {
        let part = only_part(TYPE, body)?;
        let at = |place: u64| usize::try_from(place).unwrap();
        Ok((body[at(part.range.start)..at(part.range.end)].to_vec(), part.media_type))
    }

    fn form(head: &str, body: &[u8]) -> Vec<u8> {
        [b"--XX\r\n", head.as_bytes(), b"\r\n\r\n", body, b"\r\n--XX--\r\n"].concat()
    }

    #[test]
    fn a_media_type_holds_no_control_character() {
        for hostile in ["text/\u{1}plain", "text/plain\u{7f}", "text/plain\nX-Evil: 1", "text/\u{85}plain"] {
            let head = format!("Content-Disposition: form-data; name=\"file\"\r\nContent-Type: {hostile}");
            assert!(matches!(content(&form(&head, b"x")), Err(MultipartError::Malformed)), "{hostile:?}");
        }
    }

    #[test]
    fn curl_sends_one_file() {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png";
        assert_eq!(content(&form(head, b"\x89PNG\r\n\r\n--X\r\n")).unwrap(), (b"\x89PNG\r\n\r\n--X\r\n".to_vec(), "image/png".into()));
        assert_eq!(content(&form("Content-Disposition: form-data; name=\"file\"", b"")).unwrap(), (Vec::new(), String::new()));
    }

    #[test]
    fn a_file_of_many_pieces_keeps_every_byte_wherever_the_boundary_falls() {
        for length in [PIECE - 120, PIECE - 60, PIECE - 8, PIECE - 2, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let file: Vec<u8> = b"\r\n--Xa".iter().copied().cycle().take(length).collect();
            assert!(content(&form("A: b", &file)).unwrap().0 == file, "{length}");
        }
    }

    #[test]
    fn preamble_and_epilogue_are_nobodys() {
        let body = [b"hello\r\n".as_slice(), &form("A: b", b"x"), b"bye"].concat();
        assert_eq!(content(&body).unwrap().0, b"x");
    }

    #[test]
    fn two_fields_none_and_nonsense_are_refused() {
        let two = b"--XX\r\nA: b\r\n\r\nx\r\n--XX\r\nA: b\r\n\r\ny\r\n--XX--\r\n";
        assert!(matches!(content(two), Err(MultipartError::NotOne)));
        assert!(matches!(content(b"--XX--\r\n"), Err(MultipartError::NotOne)));
        let encoded = form("Content-Transfer-Encoding: base64", b"eA==");
        assert!(matches!(content(&encoded), Err(MultipartError::Encoded)));
        let whole = form("A: b", b"x");
        for cut in 0..whole.len() - 4 {
            assert!(content(&whole[..cut]).is_err(), "{cut}");
        }
        let endless = [b"--XX\r\n".as_slice(), &b"A: b\r\n".repeat(3000)].concat();
        assert!(matches!(content(&endless), Err(MultipartError::Malformed)));
    }

    #[test]
    fn a_boundary_may_be_quoted_and_must_be_one() {
        assert_eq!(boundary("multipart/form-data; charset=x; Boundary=\"a b'c\""), Some("a b'c"));
        let long = format!("multipart/form-data; boundary={}", "x".repeat(71));
        for bad in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"a ",
            long.as_str(),
            "m/f; boundary=é",
        ] {
            assert_eq!(boundary(bad), None, "{bad}");
        }
    }
}
