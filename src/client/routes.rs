//! One method per route. Bodies and replies are those of `protocol::message`.

use std::fmt::Write as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::Client;
use super::call::Call;
use super::error::{Error, Result};
use super::progress::{Progress, Quiet};
use super::refusal;
use super::secret::Secret;
use super::solve;
use super::transport::{Body, Reply};
use crate::protocol::message::{
    About, AuditPage, BulkDeleted, CertificateList, ChallengeReply, Deleted, Lockdown, NameRequest, Paste, PasteList, PkiStatus, Token,
    TokenList, TokenRequest,
};
use crate::protocol::{Lifetime, PasteId, Route, feature, header, hex, limit};
use crate::sys::entropy::{SystemEntropy, draw};

/// A certificate or a bundle is never longer.
const CERTIFICATE_MAX: u64 = 1 << 20;

/// A paste that was stored.
#[derive(Debug)]
pub struct Made {
    /// What the server says of it.
    pub paste: Paste,
    /// Names the request in the server's log, where the server says so.
    pub request_id: Option<String>,
}

/// What is to be stored.
#[derive(Debug)]
pub struct NewPaste<'a> {
    /// The (sealed) bytes.
    pub body: Body<'a>,
    /// The media type; `None` lets the server look at the bytes.
    pub content_type: Option<&'a str>,
    /// How long it shall live; `None` for the server's default.
    pub expiry: Option<Lifetime>,
    /// Deleted by its first reading.
    pub burn: bool,
    /// Checked by the server.
    pub password: Option<&'a Secret>,
    /// The server's display name: clear text.
    pub label: Option<&'a str>,
    /// SHA-256 of the burn claim; only with `burn`.
    pub claim_hash: Option<[u8; 32]>,
    /// SHA-256 of the delete token that we keep.
    pub delete_token_hash: Option<[u8; 32]>,
}

/// What is to be changed. Absent means unchanged.
#[derive(Debug)]
pub struct Update<'a> {
    /// The new content, or [`Body::Absent`].
    pub body: Body<'a>,
    /// The new content's media type.
    pub content_type: Option<&'a str>,
    /// How long it lives from now.
    pub expiry: Option<Lifetime>,
    /// The empty one removes it.
    pub password: Option<&'a Secret>,
    /// The display name.
    pub label: Option<&'a str>,
}

/// The proof that goes with a creation, or what makes one without a proof repeatable.
#[derive(Debug)]
pub struct Proof {
    work: Option<(Secret, u64)>,
    key: Option<Secret>,
    repeatable: bool,
}

/// A certificate or bundle that was issued, and what its headers say.
#[derive(Debug)]
pub struct Issued {
    /// PEM, or PKCS#12 where the server made the key.
    pub bytes: zeroize::Zeroizing<Vec<u8>>,
    /// SHA-1, 40 hex digits.
    pub fingerprint: Option<String>,
    /// When it ends.
    pub expires: Option<u64>,
    /// 32 hex digits.
    pub serial: Option<String>,
    /// It has the admin mark.
    pub is_admin: bool,
}

/// Which rows of the listing.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Everybody's (admin).
    pub all: bool,
    /// Rows.
    pub limit: Option<u64>,
    /// Rows to skip.
    pub offset: Option<u64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Media types that begin so.
    pub kind: Option<String>,
    /// Made after, Unix seconds.
    pub after: Option<u64>,
    /// Made before, Unix seconds.
    pub before: Option<u64>,
    /// Of this account (admin, with `all`).
    pub owner: Option<String>,
}

impl Client {
    /// `GET /`
    ///
    /// # Errors
    /// Whatever can happen on the way.
    pub fn about(&self) -> Result<About> {
        self.call_json(&Call::new(Route::About).header(header::ACCEPT, header::JSON), &Quiet)
    }

    /// `GET /challenge`. A server that has no such route asks for no proof.
    ///
    /// # Errors
    /// Whatever can happen on the way.
    pub fn challenge(&self, progress: &dyn Progress) -> Result<ChallengeReply> {
        match self.call_json(&Call::new(Route::Challenge), progress) {
            Err(Error::NotFound(_)) => Ok(ChallengeReply::default()),
            other => other,
        }
    }

    /// `GET /register/challenge`
    ///
    /// # Errors
    /// Whatever can happen on the way.
    pub fn register_challenge(&self, progress: &dyn Progress) -> Result<ChallengeReply> {
        self.call_json(&Call::new(Route::RegisterChallenge), progress)
    }

