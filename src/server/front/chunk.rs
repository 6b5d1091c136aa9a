//! The chunked coding (RFC 9112 §7.1): a pure decoder that is shown bytes and says what they are.
//!
//! CR LF only; extensions and trailers are passed over, and bounded, since nothing here reads them.

/// Bytes of a chunk's size line, at most.
const LINE_MAX: usize = 256;
/// Bytes of all extensions and trailers of one body, at most.
const EXTRA_MAX: usize = 8 * 1024;

/// What the first of the bytes shown are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Not enough of them to tell: show more.
    More,
    /// So many are framing: pass over them.
    Framing(usize),
    /// So many are content; at least one.
    Content(usize),
    /// The body ended before them.
    End,
}

/// The coding is broken: where the body ends is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Size,
    Content(u64),
    AfterContent,
    Trailers,
    Done,
}

/// Follows one body.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    extra: usize,
}

impl Default for Decoder {
    /// At the start of a body.
    fn default() -> Self {
        Self { state: State::Size, extra: 0 }
    }
}

impl Decoder {
    /// Says what the bytes begin with, and takes it as passed.
    ///
    /// # Errors
    /// [`Broken`]: where the body ends is in doubt.
    pub fn step(&mut self, bytes: &[u8]) -> Result<Step, Broken> {
        match self.state {
            State::Done => Ok(Step::End),
            State::Content(left) => {
                let here = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                if here == 0 {
                    return Ok(Step::More);
                }
                let left = left - here as u64;
                self.state = if left == 0 { State::AfterContent } else { State::Content(left) };
                Ok(Step::Content(here))
            }
            State::AfterContent => match bytes {
                [b'\r', b'\n', ..] => {
                    self.state = State::Size;
                    Ok(Step::Framing(2))
                }
                [] | [b'\r'] => Ok(Step::More),
                _ => Err(Broken),
            },
            State::Size => {
                let Some(line) = line_of(bytes)? else { return Ok(Step::More) };
                let size = size_of(line)?;
                self.spend(line.len().saturating_sub(16))?;
                self.state = if size == 0 { State::Trailers } else { State::Content(size) };
                Ok(Step::Framing(line.len() + 2))
            }
            State::Trailers => {
                let Some(line) = line_of(bytes)? else { return Ok(Step::More) };
                if line.is_empty() {
                    self.state = State::Done;
                } else if !line.contains(&b':') || line.starts_with(b" ") || line.starts_with(b"\t") {
                    return Err(Broken);
                }
                self.spend(line.len())?;
                Ok(Step::Framing(line.len() + 2))
            }
        }
    }

    fn spend(&mut self, extra: usize) -> Result<(), Broken> {
        self.extra += extra;
        if self.extra > EXTRA_MAX { Err(Broken) } else { Ok(()) }
    }
}

/// The line the bytes begin with, without its end; no control characters but tab.
fn line_of(bytes: &[u8]) -> Result<Option<&[u8]>, Broken> {
    let end = bytes.iter().take(LINE_MAX + 1).position(|&byte| byte.is_ascii_control() && byte != b'\t');
    let Some(end) = end else { return if bytes.len() > LINE_MAX { Err(Broken) } else { Ok(None) } };
    match bytes.get(end..) {
        Some([b'\r', b'\n', ..]) => Ok(bytes.get(..end)),
        Some([b'\r']) => Ok(None),
        _ => Err(Broken),
    }
}

