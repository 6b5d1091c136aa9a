//! Seals, proves and sends one paste, and remembers it before anybody is told.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::input::Content;
use super::limits::Limits;
use super::seal::{Sealing, media_type};
use crate::cli::args::Upload;
use crate::cli::error::{Error, Result};
use crate::cli::talk::Talk;
use crate::cli::watch::Watch;
use crate::client::{self, Body, Client, Made, NewPaste, Secret};
use crate::container::Link;
use crate::protocol::message::{ChallengeReply, Paste};
use crate::protocol::{ErrorCode, PasteId, feature, hex};
use crate::sys::entropy::{SystemEntropy, draw};

/// What was asked for once, for all pastes of this run.
#[derive(Default)]
pub struct Secrets {
    /// Checked by the server.
    pub password: Option<Secret>,
    /// Part of the key.
    pub passphrase: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

/// A paste that is on the server.
pub struct Created {
    /// What the server says of it.
    pub paste: Paste,
    /// Its name.
    pub id: PasteId,
    /// The link to share, with its key.
    pub link: Zeroizing<String>,
    /// Where its bytes are.
    pub raw_url: String,
    /// The key, unless it is not sealed.
    pub key: Option<Zeroizing<String>>,
    /// Deletes it without an identity, where the server knows how: 64 hex digits.
    pub delete_token: Option<Zeroizing<String>>,
    /// Bytes before sealing.
    pub size: u64,
    /// The media type inside.
    pub media_type: Option<String>,
    /// The name inside.
    pub name: Option<String>,
    /// Who has it.
    pub server: String,
    /// Names the request in the server's log.
    pub request_id: Option<String>,
}

/// Seals, proves and sends.
///
/// # Errors
/// Whatever happens on the way; nothing is on the server then, as far as can be known.
pub fn create(client: &Client, upload: &Upload, secrets: &Secrets, content: Content, talk: &mut Talk) -> Result<Created> {
    let watch = Watch::new(talk);
    let challenge = client.challenge(&watch)?;
    let has = |name: &str| challenge.features.iter().any(|known| known == name);
    let v1 = upload.compat || !has(feature::CONTAINER2);
    if v1 && !upload.no_encrypt && secrets.passphrase.is_some() {
        return Err(Error::usage(
            "this server stores only the old format, which holds no passphrase",
            "--password, which the server checks, instead of --passphrase",
        ));
    }
    let claim = upload.burn && has(feature::BURN_CLAIM);
    if upload.burn && !has(feature::BURN_CLAIM) {
        talk.warn("this server cannot tell a reader from a preview: whatever fetches the paste first deletes it");
    }
    let name = name(upload, &content);
    let media_type = media_type(upload.media_type.as_deref(), &content.bytes);
    let size = content.bytes.len() as u64;
    let sealing = Sealing {
        plain: upload.no_encrypt,
        v1,
        no_compress: upload.no_compress,
        claim,
        name: name.as_deref(),
        media_type: upload.media_type.as_deref(),
        passphrase: secrets.passphrase.as_ref().map(|text| text.as_str()),
    };
    let (sealed, proof) = seal_and_prove(client, &challenge, &sealing, content.bytes, &watch)?;
    watch.clear();
    let token = if has(feature::DELETE_TOKEN) { Some(draw::<32>(&SystemEntropy).map_err(client::Error::from)?) } else { None };
    let new = NewPaste {
        body: Body::Bytes(&sealed.body),
        content_type: if upload.no_encrypt { upload.media_type.as_deref() } else { None },
        expiry: upload.expiry,
        burn: upload.burn,
        password: secrets.password.as_ref(),
        label: upload.label.as_deref(),
        claim_hash: sealed.claim_hash,
        delete_token_hash: token.map(|token| Sha256::digest(token).into()),
    };
    let answer = client.create(&new, proof, &watch);
    watch.clear();
    let Made { mut paste, request_id } = answer.map_err(|why| refused(client, &content.shown, sealed.body.len() as u64, why))?;
    let server = client.server().to_string();
    let id: PasteId = paste.id.parse().map_err(|_| Error::from(nonsense(&server)))?;
    let theirs = paste.delete_token.take().map(Zeroizing::new);
    Ok(Created {
        link: Link::url(&server, &id, sealed.key.as_ref()),
        raw_url: format!("{server}/{id}/raw"),
        key: sealed.key.as_ref().map(crate::container::ContentKey::text),
        delete_token: token.map(|token| Zeroizing::new(hex(&token))).or(theirs),
        size,
        media_type,
        name,
        server,
        id,
        paste,
        request_id,
    })
}

/// Seals on this thread while others search for the proof.
fn seal_and_prove(
    client: &Client,
    challenge: &ChallengeReply,
    sealing: &Sealing<'_>,
    content: Vec<u8>,
    watch: &Watch,
) -> Result<(super::seal::Sealed, client::Proof)> {
    if !challenge.enabled {
        return Ok((sealing.seal(content, None)?, client.prove(challenge, watch)?));
    }
    std::thread::scope(|scope| {
        let proof = scope.spawn(|| client.prove(challenge, watch));
        let sealed = sealing.seal(content, None);
        let proof = proof.join().unwrap_or(Err(client::Error::Cancelled));
        Ok((sealed?, proof?))
    })
}

/// The name that goes inside: as typed, or the file's own, unless it shall be left out.
fn name(upload: &Upload, content: &Content) -> Option<String> {
    if upload.no_name { None } else { upload.name.clone().or_else(|| content.name.clone()) }
}

/// A refusal for size is told with the sizes.
fn refused(client: &Client, shown: &str, sealed: u64, why: client::Error) -> Error {
    match why.refusal() {
        Some(refusal) if refusal.status == 413 || refusal.is(ErrorCode::TooLarge) => {
            let (limits, limit) = (Limits::new(Some(client)), refusal.number("limit"));
            let larger = Limits::larger(sealed, limit.or_else(|| limits.most()));
            limits.too_large(format!("{shown} is {larger} as it is sent"), limit)
        }
        _ => why.into(),
    }
}

fn nonsense(server: &str) -> client::Error {
    client::Error::Nonsense { server: server.to_owned(), what: "a paste without an id".to_owned(), status: 201, request_id: None }
}