    /// Solves a challenge, if it asks for anything.
    ///
    /// # Errors
    /// [`Error::Cancelled`], [`Error::Unsolvable`], [`Error::TookTooLong`], [`Error::Nonsense`].
    pub fn prove(&self, challenge: &ChallengeReply, progress: &dyn Progress) -> Result<Proof> {
        let repeatable = challenge.features.iter().any(|word| word == feature::POW_IDEMPOTENT);
        if !challenge.enabled || challenge.difficulty == 0 && challenge.token.is_none() {
            let key = if repeatable { Some(Secret::new(hex(&draw::<16>(&SystemEntropy)?))) } else { None };
            return Ok(Proof { work: None, key, repeatable });
        }
        let (Some(nonce), Some(token)) = (&challenge.nonce, &challenge.token) else {
            return Err(self.nonsense(200, None, "a challenge without nonce or token"));
        };
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(self.nonsense(200, None, "a challenge whose token no header holds"));
        }
        if challenge.difficulty > limit::POW_DIFFICULTY_MAX {
            return Err(Error::Unsolvable { difficulty: challenge.difficulty });
        }
        let search = solve::Search {
            nonce,
            difficulty: challenge.difficulty,
            threads: self.options.threads,
            time: self.transport.remaining()?,
            cancel: &self.options.cancel,
        };
        match search.run(progress) {
            Some(solution) => Ok(Proof { work: Some((Secret::new(token.clone()), solution)), key: None, repeatable }),
            None => Err(self.transport.remaining().err().unwrap_or(Error::Cancelled)),
        }
    }

    /// `POST /`. A lost answer is asked for again with the same proof where the server knows it again; a proof that came too
    /// late is made anew, once.
    ///
    /// # Errors
    /// [`Error::ContentRefused`], [`Error::AskedToWait`], [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn create(&self, paste: &NewPaste<'_>, proof: Proof, progress: &dyn Progress) -> Result<Made> {
        let (mut proof, mut renewed) = (proof, false);
        loop {
            let mut lost = false;
            let call = Call {
                repeatable: proof.repeatable,
                ..Call::new(Route::Create)
                    .body(paste.body)
                    .header(header::CONTENT_TYPE, paste.content_type.unwrap_or(header::OCTET_STREAM))
                    .header(header::ACCEPT, header::JSON)
                    .header_if(header::EXPIRY, paste.expiry.map(|lifetime| lifetime.seconds().to_string()))
                    .header_if(header::BURN, paste.burn.then_some("true"))
                    .header_if(header::PASSWORD, paste.password.map(Secret::expose))
                    .header_if(header::DISPLAY_NAME, paste.label)
                    .header_if(header::BURN_CLAIM_HASH, paste.claim_hash.map(|hash| hex(&hash)))
                    .header_if(header::DELETE_TOKEN_HASH, paste.delete_token_hash.map(|hash| hex(&hash)))
            };
            match self.create_once(&proof.attach(call), progress, &mut lost) {
                // After a lost answer a refused proof may have been spent by that very attempt: a new one could make a second paste.
                Err(Error::ProofRefused(_)) if !renewed && !lost => {
                    renewed = true;
                    proof = self.prove(&self.challenge(progress)?, progress)?;
                }
                other => return other,
            }
        }
    }

    fn create_once(&self, call: &Call<'_>, progress: &dyn Progress, lost: &mut bool) -> Result<Made> {
        let mut repeated = 0;
        loop {
            let reply = self.call_noting(call, progress, lost)?;
            let request_id = reply.header(header::REQUEST_ID).map(refusal::clean);
            match self.parse(reply).map(|paste| Made { paste, request_id }) {
                Err(Error::HalfAnswer { .. }) if call.repeatable && repeated < self.options.retries => {
                    *lost = true;
                    repeated += 1;
                }
                other => return other,
            }
        }
    }

    /// `GET /<id>`: never burns.
    ///
    /// # Errors
    /// [`Error::NotFound`] and all that can happen on the way.
    pub fn meta(&self, id: &PasteId, progress: &dyn Progress) -> Result<Paste> {
        let paste: Paste = self.call_json(&Call::new(Route::Meta(id.clone())).header(header::ACCEPT, header::JSON), progress)?;
        // A file may be called by it: it is the id that was asked for, whatever the server says (`/etc/passwd`).
        Ok(Paste { id: id.to_string(), ..paste })
    }

    /// `HEAD /<id>/raw`: whether a reader with this claim would get the bytes. For a paste that was made to try this alone: it burns nothing
    /// here, but it does on servers that take it for a reading.
    ///
    /// # Errors
    /// [`Error::NotFound`] and all that can happen on the way.
    pub fn head(&self, id: &PasteId, claim: Option<&Secret>, progress: &dyn Progress) -> Result<()> {
        let call = Call::new(Route::Raw(id.clone())).header_if(header::BURN_CLAIM, claim.map(Secret::expose));
        self.call(&Call { method: "HEAD", ..call }, progress).map(drop)
    }

    /// `PUT /<id>`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`], [`Error::Conflict`] and all that can happen on the way.
    pub fn update(&self, id: &PasteId, update: &Update<'_>, progress: &dyn Progress) -> Result<Paste> {
        let filled = !matches!(update.body, Body::Absent);
        let call = Call::new(Route::Update(id.clone()))
            .body(if filled { update.body } else { Body::Bytes(b"") })
            .header_if(header::CONTENT_TYPE, filled.then(|| update.content_type.unwrap_or(header::OCTET_STREAM)))
            .header_if(header::EXPIRY, update.expiry.map(|lifetime| lifetime.seconds().to_string()))
            .header_if(header::PASSWORD, update.password.map(Secret::expose))
            .header_if(header::DISPLAY_NAME, update.label);
        self.call_json(&call, progress)
    }

    /// `DELETE /<id>`, by identity or by the delete token (64 hex digits).
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn delete(&self, id: &PasteId, token: Option<&Secret>) -> Result<Deleted> {
        let call = Call::new(Route::Delete(id.clone())).header_if(header::DELETE_TOKEN, token.map(Secret::expose));
        self.call_json(&call, &Quiet)
    }

    /// `DELETE /<id>` by the reader that fetched a burn paste: all of it has arrived, erase it now.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the lease has ended, and all that can happen on the way.
    pub fn confirm_burn(&self, id: &PasteId, reader: &str) -> Result<Deleted> {
        self.call_json(&Call::new(Route::Delete(id.clone())).header(header::BURN_READER, reader), &Quiet)
    }

    /// `GET /pastes`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn list(&self, query: &ListQuery) -> Result<PasteList> {
        let number = |value: Option<u64>| value.map(|value| value.to_string());
        let fields = [
            ("all", query.all.then(|| "1".to_owned())),
            ("limit", number(query.limit)),
            ("offset", number(query.offset)),
            ("cursor", query.cursor.clone()),
            ("type", query.kind.clone()),
            ("after", number(query.after)),
            ("before", number(query.before)),
            ("owner", query.owner.clone()),
        ];
        self.call_json(&Call { query: question(&fields), ..Call::new(Route::List) }, &Quiet)
    }

    /// `DELETE /pastes?confirm=N`
    ///
    /// # Errors
    /// [`Error::Conflict`] with the fact `count` if there are not exactly so many.
    pub fn delete_all(&self, confirm: u64) -> Result<BulkDeleted> {
        let query = question(&[("confirm", Some(confirm.to_string()))]);
        self.call_json(&Call { query, ..Call::new(Route::DeleteAll) }, &Quiet)
    }

    /// `POST /tokens`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn token_create(&self, request: &TokenRequest) -> Result<Token> {
        self.call_json(&Call::new(Route::TokenCreate).json(&self.write(request)?), &Quiet)
    }

    /// `GET /tokens`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn token_list(&self) -> Result<TokenList> {
        self.call_json(&Call::new(Route::TokenList), &Quiet)
    }

    /// `DELETE /tokens/<id>`
    ///
    /// # Errors
    /// [`Error::NotFound`] and all that can happen on the way.
    pub fn token_revoke(&self, id: &str) -> Result<()> {
        self.call(&Call::new(Route::TokenDelete(id.to_owned())), &Quiet).map(drop)
    }

    /// `GET /audit?after=&limit=`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn audit(&self, after: Option<u64>, limit: Option<u64>) -> Result<AuditPage> {
        let query = question(&[("after", after.map(|seq| seq.to_string())), ("limit", limit.map(|rows| rows.to_string()))]);
        self.call_json(&Call { query, ..Call::new(Route::Audit) }, &Quiet)
    }

    /// `POST /lockdown`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn lockdown(&self, on: bool) -> Result<Lockdown> {
        self.call_json(&Call::new(Route::Lockdown).json(&self.write(&Lockdown { on })?), &Quiet)
    }

    /// `GET /pki`
    ///
    /// # Errors
    /// Whatever can happen on the way.
    pub fn pki(&self) -> Result<PkiStatus> {
        self.call_json(&Call::new(Route::Pki), &Quiet)
    }

    /// `GET /pki/ca.crt`: PEM.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no authority, and all that can happen on the way.
    pub fn pki_download(&self) -> Result<Vec<u8>> {
        let reply = self.call(&Call::new(Route::PkiDownload), &Quiet)?;
        self.whole(reply, CERTIFICATE_MAX)
    }

    /// `POST /pki/issue`: PKCS#12.
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn pki_issue(&self, name: &str) -> Result<Issued> {
        let body = self.write(&NameRequest { common_name: Some(name.to_owned()) })?;
        let reply = self.call(&Call::new(Route::PkiIssue).json(&body), &Quiet)?;
        self.issued(reply)
    }

    /// `GET /pki/certs`
    ///
    /// # Errors
    /// [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn pki_certificates(&self) -> Result<CertificateList> {
        self.call_json(&Call::new(Route::PkiCertificates), &Quiet)
    }

    /// `POST /pki/revoke/<serial>`
    ///
    /// # Errors
    /// [`Error::NotFound`] and all that can happen on the way.
    pub fn pki_revoke(&self, serial: &str) -> Result<()> {
        self.call(&Call::new(Route::PkiRevoke(serial.to_owned())).body(Body::Bytes(b"")), &Quiet).map(drop)
    }

    /// `POST /csr`: a PEM request becomes a PEM certificate; the key stays here.
    ///
    /// # Errors
    /// [`Error::ProofRefused`], [`Error::BadRequest`] and all that can happen on the way.
    pub fn csr(&self, pem: &[u8], proof: &Proof, setup_code: Option<&Secret>, progress: &dyn Progress) -> Result<Issued> {
        let call = Call::new(Route::Csr)
            .body(Body::Bytes(pem))
            .header(header::CONTENT_TYPE, header::PEM)
            .header_if(header::SETUP_CODE, setup_code.map(Secret::expose));
        let reply = self.call(&proof.attach(call), progress)?;
        self.issued(reply)
    }

    /// `POST /register`: the server makes key and certificate and answers PKCS#12.
    ///
    /// # Errors
    /// [`Error::ProofRefused`], [`Error::NotAuthorised`] and all that can happen on the way.
    pub fn register(&self, name: &str, proof: &Proof, setup_code: Option<&Secret>, progress: &dyn Progress) -> Result<Issued> {
        let body = self.write(&NameRequest { common_name: Some(name.to_owned()) })?;
        let call = Call::new(Route::Register).json(&body).header_if(header::SETUP_CODE, setup_code.map(Secret::expose));
        let reply = self.call(&proof.attach(call), progress)?;
        self.issued(reply)
    }

    fn issued(&self, reply: Reply) -> Result<Issued> {
        let text = |name: &str| reply.header(name).map(super::refusal::clean);
        let (fingerprint, serial) = (text(header::FINGERPRINT_SHA1), text(header::CERTIFICATE_SERIAL));
        let expires = text(header::CERTIFICATE_EXPIRES).and_then(|seconds| seconds.parse().ok());
        let is_admin = text(header::IS_ADMIN).as_deref() == Some("1");
        let bytes = zeroize::Zeroizing::new(self.whole(reply, CERTIFICATE_MAX)?);
        Ok(Issued { bytes, fingerprint, expires, serial, is_admin })
    }

    fn write(&self, message: &impl Serialize) -> Result<Vec<u8>> {
        // A message of strings and numbers always serializes; the error type is serde's for stranger things.
        serde_json::to_vec(message).map_err(|error| self.nonsense(0, None, &error.to_string()))
    }
}

impl Proof {
    /// Puts the proof on a call.
    fn attach<'a>(&self, call: Call<'a>) -> Call<'a> {
        let call = match &self.work {
            Some((token, solution)) => call.header(header::POW_TOKEN, token.expose()).header(header::POW_SOLUTION, solution.to_string()),
            None => call,
        };
        call.header_if(header::IDEMPOTENCY_KEY, self.key.as_ref().map(Secret::expose))
    }
}

/// `?name=value&…`, percent-encoded; empty where no field has a value.
fn question(fields: &[(&str, Option<String>)]) -> String {
    let mut query = String::new();
    for (name, value) in fields {
        if let Some(value) = value {
            let mark = if query.is_empty() { '?' } else { '&' };
            let _ = write!(query, "{mark}{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        }
    }
    query
}
