//! Takes a paste's body in, for its creation and for its update: who may write, how much, how often, and what it must look like.
//!
//! The order is the protocol's, cheapest first: lockdown, quota, rate, size by its head; then the body; then what is in it.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::PoisonError;

use crate::protocol::message::CreateJson;
use crate::protocol::{ErrorCode, header};
use crate::server::answer::Failure;
use crate::server::call::Call;
use crate::server::content::multipart::{self, MultipartError};
use crate::server::content::{entropy, media};
use crate::server::input;
use crate::server::request::{BodyError, Length, Request};
use crate::server::spool::{Spool, SpoolWriter, is_out_of_room};
use crate::server::store::Quota;
use crate::server::throttle::{QuotaRules, RateFacts, Reservation};

const FORM: &str = "multipart/form-data";

/// The right to send a body. While it lives its bytes are reserved: keep it until the paste is written.
#[derive(Debug)]
pub struct Intake {
    /// Where the caller's network stands; `None` where no rate limit holds.
    pub rate: Option<RateFacts>,
    limit: u64,
    reservation: Reservation,
}

/// A body, taken out of what it was wrapped in.
#[derive(Debug)]
pub struct Content {
    /// The paste's bytes.
    pub body: Spool,
    /// The media type to keep.
    pub mime_type: String,
    /// What the request said the type is, where that matters for "the same request".
    pub said: String,
}

impl Intake {
    /// Asks for the right to send a body: lockdown, quota, rate, size.
    ///
    /// # Errors
    /// `unavailable`, `storage_full`, `rate_limited`, `too_large`, or the store's own.
    pub fn begin(call: &Call<'_>, request: &Request<'_>) -> Result<Self, Failure> {
        Self::asked(call, request, call.settings.quota, Call::count_rate)
    }

    /// Asks for the right to send a body again that made its paste before: it counts neither in the rate nor in a quota.
    ///
    /// # Errors
    /// `unavailable`, `storage_full`, `too_large`, or the store's own.
    pub fn repeat(call: &Call<'_>, request: &Request<'_>) -> Result<Self, Failure> {
        let rules = QuotaRules { disk_floor: call.settings.quota.disk_floor, ..QuotaRules::default() };
        Self::asked(call, request, rules, |call| Ok(call.rate()))
    }

    fn asked<'c>(
        call: &Call<'c>,
        request: &Request<'_>,
        rules: QuotaRules,
        rate: impl FnOnce(&Call<'c>) -> Result<Option<RateFacts>, Failure>,
    ) -> Result<Self, Failure> {
        call.require_open()?;
        let limit = call.settings.max_size(call.caller.level);
        let length = match request.body.length() {
            Length::None => 0,
            Length::Known(length) => length,
            Length::Unknown => limit,
        };
        // What is too large is refused for that, not for the quota it would not fit.
        let reservation = call.app.throttles.quotas.reserve(call.caller.holder(), length.min(limit), rules, &*call.app.store, call.now)?;
        let rate = rate(call)?;
        let form = input::media_type(request).is_ok_and(|kind| kind == FORM);
        if length > limit.saturating_add(if form { multipart::OVERHEAD } else { 0 }) {
            return Err(Failure::too_large(limit));
        }
        Ok(Self { rate, limit, reservation })
    }

    /// Reads the body and takes the paste out of it: raw, JSON, or one field of a form.
    ///
    /// # Errors
    /// `too_large`, `request_timeout`, `invalid_json`, `bad_request`, `unavailable`, `internal`.
    pub fn read(&mut self, call: &Call<'_>, request: &mut Request<'_>) -> Result<Content, Failure> {
        let said = input::text(request, header::CONTENT_TYPE)?.unwrap_or("").to_owned();
        let kind = input::media_type(request)?;
        let allowance = self.limit.saturating_add(if kind == FORM { multipart::OVERHEAD } else { 0 });
        let came = request.body.spool(allowance).map_err(|error| Failure::from_body(&error, self.limit))?;
        let (body, said) = match kind.as_str() {
            header::JSON => (from_json(call, &came)?, header::TEXT.to_owned()),
            FORM => from_form(call, &said, &came)?,
            _ => (came, said),
        };
        if body.len() > self.limit {
            return Err(Failure::too_large(self.limit));
        }
        self.reservation.shrink(body.len());
        let mime_type = media::of(&said, &body).map_err(Failure::internal)?;
        Ok(Content { body, mime_type, said })
    }
}

