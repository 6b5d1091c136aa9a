//! What the server takes, asked for only when a paste is large enough to matter.

use std::cell::OnceCell;

use crate::cli::error::Error;
use crate::cli::size::Size;
use crate::client::Client;
use crate::protocol::message::{About, ByLevel};

/// Below this nobody asks: the server says no by itself, and cheaply.
pub const ASKED_FROM: u64 = 1 << 20;

/// The server's limits, fetched at most once.
pub struct Limits<'a> {
    client: Option<&'a Client>,
    about: OnceCell<Option<About>>,
}

impl<'a> Limits<'a> {
    /// The limits of the server this client talks to; none without a client.
    pub fn new(client: Option<&'a Client>) -> Self {
        Self { client, about: OnceCell::new() }
    }

    fn about(&self) -> Option<&About> {
        // A server that does not say is no error: it will say no if it means no.
        self.about.get_or_init(|| self.client.and_then(|client| client.about().ok())).as_ref()
    }

    /// The most bytes it takes from us, if it says.
    pub fn most(&self) -> Option<u64> {
        let about = self.about()?;
        let sizes = about.limits.as_ref()?.max_size;
        Some(of_level(&sizes, level(about)))
    }

    /// How much larger something is, where both would read the same: `1 byte more than 3 MiB`; else its size.
    pub fn larger(size: u64, most: Option<u64>) -> String {
        match most.filter(|most| size > *most && Size(*most).to_string() == Size(size).to_string()) {
            Some(most) => format!("{} more than {}", Size(size - most), Size(most)),
            None => Size(size).to_string(),
        }
    }

    /// The error that something is larger than the server takes; `most` if a refusal named the number.
    pub fn too_large(&self, what: String, most: Option<u64>) -> Error {
        let sizes = self.about().and_then(|about| Some((about.limits.as_ref()?.max_size, level(about))));
        let (limit, hint) = match sizes {
            Some((sizes, level)) => words(&sizes, level),
            None => (most.map_or_else(|| "this server takes less".to_owned(), |most| format!("this server takes {}", Size(most))), None),
        };
        Error::TooLarge { what, limit, hint }
    }
}

fn level(about: &About) -> &str {
    about.caller.as_ref().map_or("anonymous", |caller| caller.level.as_str())
}

/// What a server gives somebody of this level; to a level that is unknown here, what it gives to strangers.
pub fn of_level(values: &ByLevel, level: &str) -> u64 {
    match level {
        "admin" => values.admin,
        "trusted" => values.trusted,
        "untrusted" => values.untrusted,
        _ => values.anonymous,
    }
}

/// What the limit is in words, and what would raise it.
fn words(sizes: &ByLevel, level: &str) -> (String, Option<String>) {
    let mine = of_level(sizes, level);
    if !matches!(level, "untrusted" | "trusted" | "admin") && sizes.trusted > mine {
        let words = format!("this server takes {} from anonymous users, {} with a certificate", Size(mine), Size(sizes.trusted));
        return (words, Some("fpaste register --configure".to_owned()));
    }
    (format!("this server takes {}", Size(mine)), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_learns_what_a_certificate_would_bring() {
        let sizes = ByLevel { anonymous: 3 << 20, untrusted: 50 << 20, trusted: 50 << 20, admin: 50 << 20 };
        let (limit, hint) = words(&sizes, "anonymous");
        assert_eq!(limit, "this server takes 3 MiB from anonymous users, 50 MiB with a certificate");
        assert_eq!(hint.as_deref(), Some("fpaste register --configure"));
        assert_eq!(Limits::larger((3 << 20) + 1, Some(3 << 20)), "1 byte more than 3 MiB");
        assert_eq!(Limits::larger(5 << 20, Some(3 << 20)), "5 MiB");
        assert_eq!(words(&sizes, "trusted"), ("this server takes 50 MiB".to_owned(), None));
    }
}
