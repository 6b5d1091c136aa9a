//! Terminal control sequences out of a text (ECMA-48): colours, cursor moves, titles.

/// What the scanner is inside of.
enum State {
    Text,
    Escape,
    /// `ESC [`: up to a final byte.
    Sequence,
    /// `ESC ]` and its kin: up to BEL or `ESC \`.
    String,
    StringEscape,
    /// One more byte belongs to it, such as `ESC ( B`.
    Designate,
}

/// The text without its control sequences. Bytes that belong to none are kept as they are.
pub fn strip(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut state = State::Text;
    for &byte in text {
        state = match (state, byte) {
            (State::Text, 0x1b) => State::Escape,
            (State::Text, byte) => {
                plain.push(byte);
                State::Text
            }
            (State::Escape, b'[') => State::Sequence,
            (State::Escape, b']' | b'P' | b'X' | b'^' | b'_') => State::String,
            (State::Escape, 0x20..=0x2f) => State::Designate,
            (State::Escape, _)
            | (State::Designate, 0x30..=0x7e)
            | (State::Sequence, 0x40..=0x7e)
            | (State::String, 0x07)
            | (State::StringEscape, b'\\') => State::Text,
            (State::Designate, _) => State::Designate,
            (State::Sequence, b'\n') => {
                plain.push(byte);
                State::Text
            }
            (State::Sequence, _) => State::Sequence,
            (State::String | State::StringEscape, 0x1b) => State::StringEscape,
            (State::String | State::StringEscape, _) => State::String,
        };
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_titles_and_charsets_go_and_text_stays() {
        for (text, plain) in [
            ("\x1b[1;31mred\x1b[0m", "red"),
            ("\x1b]0;title\x07after", "after"),
            ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
            ("\x1b(Bx\x1b=y", "xy"),
            ("grüß\ttab\r\n", "grüß\ttab\r\n"),
            ("cut \x1b[31", "cut "),
        ] {
            assert_eq!(String::from_utf8(strip(text.as_bytes())).unwrap(), plain, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_escape_is_left(text: Vec<u8>) {
            prop_assert!(!strip(&text).contains(&0x1b));
        }
    }
}