impl Content {
    /// Refuses what this server does not store: nothing, too little, or what looks unencrypted where that is asked.
    ///
    /// # Errors
    /// `empty_body`, `too_small`, `low_entropy`.
    pub fn check(&self, call: &Call<'_>) -> Result<(), Failure> {
        let (size, settings) = (self.body.len(), &call.settings);
        if size == 0 {
            return Err(Failure::new(ErrorCode::EmptyBody, "there is nothing to store"));
        }
        if size < settings.min_size {
            let sentence = format!("this server stores nothing smaller than {} bytes", settings.min_size);
            return Err(Failure::new(ErrorCode::TooSmall, sentence).fact("size", size).fact("min_size", settings.min_size));
        }
        if settings.min_entropy > 0.0 && size >= settings.min_entropy_size {
            let bits = entropy::bits_per_byte(self.body.reader()).map_err(Failure::internal)?;
            if bits < settings.min_entropy {
                return Err(Failure::new(ErrorCode::LowEntropy, "this server stores only encrypted pastes, and this looks like none")
                    .fact("entropy", entropy::two_decimals(bits))
                    .fact("min_entropy", entropy::two_decimals(settings.min_entropy))
                    .fact("hint", "encrypt it before you send it; fpaste does that by itself"));
            }
        }
        Ok(())
    }
}

/// The byte quotas that a body counts in, and the ceiling of the whole database, for the store to decide in its transaction.
pub fn quotas(call: &Call<'_>) -> (Vec<Quota>, Option<u64>) {
    let rules = call.settings.quota;
    (call.caller.holder().quota(rules, call.now).into_iter().collect(), (rules.total > 0).then_some(rules.total))
}

fn from_json(call: &Call<'_>, came: &Spool) -> Result<Spool, Failure> {
    // A body in memory is not in anyone's budget: one at a time bounds what all of them hold.
    let _turn = call.app.json_turn.lock().unwrap_or_else(PoisonError::into_inner);
    let wrong = || Failure::new(ErrorCode::InvalidJson, "the body must be JSON with a string \"content\"");
    // serde would take an array for a struct, field by field.
    let mut bytes = io::BufReader::new(came.reader()).bytes();
    let first = bytes.find(|byte| !matches!(byte, Ok(b' ' | b'\t' | b'\r' | b'\n'))).transpose().map_err(Failure::internal)?;
    if first != Some(b'{') {
        return Err(wrong());
    }
    let parsed: Result<CreateJson, _> = serde_json::from_reader(io::BufReader::new(came.reader()));
    let message = parsed.map_err(|error| if error.is_io() { Failure::internal(error) } else { wrong() })?;
    copy(call, message.content.as_bytes())
}

fn from_form(call: &Call<'_>, content_type: &str, came: &Spool) -> Result<(Spool, String), Failure> {
    let part = multipart::only_part(content_type, came.reader()).map_err(|error| match error {
        MultipartError::Io(error) => Failure::internal(error),
        other => Failure::new(ErrorCode::BadRequest, other.to_string()),
    })?;
    let mut reader = came.reader();
    reader.seek(SeekFrom::Start(part.range.start)).map_err(Failure::internal)?;
    Ok((copy(call, reader.take(part.range.end - part.range.start))?, part.media_type))
}

fn copy(call: &Call<'_>, mut from: impl io::Read) -> Result<Spool, Failure> {
    let mut writer = SpoolWriter::new(&call.app.budget);
    io::copy(&mut from, &mut writer).map_err(|error| match error.kind() {
        _ if is_out_of_room(&error) => Failure::from_body(&BodyError::NoRoom, 0),
        io::ErrorKind::StorageFull => Failure::from_body(&BodyError::DiskFull, 0),
        _ => Failure::internal(error),
    })?;
    Ok(writer.finish())
}
