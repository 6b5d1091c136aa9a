//! What a certificate says of itself. Nothing here is trusted for having been said.

use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::time::ASN1Time;

use super::{PkiError, Result};
use crate::protocol::hex;

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The subject's common name, if it has one that is text.
    pub common_name: Option<String>,
    /// The issuer, for people: `CN=…, O=…`.
    pub issuer: String,
    /// Lower-case hex, at least 32 digits.
    pub serial: String,
    /// From when on it counts, Unix seconds.
    pub not_before: u64,
    /// Until when it counts, Unix seconds.
    pub not_after: u64,
    /// It says it is an authority.
    pub is_ca: bool,
    /// It says it is for clients, or does not say what for.
    pub for_clients: bool,
    /// It says it is for servers, or does not say what for.
    pub for_servers: bool,
}

impl Facts {
    /// Reads a certificate's DER.
    ///
    /// # Errors
    /// [`PkiError::CertificateMalformed`].
    pub fn of(der: &[u8]) -> Result<Self> {
        let certificate = parse(der)?;
        let constraints = certificate.basic_constraints().map_err(|_| PkiError::CertificateMalformed)?;
        let usage = certificate.extended_key_usage().map_err(|_| PkiError::CertificateMalformed)?;
        let common_name = certificate.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
        let serial = certificate.raw_serial();
        let digits = hex(serial.strip_prefix(&[0]).unwrap_or(serial));
        Ok(Self {
            common_name: common_name.map(str::to_owned),
            issuer: certificate.issuer().to_string(),
            serial: format!("{digits:0>32}"),
            not_before: unix(certificate.validity().not_before),
            not_after: unix(certificate.validity().not_after),
            is_ca: constraints.is_some_and(|found| found.value.ca),
            for_clients: usage.as_ref().is_none_or(|found| found.value.client_auth || found.value.any),
            for_servers: usage.as_ref().is_none_or(|found| found.value.server_auth || found.value.any),
        })
    }

    /// Whether it counts at this time, as far as its dates go.
    pub fn is_current(&self, now: u64) -> bool {
        self.not_before <= now && now < self.not_after
    }
}

/// Reads a certificate of which nothing is left over.
pub(super) fn parse(der: &[u8]) -> Result<X509Certificate<'_>> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(PkiError::CertificateMalformed),
    }
}

/// A date before 1970 is 0.
fn unix(time: ASN1Time) -> u64 {
    u64::try_from(time.timestamp()).unwrap_or(0)
}
