//! Fetches a paste and opens it. A burn paste that cannot be opened or written is kept as it came, so that nothing is lost.

use std::io::Read as _;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::error::{Error, Result, plain};
use super::secrets;
use super::settings::Settings;
use super::size::Size;
use super::talk::Talk;
use super::watch::Watch;
use crate::client::{self, Client, Download, Fetch, Secret};
use crate::container::{self, BurnClaim, ContentKey, Note, OpenError, layout};
use crate::protocol::message::Paste;
use crate::protocol::{PasteId, hex};
use crate::sys::entropy::{SystemEntropy, draw};
use crate::sys::files;

/// How often a person may try a password or passphrase.
const TRIES: u32 = 3;

/// What is wanted, and all that may be needed to get it.
pub struct Wanted<'a> {
    /// Who has it.
    pub client: &'a Client,
    /// Its name.
    pub id: &'a PasteId,
    /// Opens it.
    pub key: Option<&'a ContentKey>,
    /// What the server says of it.
    pub meta: &'a Paste,
    /// Checked by the server.
    pub password: Option<Secret>,
    /// Part of the key.
    pub passphrase: Option<Zeroizing<String>>,
    /// Unpacked bytes, at most.
    pub max_size: u64,
    /// Leave it sealed.
    pub no_decrypt: bool,
}

/// A paste that is here.
pub struct Received {
    /// The content, opened if it was sealed.
    pub content: Vec<u8>,
    /// What stood sealed in front of it.
    pub note: Note,
    /// It was sealed.
    pub encrypted: bool,
    /// The media type the server has.
    pub stored_type: Option<String>,
    /// What holds the bytes of a burn paste until its content is written.
    pub leased: Option<Leased>,
}

/// A burn paste that was fetched: gone from the server, or about to be.
pub struct Leased {
    id: PasteId,
    bytes: Vec<u8>,
    /// A key is needed to open them.
    encrypted: bool,
    /// The reader to confirm with, where the server gave a lease.
    reader: Option<String>,
}

impl Wanted<'_> {
    /// Fetches and opens it.
    ///
    /// # Errors
    /// Whatever happens on the way. Nothing of the content is released then.
    pub fn receive(mut self, settings: &Settings, talk: &mut Talk) -> Result<Received> {
        let watch = Watch::new(talk);
        let burns = self.meta.burn_after_read;
        self.refuse_too_large()?;
        let reader = if burns { Some(hex(&draw::<16>(&SystemEntropy).map_err(client::Error::from)?)) } else { None };
        let claim = self.key.filter(|_| burns && self.meta.claim_required).map(|key| Secret::new(BurnClaim::of(key).text().as_str()));
        let mut broken = 0;
        let (sealed, stored_type, lease) = loop {
            let download = self.fetch(claim.as_ref(), reader.as_deref(), &watch, talk)?;
            let (stored_type, lease) = (download.content_type.clone(), download.lease);
            let sealed = whole(download, self.client, &watch);
            watch.clear();
            match sealed {
                Ok(sealed) => break (sealed, stored_type, lease),
                // Half of it came: nothing is lost where it does not burn, or where a lease lets the same reader fetch again.
                Err(why @ (client::Error::HalfAnswer { .. } | client::Error::Stalled { .. }))
                    if broken < settings.retries && (!burns || lease.is_some()) =>
                {
                    broken += 1;
                    talk.note(format!("fpaste: {why}; fetching it again"));
                }
                Err(why) => return Err(Error::about(self.id, why)),
            }
        };
        let looks_sealed = sealed.starts_with(layout::MAGIC);
        let encrypted = self.key.is_some() || looks_sealed;
        let hold = |bytes: Vec<u8>| {
            burns.then(|| Leased { id: self.id.clone(), bytes, encrypted, reader: reader.clone().filter(|_| lease.is_some()) })
        };
        if self.no_decrypt || (self.key.is_none() && !looks_sealed) {
            let copy = if burns { sealed.clone() } else { Vec::new() };
            return Ok(Received { content: sealed, note: Note::default(), encrypted: false, stored_type, leased: hold(copy) });
        }
        let Some(key) = self.key else {
            let error = Error::NoKey {
                what: "this paste is encrypted and the link has no '#key'".to_owned(),
                hint: Some("--key-file FILE, or --no-decrypt for the sealed bytes".to_owned()),
            };
            return Err(kept(hold(sealed), error, settings, talk));
        };
        match open(&sealed, key, self.passphrase.take(), self.max_size, talk) {
            Ok(opened) => {
                let leased = hold(sealed);
                Ok(Received { content: opened.content, note: opened.note, encrypted: true, stored_type, leased })
            }
            Err(error) => Err(kept(hold(sealed), error, settings, talk)),
        }
    }

    /// What is larger than is wanted is not fetched: a burn paste would be gone.
    fn refuse_too_large(&self) -> Result<()> {
        if self.meta.size <= self.most_stored() {
            return Ok(());
        }
        Err(Error::TooLarge {
            what: format!("paste {} is {}", self.id, Size(self.meta.size)),
            limit: format!("{} is the most that is wanted", Size(self.max_size)),
            hint: Some("--max-size SIZE".to_owned()),
        })
    }

    /// Bytes on the server, at most: what is sealed has a note in front of its content (64 KiB at most) and a tag on each segment.
    fn most_stored(&self) -> u64 {
        let sealed = self.key.is_some() && !self.no_decrypt;
        if sealed { self.max_size.saturating_add(self.max_size / 1000 + (128 << 10)) } else { self.max_size }
    }

    /// Asks for the bytes, and for the password if the server wants one and there is somebody to ask. Neither a missing
    /// nor a wrong password burns.
    fn fetch(&mut self, claim: Option<&Secret>, reader: Option<&str>, watch: &Watch, talk: &mut Talk) -> Result<Download> {
        if self.meta.password_protected && self.password.is_none() && talk.can_ask() {
            self.password = Some(secrets::ask_password(false, talk)?);
        }
        let mut tries = 1;
        loop {
            let fetch = Fetch {
                password: self.password.as_ref(),
                claim,
                reader,
                max_size: Some(self.most_stored()),
                burns: self.meta.burn_after_read,
            };
            match self.client.raw(self.id, &fetch, watch) {
                Err(client::Error::PasswordRequired(_) | client::Error::PasswordWrong(_)) if talk.can_ask() && tries < TRIES => {
                    if self.password.is_some() {
                        talk.warn("wrong password");
                    }
                    tries += 1;
                    self.password = Some(secrets::ask_password(false, talk)?);
                }
                other => return other.map_err(|why| Error::about(self.id, why)),
            }
        }
    }
}

