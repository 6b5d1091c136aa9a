//! Control characters made visible, so that a paste or a server cannot drive the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes control characters but newline and tab, and the marks that turn the direction of text.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push(&mut safe, character);
    }
    Cow::Owned(safe)
}

/// The same in one line and one column: what would break either is a space.
pub fn one_line(text: &str) -> String {
    escape(text).replace(['\n', '\t'], " ")
}

/// The same for bytes that should be text: what is no UTF-8 shows as `\xNN`. A character cut off at the end is left over
/// and returned by its length, for the next piece.
pub fn escape_bytes(bytes: &[u8], last: bool) -> (String, usize) {
    let mut safe = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                text.chars().for_each(|character| push(&mut safe, character));
                return (safe, 0);
            }
            Err(error) => {
                let (good, bad) = rest.split_at_checked(error.valid_up_to()).unwrap_or((rest, &[]));
                String::from_utf8_lossy(good).chars().for_each(|character| push(&mut safe, character));
                let Some(length) = error.error_len() else {
                    if !last {
                        return (safe, bad.len());
                    }
                    push_raw(&mut safe, bad);
                    return (safe, 0);
                };
                let (wrong, after) = bad.split_at_checked(length).unwrap_or((bad, &[]));
                push_raw(&mut safe, wrong);
                rest = after;
            }
        }
    }
}

fn push_raw(safe: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(safe, "\\x{byte:02x}");
    }
}

fn push(safe: &mut String, character: char) {
    if !harmful(character) {
        safe.push(character);
    } else if (character as u32) < 0x100 {
        let _ = write!(safe, "\\x{:02x}", character as u32);
    } else {
        let _ = write!(safe, "\\u{{{:x}}}", character as u32);
    }
}

fn harmful(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_and_control_shows() {
        assert_eq!(escape("grüß\tdich\n"), "grüß\tdich\n");
        assert_eq!(one_line("grüß\tdich\nfpaste: error: \u{1b}"), "grüß dich fpaste: error: \\x1b");
        assert_eq!(escape("a\u{1b}]0;x\u{7}\r\u{9b}m\u{202e}"), "a\\x1b]0;x\\x07\\x0d\\x9bm\\u{202e}");
    }

    #[test]
    fn a_character_cut_in_two_waits_for_its_end() {
        let (text, left) = escape_bytes("aé".as_bytes().split_at(2).0, false);
        assert_eq!((text.as_str(), left), ("a", 1));
        assert_eq!(escape_bytes(b"\xc3", true).0, "\\xc3");
        assert_eq!(escape_bytes(b"a\xffb\x1b", true).0, "a\\xffb\\x1b");
    }
}
