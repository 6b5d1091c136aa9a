//! A share link: `SERVER/ID#KEY`. The fragment after `#` holds the key, and no program sends it to a server.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::key::{ContentKey, InvalidKey};
use crate::protocol::PasteId;

/// What stands after `#`.
#[derive(Debug)]
pub enum Fragment {
    /// There is no `#`, or a line anchor alone: a plain paste, or a link that lost its key.
    Absent,
    /// A `#` with nothing behind it: the key was cut off.
    Bare,
    /// A key.
    Key(ContentKey),
}

/// A paste as a person names it: by its whole link, by its id and key, or by its id.
#[derive(Debug)]
pub struct Link {
    /// The server's URL without a slash at the end; `None` where only an id was given.
    pub server: Option<String>,
    /// The paste.
    pub id: PasteId,
    /// The key, if it came along.
    pub fragment: Fragment,
}

/// Why a text names no paste. The text itself may hold a key and is not repeated.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InvalidLink {
    /// Neither a link nor an id.
    #[error("neither a link nor a paste id")]
    Unreadable,
    /// A URL that does not end in a paste id.
    #[error("this link names no paste")]
    NoPaste,
    /// It names a paste, but its key is no key.
    #[error(transparent)]
    Key(#[from] InvalidKey),
}

impl Link {
    /// Reads `http(s)://…/ID[/raw][#KEY]`, `ID#KEY` or `ID`.
    ///
    /// # Errors
    /// [`InvalidLink`].
    pub fn parse(text: &str) -> Result<Self, InvalidLink> {
        let text = text.trim();
        let (place, fragment) = text.split_once('#').map_or((text, None), |(place, fragment)| (place, Some(fragment)));
        let place = place.split('?').next().unwrap_or_default();
        let (server, id) = if is_url(place) {
            let path = place.trim_end_matches('/');
            let path = path.strip_suffix("/raw").unwrap_or(path);
            let (server, id) = path.rsplit_once('/').ok_or(InvalidLink::NoPaste)?;
            // `https://abcdef12` has a host and no path.
            if server.ends_with('/') || server.ends_with(':') {
                return Err(InvalidLink::NoPaste);
            }
            (Some(server.to_owned()), id.parse().map_err(|_| InvalidLink::NoPaste)?)
        } else {
            (None, place.parse().map_err(|_| InvalidLink::Unreadable)?)
        };
        Ok(Self { server, id, fragment: Fragment::parse(fragment)? })
    }

    /// The link to share.
    pub fn url(server: &str, id: &PasteId, key: Option<&ContentKey>) -> Zeroizing<String> {
        let server = server.trim_end_matches('/');
        Zeroizing::new(match key {
            Some(key) => format!("{server}/{id}#{}", *key.text()),
            None => format!("{server}/{id}"),
        })
    }
}

impl Fragment {
    fn parse(fragment: Option<&str>) -> Result<Self, InvalidKey> {
        match fragment {
            None => Ok(Self::Absent),
            Some("") => Ok(Self::Bare),
            Some(anchor) if is_line_anchor(anchor) => Ok(Self::Absent),
            Some(key) => ContentKey::parse(key).map(Self::Key),
        }
    }
}

/// Whether a text is an `http` or `https` URL, in any case of the scheme.
pub fn is_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

/// `L10` or `L10-20`, the page's anchors on plain pastes.
fn is_line_anchor(text: &str) -> bool {
    let number = |digits: &str| !digits.is_empty() && digits.len() < 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('L').is_some_and(|lines| lines.split_once('-').map_or(number(lines), |(from, to)| number(from) && number(to)))
}

impl fmt::Display for Link {
    /// The link without its key, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.server {
            Some(server) => write!(f, "{server}/{}", self.id),
            None => self.id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn links_ids_and_everything_between_are_read() {
        for (text, server, id, keyed) in [
            (format!("https://p.example/abc123def456#{KEY}"), Some("https://p.example"), "abc123def456", true),
            (format!("http://127.0.0.1:5000/paste/abc123#{KEY}&L10-20"), Some("http://127.0.0.1:5000/paste"), "abc123", true),
            (format!("HTTPS://p.example/abc123/raw?x=1#{KEY}=\n"), Some("HTTPS://p.example"), "abc123", true),
            (format!("abc123#{KEY}&utm_source=mail"), None, "abc123", true),
            ("https://p.example/abc123/".into(), Some("https://p.example"), "abc123", false),
            ("https://p.example/abc123#L10".into(), Some("https://p.example"), "abc123", false),
            (" abc123 ".into(), None, "abc123", false),
        ] {
            let link = Link::parse(&text).unwrap();
            assert_eq!((link.server.as_deref(), link.id.as_str()), (server, id), "{text}");
            assert_eq!(matches!(link.fragment, Fragment::Key(_)), keyed, "{text}");
        }
        assert!(matches!(Link::parse("https://p.example/abc123#").unwrap().fragment, Fragment::Bare));
    }

    #[test]
    fn what_names_no_paste_is_refused_without_repeating_it() {
        for (text, why) in [
            ("", InvalidLink::Unreadable),
            ("hello world", InvalidLink::Unreadable),
            ("ftp://p.example/abc123", InvalidLink::Unreadable),
            ("https://", InvalidLink::NoPaste),
            ("https://abcdef12", InvalidLink::NoPaste),
            ("https://p.example/", InvalidLink::NoPaste),
            ("https://p.example/pastes", InvalidLink::NoPaste),
            ("abc123#shortkey", InvalidLink::Key(InvalidKey)),
            ("https://p.example/abc123#L10x", InvalidLink::Key(InvalidKey)),
        ] {
            assert_eq!(Link::parse(text).unwrap_err(), why, "{text}");
        }
    }

    #[test]
    fn a_link_is_made_with_its_key_and_shown_without() {
        let key = ContentKey::from_bytes([0; 32]);
        let id = "abc123".parse().unwrap();
        let url = Link::url("https://p.example/", &id, Some(&key));
        assert_eq!(*url, format!("https://p.example/abc123#{KEY}"));
        assert_eq!(*Link::url("https://p.example", &id, None), "https://p.example/abc123");
        let link = Link::parse(&url).unwrap();
        assert_eq!(link.to_string(), "https://p.example/abc123");
        assert!(!format!("{link:?}").contains("AAAA"));
    }
}
