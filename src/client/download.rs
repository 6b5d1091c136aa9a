//! `GET /<id>/raw`: the paste's bytes as a reader, with a cap, and never half of them in silence.

use std::io::{self, Read};

use super::Client;
use super::call::Call;
use super::error::{Error, Result};
use super::progress::Progress;
use super::secret::Secret;
use crate::protocol::{PasteId, Route, header};

/// What goes with the request for a paste's bytes.
#[derive(Debug, Default)]
pub struct Fetch<'a> {
    /// The password that the server checks.
    pub password: Option<&'a Secret>,
    /// The burn claim, 64 hex digits.
    pub claim: Option<&'a Secret>,
    /// 32 hex digits of our own: with it a burn paste may be fetched again for a while, and is erased by
    /// [`Client::confirm_burn`].
    pub reader: Option<&'a str>,
    /// Refuse more bytes than this.
    pub max_size: Option<u64>,
    /// The paste is deleted by reading it: a lost answer is fetched again only under a `reader` on a server with leases.
    pub burns: bool,
}

/// A paste's bytes on their way. Reading past the cap, or an end that comes too early, is an error: see [`Error::from_read`].
pub struct Download {
    /// How many bytes will come, if the server says so.
    pub length: Option<u64>,
    /// The stored media type as it was sent.
    pub content_type: Option<String>,
    /// Seconds for which the same reader may fetch a burn paste again.
    pub lease: Option<u64>,
    server: String,
    limit: u64,
    read: u64,
    body: Box<dyn Read + Send>,
}

impl Client {
    /// The bytes of a paste. Never a HEAD before it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::PasswordRequired`], [`Error::PasswordWrong`], [`Error::Claim`] and all that can happen on the way.
    pub fn raw(&self, id: &PasteId, fetch: &Fetch<'_>, progress: &dyn Progress) -> Result<Download> {
        let mut call = Call::new(Route::Raw(id.clone()))
            .header_if(header::PASSWORD, fetch.password.map(Secret::expose))
            .header_if(header::BURN_CLAIM, fetch.claim.map(Secret::expose))
            .header_if(header::BURN_READER, fetch.reader);
        call.repeatable = !fetch.burns || fetch.reader.is_some();
        let reply = self.call(&call, progress)?;
        let limit = fetch.max_size.unwrap_or(u64::MAX);
        let length = reply.length();
        if length.is_some_and(|length| length > limit) {
            return Err(Error::AnswerTooLarge { limit, size: length });
        }
        Ok(Download {
            length,
            content_type: reply.header(header::CONTENT_TYPE).map(str::to_owned),
            lease: reply.header(header::BURN_LEASE).and_then(|text| text.parse().ok()),
            server: self.options.server.origin(),
            limit,
            read: 0,
            body: Box::new(reply.into_reader()),
        })
    }
}

impl Download {
    /// All of it.
    ///
    /// # Errors
    /// [`Error::HalfAnswer`], [`Error::AnswerTooLarge`], [`Error::Stalled`], [`Error::TookTooLong`].
    pub fn whole(mut self) -> Result<Vec<u8>> {
        // The announced length is the server's word: reserve no more than a little of it on trust.
        let likely = self.length.unwrap_or(0).min(1 << 26);
        let mut bytes = Vec::with_capacity(usize::try_from(likely).unwrap_or(0));
        match self.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Error::from_read(error, &self.server)),
        }
    }
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.body.read(buffer)?;
        self.read += count as u64;
        if self.read > self.limit {
            return Err(Error::AnswerTooLarge { limit: self.limit, size: None }.into());
        }
        Ok(count)
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download").field("length", &self.length).field("lease", &self.lease).finish_non_exhaustive()
    }
}
