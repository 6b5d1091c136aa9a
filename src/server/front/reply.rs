//! An answer on its way out. The phrase beside a status is `tiny_http`'s, which only this file names; its response writer drops
//! `Connection`, gives a 204 a length, prints line breaks that hide in a value, and took a quarter of the time that `GET /health` needs.

use std::io::{self, Read, Seek, SeekFrom};

use tiny_http::StatusCode;

use super::limits::Limits;
use super::line::Pace;
use super::wire::{PIECE, Wire};
use crate::protocol::header;
use crate::server::response::{Payload, Response};
use crate::sys::clock::HttpDate;

/// Bodies up to this size leave in one write with their head.
const TOGETHER: usize = 16 * 1024;
/// Bytes of most heads.
const HEAD: usize = 1024;
/// Bytes that a connection keeps for its next answer, at most.
const KEPT: usize = 4 * 1024;

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Bytes of the body that left.
    pub(super) bytes: u64,
    /// All of it left.
    pub(super) whole: bool,
}

/// A header holds what cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unprintable;

/// What one connection prints its answers with.
#[derive(Debug, Default)]
pub(super) struct Printer {
    /// The head, and what leaves in one write with it.
    out: Vec<u8>,
    date: HttpDate,
}

impl Printer {
    /// Prints an answer's head. `connection` is the value of that header, if it needs one.
    pub(super) fn head(&mut self, response: &Response, connection: Option<&str>) -> Result<(), Unprintable> {
        let length = response.body.len();
        let out = &mut self.out;
        out.clear();
        // What leaves with the head has room behind it.
        out.reserve(HEAD + usize::try_from(length).map_or(0, |length| length.min(TOGETHER)));
        out.extend_from_slice(
            format!("HTTP/1.1 {} {}\r\n", response.status, StatusCode(response.status).default_reason_phrase()).as_bytes(),
        );
        print(out, "Date", self.date.now())?;
        print(out, "Server", "fpaste")?;
        for (name, value) in &response.headers {
            let ours = [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, "Date", "Server"];
            if !ours.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                print(out, name, value)?;
            }
        }
        if !is_bodiless(response.status) {
            print(out, header::CONTENT_LENGTH, &length.to_string())?;
        }
        if let Some(value) = connection {
            print(out, header::CONNECTION, value)?;
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// Sends the head that was printed last and, unless only the head was asked for, the body.
    pub(super) fn send(&mut self, wire: &mut Wire, response: Response, head_only: bool, limits: &Limits) -> Outcome {
        let length = if head_only || is_bodiless(response.status) { 0 } else { response.body.len() };
        let mut pace = Pace::begin(limits);
        let mut sent = Outcome { bytes: 0, whole: false };
        let out = &mut self.out;
        let result = match response.body {
            _ if length == 0 => wire.write_all(out, &mut pace),
            Payload::Bytes(bytes) => send_bytes(wire, out, &bytes, &mut pace, &mut sent),
            Payload::Spool(spool, range) if spool.bytes().is_some() => {
                let part = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
                let part = part.and_then(|(start, end)| spool.bytes()?.get(start..end)).unwrap_or_default();
                send_bytes(wire, out, part, &mut pace, &mut sent)
            }
            Payload::Spool(spool, range) => {
                let mut reader = spool.reader();
                let placed = reader.seek(SeekFrom::Start(range.start));
                placed.and_then(|_| send_from(wire, out, &mut reader.take(length), &mut pace, &mut sent))
            }
            Payload::File(file, _) => send_from(wire, out, &mut Read::take(file, length), &mut pace, &mut sent),
            Payload::Empty | Payload::Withheld(_) => Ok(()),
        };
        if self.out.capacity() > KEPT {
            self.out = Vec::new();
        }
        sent.whole = result.is_ok() && sent.bytes == length;
        sent
    }
}

fn is_bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}

/// Prints one field, if its value cannot end it: visible ASCII and spaces.
fn print(head: &mut Vec<u8>, name: &str, value: &str) -> Result<(), Unprintable> {
    // Without an early end, so that many bytes are looked at together.
    let named = !name.is_empty() && name.bytes().fold(true, |named, byte| named & (byte.is_ascii_alphanumeric() || byte == b'-'));
    if !named || !value.bytes().fold(true, |good, byte| good & matches!(byte, b' '..=b'~')) {
        return Err(Unprintable);
    }
    for part in [name, ": ", value, "\r\n"] {
        head.extend_from_slice(part.as_bytes());
    }
    Ok(())
}

