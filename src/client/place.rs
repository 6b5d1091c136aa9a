//! Where a server is: the URL a person configured or a link names, and where a redirect leads. Pure text.

use std::fmt;
use std::net::IpAddr;

use thiserror::Error;

/// A server's address: scheme, host, port, and the prefix in front of its paths.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    https: bool,
    host: String,
    port: u16,
    prefix: String,
}

/// The text is not the address of a server.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{text}' is not a server address: {why}")]
pub struct InvalidPlace {
    /// What was given; credentials are cut out.
    pub text: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Place {
    /// Reads `http(s)://host[:port][/prefix]`. Whatever stands after the prefix (`?`, `#`) is refused, and so are credentials.
    ///
    /// # Errors
    /// [`InvalidPlace`].
    pub fn parse(text: &str) -> Result<Self, InvalidPlace> {
        let (place, rest) = Self::split(text)?;
        let fail = |why| Err(InvalidPlace { text: shown(text), why });
        if rest.contains(['?', '#']) {
            return fail("it must end with the host or a path");
        }
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return fail("its path has characters that no URL holds");
        }
        Ok(Self { prefix: rest.trim_end_matches('/').to_owned(), ..place })
    }

    /// Reads an absolute URL into its origin (no prefix) and all that follows it.
    pub(super) fn split(text: &str) -> Result<(Self, &str), InvalidPlace> {
        let fail = |why| Err(InvalidPlace { text: shown(text), why });
        let (https, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            _ => return fail("it must begin with https:// or http://"),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if authority.contains('@') {
            return fail("credentials do not belong in it; use a header");
        }
        let (host, port) = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((address, after)) => {
                if address.parse::<std::net::Ipv6Addr>().is_err() {
                    return fail("what stands in brackets is no IPv6 address");
                }
                (format!("[{}]", address.to_ascii_lowercase()), if after.is_empty() { None } else { after.strip_prefix(':').or(Some("x")) })
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (host.to_ascii_lowercase(), Some(port)),
                None => (authority.to_ascii_lowercase(), None),
            },
        };
        if host.is_empty() {
            return fail("it names no host");
        }
        if !host.is_ascii() {
            return fail("write the host in its xn-- form");
        }
        if !host.starts_with('[') && !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) {
            return fail("its host has characters that no name holds");
        }
        let port = match port {
            None | Some("") => {
                if https {
                    443
                } else {
                    80
                }
            }
            Some(digits) => match digits.parse::<u16>() {
                Ok(port) if port > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()) => port,
                _ => return fail("its port is no number from 1 to 65535"),
            },
        };
        Ok((Self { https, host, port, prefix: String::new() }, rest))
    }

    /// Whether it is spoken to over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The host, IPv6 in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is this very machine: `localhost`, 127.0.0.0/8 or `::1`.
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.ends_with(".localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether both have scheme, host and port in common.
    pub fn same_origin(&self, other: &Self) -> bool {
        (self.https, &self.host, self.port) == (other.https, &other.host, other.port)
    }

    /// Scheme, host and port: `https://paste.example.com`.
    pub fn origin(&self) -> String {
        let (scheme, usual) = if self.https { ("https", 443) } else { ("http", 80) };
        if self.port == usual { format!("{scheme}://{}", self.host) } else { format!("{scheme}://{}:{}", self.host, self.port) }
    }

    /// The URL of a path on this server, its prefix included.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// Where a `Location` leads that answered a request for `url` on this server: another origin (no prefix) and the rest.
    pub(super) fn follow(&self, url: &str, location: &str) -> Option<(Self, String)> {
        let location = location.split('#').next().unwrap_or_default();
        if location.is_empty() || !location.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let origin = Self { prefix: String::new(), ..self.clone() };
        if location.contains("://") && !location.starts_with('/') {
            let (place, rest) = Self::split(location).ok()?;
            return Some((place, if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }));
        }
        if let Some(rest) = location.strip_prefix("//") {
            let scheme = if self.https { "https" } else { "http" };
            return origin.follow(url, &format!("{scheme}://{rest}"));
        }
        if location.starts_with('/') {
            return Some((origin, location.to_owned()));
        }
        let (_, path) = Self::split(url).ok()?;
        let path = path.split('?').next().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some((origin, format!("{folder}/{location}")))
    }

    /// This server with another prefix.
    pub(super) fn with_prefix(self, prefix: &str) -> Self {
        Self { prefix: prefix.trim_end_matches('/').to_owned(), ..self }
    }
}

impl fmt::Display for Place {
    /// The origin and the prefix, without a slash at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.prefix)
    }
}

/// The text as an error may show it: without credentials and without a fragment, which may be a key.
fn shown(text: &str) -> String {
    let text = text.split('#').next().unwrap_or_default();
    let clean: String = text.chars().filter(|character| !character.is_control()).take(200).collect();
    match (clean.find("://"), clean.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            let (head, tail) = (clean.get(..scheme + 3).unwrap_or_default(), clean.get(at..).unwrap_or_default());
            format!("{head}…{tail}")
        }
        (None, Some(at)) => format!("…{}", clean.get(at..).unwrap_or_default()),
        _ => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_in_one_form() {
        for (text, shown) in [
            ("https://paste.example.com", "https://paste.example.com"),
            ("HTTPS://Paste.Example.COM:443/", "https://paste.example.com"),
            ("http://127.0.0.1:5000/paste/", "http://127.0.0.1:5000/paste"),
            ("http://[::1]:80/a/b", "http://[::1]/a/b"),
            ("http://host:", "http://host"),
        ] {
            assert_eq!(Place::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_credentials() {
        for text in [
            "",
            "paste.example.com",
            "ftp://host",
            "https://",
            "https://:80",
            "https://host:0",
            "https://host:65536",
            "https://host:+1",
            "https://host/a?b",
            "https://host/#key",
            "https://ho st",
            "https://[zz]",
            "https://[::1]x",
            "https://hóst",
            "https://host/a b",
        ] {
            assert!(Place::parse(text).is_err(), "{text}");
        }
        let error = Place::parse("https://me:hunter2@host").unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn loopback_is_by_name_or_by_number() {
        for (text, here) in [("http://localhost:1", true), ("http://127.9.9.9", true), ("http://[::1]", true), ("http://10.0.0.1", false)] {
            assert_eq!(Place::parse(text).unwrap().is_loopback(), here, "{text}");
        }
    }

    #[test]
    fn a_location_is_absolute_or_relative() {
        let place = Place::parse("http://host:81/p").unwrap();
        let lead = |location: &str| place.follow("http://host:81/p/abc?x", location).map(|(place, rest)| place.url(&rest));
        assert_eq!(lead("https://other/x?y#z").as_deref(), Some("https://other/x?y"));
        assert_eq!(lead("https://other").as_deref(), Some("https://other/"));
        assert_eq!(lead("//other/x").as_deref(), Some("http://other/x"));
        assert_eq!(lead("/x").as_deref(), Some("http://host:81/x"));
        assert_eq!(lead("x").as_deref(), Some("http://host:81/p/x"));
        for bad in ["", "#a", "ftp://x/", "/a b", "/\r\nX: y"] {
            assert_eq!(lead(bad), None, "{bad:?}");
        }
    }
}