/// Opens sealed bytes; asks for a passphrase where one is needed and there is somebody to ask.
///
/// # Errors
/// They do not open.
pub fn open(
    sealed: &[u8],
    key: &ContentKey,
    passphrase: Option<Zeroizing<String>>,
    max_size: u64,
    talk: &mut Talk,
) -> Result<container::Opened> {
    let (mut passphrase, mut tries) = (passphrase, 0);
    loop {
        match container::open(sealed, key, passphrase.as_ref().map(|text| text.as_str()), max_size) {
            Err(OpenError::PassphraseNeeded) if talk.can_ask() => {}
            Err(why @ OpenError::NotAuthentic { with_passphrase: true, .. }) if talk.can_ask() && tries < TRIES => {
                talk.warn(why.to_string());
            }
            Ok(opened) if opened.content.len() as u64 > max_size => return Err(Error::NotOpened(OpenError::TooLarge { limit: max_size })),
            other => return other.map_err(Error::NotOpened),
        }
        tries += 1;
        passphrase = Some(secrets::ask_passphrase(false, talk)?);
    }
}

fn whole(download: Download, client: &Client, watch: &Watch) -> client::Result<Vec<u8>> {
    let (total, mut download) = (download.length, download);
    // The announced length is the server's word: no more than a little of it is reserved on trust.
    let mut bytes = Vec::with_capacity(usize::try_from(total.unwrap_or(0).min(64 << 20)).unwrap_or(0));
    loop {
        match download.by_ref().take(256 * 1024).read_to_end(&mut bytes) {
            Ok(0) => return Ok(bytes),
            Ok(_) => watch.fetched(bytes.len() as u64, total),
            Err(why) => return Err(client::Error::from_read(why, &client.server().origin())),
        }
    }
}

/// Keeps what cannot be fetched again, and tells where.
fn kept(leased: Option<Leased>, error: Error, settings: &Settings, talk: &mut Talk) -> Error {
    if let Some(leased) = leased {
        leased.keep(settings, talk);
    }
    error
}

impl Leased {
    /// The content is written: the server may erase the paste now. Where that cannot be said, the lease ends by itself.
    pub fn confirm(self, client: &Client, talk: &mut Talk) {
        if let Some(reader) = &self.reader
            && let Err(why) = client.confirm_burn(&self.id, reader)
        {
            talk.detail(format!("not confirmed, the lease ends by itself: {why}"));
        }
    }

    /// The content is not written: keeps the bytes as they came where only their owner can read them.
    pub fn keep(self, settings: &Settings, talk: &mut Talk) {
        let what = if self.encrypted { "its sealed bytes" } else { "its bytes" };
        let question = format!("this paste can be read only once; keep {what}, to try again?");
        let wanted = !talk.can_ask() || talk.confirm(&question, "--yes").unwrap_or(true);
        if !wanted {
            return;
        }
        match self.save(settings) {
            Ok(path) if self.encrypted => {
                talk.warn(format!("the paste is gone from the server; {what} are kept: fpaste open '{}' --key-file FILE", path.display()));
            }
            Ok(path) => talk.warn(format!("the paste is gone from the server; {what} are kept: '{}'", path.display())),
            Err(why) => talk.warn(format!("the paste is gone from the server, and {what} could not be kept: {}", plain(&why))),
        }
    }

    fn save(&self, settings: &Settings) -> std::io::Result<PathBuf> {
        let folder = settings.paths.state_folder.join("kept");
        files::private_directory(&folder)?;
        let path = folder.join(format!("{}.{}", self.id, if self.encrypted { "sealed" } else { "paste" }));
        files::replace(&path, &self.bytes, 0o600)?;
        Ok(path)
    }
}