fn send_bytes(wire: &mut Wire, out: &mut Vec<u8>, bytes: &[u8], pace: &mut Pace<'_>, sent: &mut Outcome) -> io::Result<()> {
    let (first, rest) = bytes.split_at_checked(TOGETHER).unwrap_or((bytes, &[]));
    out.extend_from_slice(first);
    wire.write_all(out, pace)?;
    sent.bytes += first.len() as u64;
    for piece in rest.chunks(PIECE) {
        wire.write_all(piece, pace)?;
        sent.bytes += piece.len() as u64;
    }
    Ok(())
}

/// `out` holds the head; it becomes the buffer.
fn send_from(wire: &mut Wire, out: &mut Vec<u8>, source: &mut impl Read, pace: &mut Pace<'_>, sent: &mut Outcome) -> io::Result<()> {
    loop {
        let before = out.len();
        let room = PIECE.saturating_sub(before) as u64;
        source.by_ref().take(room).read_to_end(out)?;
        let count = out.len() - before;
        wire.write_all(out, pace)?;
        sent.bytes += count as u64;
        if (count as u64) < room {
            return Ok(());
        }
        out.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::response::Record;

    fn response(status: u16, headers: &[(&'static str, &str)], body: Payload) -> Response {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned().into())).collect();
        Response { status, headers, body, record: Record::default() }
    }

    fn printed(response: &Response, connection: Option<&str>) -> Vec<String> {
        let mut printer = Printer::default();
        printer.head(response, connection).unwrap();
        let text = String::from_utf8(printer.out).unwrap();
        let text = text.strip_suffix("\r\n\r\n").unwrap();
        text.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_head_has_a_length_a_date_and_no_version_of_ours() {
        let lines =
            printed(&response(200, &[("Content-Type", "text/plain"), ("X-A", "b")], Payload::Bytes(b"hello".as_slice().into())), None);
        assert_eq!(lines[0], "HTTP/1.1 200 OK");
        assert!(lines[1].starts_with("Date: "));
        assert_eq!(lines[2..], ["Server: fpaste", "Content-Type: text/plain", "X-A: b", "Content-Length: 5"]);
    }

    #[test]
    fn connection_is_the_last_line() {
        let lines = printed(&response(404, &[], Payload::Empty), Some("close"));
        assert_eq!(lines[3..], ["Content-Length: 0", "Connection: close"]);
    }

    #[test]
    fn a_204_has_no_length() {
        let lines = printed(&response(204, &[("Allow", "GET")], Payload::Empty), Some("close"));
        assert_eq!(lines[2..], ["Server: fpaste", "Allow: GET", "Connection: close"]);
    }

    #[test]
    fn what_the_front_door_says_itself_a_handler_cannot_say() {
        let headers = [("Content-Length", "99"), ("Connection", "upgrade"), ("Transfer-Encoding", "chunked"), ("Server", "x/1.0")];
        let lines = printed(&response(200, &headers, Payload::Empty), None);
        assert_eq!(lines[2..], ["Server: fpaste", "Content-Length: 0"]);
    }

    #[test]
    fn a_value_with_a_line_break_is_not_sent() {
        for value in ["a\r\nSet-Cookie: b", "a\nb", "\0", "\u{7f}", "\u{85}", "ü"] {
            assert_eq!(Printer::default().head(&response(200, &[("X-A", value)], Payload::Empty), None), Err(Unprintable), "{value:?}");
        }
        assert_eq!(Printer::default().head(&response(200, &[("X A", "b")], Payload::Empty), None), Err(Unprintable));
    }

    #[test]
    fn a_large_body_is_never_chunked() {
        let file = tempfile::tempfile().unwrap();
        let lines = printed(&response(200, &[], Payload::File(file, 1 << 40)), None);
        assert!(lines.contains(&"Content-Length: 1099511627776".to_owned()));
        assert!(!lines.iter().any(|line| line.starts_with("Transfer")));
    }
}