fn size_of(line: &[u8]) -> Result<u64, Broken> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (digits, extension) = line.split_at_checked(digits).ok_or(Broken)?;
    let extension = extension.trim_ascii_start();
    if !extension.is_empty() && !extension.starts_with(b";") || extension.is_empty() && digits.len() != line.len() {
        return Err(Broken);
    }
    let digits = std::str::from_utf8(digits).map_err(|_| Broken)?;
    u64::from_str_radix(digits, 16).map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The content and how many bytes the body took, if it is whole; shown at most `window` bytes more each time more are asked for.
    fn decode(bytes: &[u8], window: usize) -> Result<Option<(Vec<u8>, usize)>, Broken> {
        let (mut decoder, mut content, mut at, mut shown) = (Decoder::default(), Vec::new(), 0, 0);
        loop {
            match decoder.step(&bytes[at..shown])? {
                Step::More if shown == bytes.len() => return Ok(None),
                Step::More => shown = (shown + window).min(bytes.len()),
                Step::Framing(count) => at += count,
                Step::Content(count) => {
                    content.extend_from_slice(&bytes[at..at + count]);
                    at += count;
                }
                Step::End => return Ok(Some((content, at))),
            }
        }
    }

    #[test]
    fn bodies() {
        let long = format!("1;{}\r\nx\r\n0\r\n\r\n", "e".repeat(LINE_MAX));
        let extensions = format!("{}0\r\n\r\n", format!("1;{}\r\nx\r\n", "e".repeat(200)).repeat(50));
        let trailers = format!("0\r\n{}\r\n", format!("A: {}\r\n", "b".repeat(200)).repeat(50));
        let table = [
            (b"0\r\n\r\n".as_slice(), Ok(Some(""))),
            (b"4\r\nwiki\r\n5;a=\"b\"\r\npedia\r\n000\r\nX-Sum: 1\r\n\r\n", Ok(Some("wikipedia"))),
            (b"A \t;x\r\n0123456789\r\n0\r\n\r\n", Ok(Some("0123456789"))),
            (b"", Ok(None)),
            (b"4", Ok(None)),
            (b"4\r\nwi", Ok(None)),
            (b"4\r\nwiki", Ok(None)),
            (b"4\r\nwiki\r\n0\r\n", Ok(None)),
            (b"4\r\nwiki\r\n0\r\n\r", Ok(None)),
            (b"\r\n", Err(Broken)),
            (b"4\nwiki\n0\n\n", Err(Broken)),
            (b"4\r\nwikiX\r\n", Err(Broken)),
            (b"4\r\nwiki\n0\r\n\r\n", Err(Broken)),
            (b"+4\r\nwiki\r\n", Err(Broken)),
            (b"-4\r\nwiki\r\n", Err(Broken)),
            (b"0x4\r\nwiki\r\n", Err(Broken)),
            (b" 4\r\nwiki\r\n", Err(Broken)),
            (b"4 \r\nwiki\r\n", Err(Broken)),
            (b"4 4\r\nwiki\r\n", Err(Broken)),
            (b"4_0\r\n", Err(Broken)),
            (b"g\r\n", Err(Broken)),
            (b";x\r\n", Err(Broken)),
            (b"4;\0\r\nwiki\r\n", Err(Broken)),
            (b"4\0\r\n", Err(Broken)),
            (b"10000000000000000\r\n", Err(Broken)),
            (b"0\r\nno colon\r\n\r\n", Err(Broken)),
            (b"0\r\nA: b\r\n folded: x\r\n\r\n", Err(Broken)),
            (b"0\r\nA: b\n\r\n", Err(Broken)),
            (long.as_bytes(), Err(Broken)),
            (extensions.as_bytes(), Err(Broken)),
            (trailers.as_bytes(), Err(Broken)),
        ];
        for (bytes, expected) in table {
            for window in [1, 3, usize::MAX / 2] {
                let found = decode(bytes, window);
                let content = found.map(|whole| whole.map(|(content, _)| String::from_utf8(content).unwrap()));
                assert_eq!(content, expected.map(|whole: Option<&str>| whole.map(str::to_owned)), "{:?}", String::from_utf8_lossy(bytes));
            }
        }
    }

    #[test]
    fn what_follows_a_body_is_left_alone() {
        assert_eq!(decode(b"1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1", 100), Ok(Some((b"x".to_vec(), 11))));
    }

    #[test]
    fn mutated_bodies_never_panic_and_never_grow() {
        let good = b"4;x=y\r\nwiki\r\n5\r\npedia\r\n0\r\nA: b\r\n\r\n";
        for at in 0..good.len() {
            for byte in 0..=u8::MAX {
                let mut bytes = good.to_vec();
                bytes[at] = byte;
                let (whole, slow) = (decode(&bytes, 100), decode(&bytes, 1));
                assert_eq!(whole, slow);
                if let Ok(Some((content, used))) = whole {
                    assert!(content.len() < used && used <= bytes.len());
                }
            }
        }
    }
}
