//! Certificate requests (PKCS #10): made by the client, read by the server as if an enemy had written them.

use rcgen::{CertificateParams, SubjectPublicKeyInfo};
use rustls::pki_types::CertificateSigningRequestDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::cri_attributes::ParsedCriAttribute;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;

use super::{PkiError, PrivateKey, Result, certificate, signature};
use crate::protocol::Name;

/// A request that holds what it promises: its key signed it, and is one we issue for. Only its name and key are taken.
#[derive(Clone, Debug)]
pub struct Request {
    name: Name,
    key: SubjectPublicKeyInfo,
}

impl Request {
    /// The largest request that is looked at: RSA of 8192 bits needs 2 KiB.
    pub const LARGEST: usize = 16 * 1024;

    /// Makes the PEM of a request for this key.
    ///
    /// # Errors
    /// [`PkiError::Failed`].
    pub fn make(name: &Name, key: &PrivateKey) -> Result<String> {
        let mut params = CertificateParams::default();
        params.distinguished_name = certificate::common_name(name.as_str());
        Ok(params.serialize_request(key.pair())?.pem()?)
    }

    /// Reads a PEM request.
    ///
    /// # Errors
    /// [`PkiError::RequestMalformed`], [`PkiError::RequestForged`], [`PkiError::WeakKey`], [`PkiError::ForeignExtension`] or
    /// [`PkiError::RequestName`].
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        if pem.len() > Self::LARGEST {
            return Err(PkiError::RequestMalformed);
        }
        let mut sections = CertificateSigningRequestDer::pem_slice_iter(pem);
        match (sections.next(), sections.next()) {
            (Some(Ok(der)), None) => Self::from_der(&der),
            _ => Err(PkiError::RequestMalformed),
        }
    }

    /// Reads a DER request.
    ///
    /// # Errors
    /// As [`Request::from_pem`].
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let Ok(([], request)) = X509CertificationRequest::from_der(der) else { return Err(PkiError::RequestMalformed) };
        let info = &request.certification_request_info;
        let key = strong_key(&info.subject_pki)?;
        if !signature::is_by(&info.subject_pki, &request.signature_algorithm, info.raw, &request.signature_value) {
            return Err(PkiError::RequestForged);
        }
        for attribute in info.iter_attributes() {
            if let ParsedCriAttribute::ExtensionRequest(asked) = attribute.parsed_attribute() {
                for extension in &asked.extensions {
                    if !is_granted(extension.parsed_extension()) {
                        return Err(PkiError::ForeignExtension(extension.oid.to_id_string()));
                    }
                }
            }
        }
        let mut names = info.subject.iter_common_name();
        let (Some(name), None) = (names.next(), names.next()) else { return Err(PkiError::RequestName) };
        let name = name.as_str().ok().and_then(|name| name.parse().ok()).ok_or(PkiError::RequestName)?;
        Ok(Self { name, key })
    }

    /// Whom it is for.
    pub fn name(&self) -> &Name {
        &self.name
    }

    pub(super) fn key(&self) -> &SubjectPublicKeyInfo {
        &self.key
    }
}

/// Takes a key of a kind we issue for. The curve or size is checked again by whoever verifies a signature with it.
fn strong_key(key: &x509_parser::x509::SubjectPublicKeyInfo<'_>) -> Result<SubjectPublicKeyInfo> {
    let refused = |what: String| PkiError::WeakKey(what);
    match key.parsed() {
        Ok(PublicKey::RSA(rsa)) if !(2048..=8192).contains(&rsa.key_size()) => Err(refused(format!("RSA, {} bits", rsa.key_size()))),
        Ok(PublicKey::RSA(_)) => SubjectPublicKeyInfo::from_der(key.raw).map_err(|_| refused("RSA".into())),
        // The curve is part of the algorithm, and only the three are known here.
        Ok(PublicKey::EC(_)) => SubjectPublicKeyInfo::from_der(key.raw).map_err(|_| refused("another curve".into())),
        _ => Err(refused(format!("algorithm {}", key.algorithm.algorithm.to_id_string()))),
    }
}

/// Whether a requested extension asks for nothing beyond what every client certificate gets.
fn is_granted(extension: &ParsedExtension<'_>) -> bool {
    match extension {
        ParsedExtension::SubjectKeyIdentifier(_) => true,
        ParsedExtension::BasicConstraints(constraints) => !constraints.ca,
        ParsedExtension::KeyUsage(usage) => !usage.key_cert_sign() && !usage.crl_sign(),
        ParsedExtension::ExtendedKeyUsage(usage) => {
            let others = usage.any
                || usage.server_auth
                || usage.code_signing
                || usage.email_protection
                || usage.time_stamping
                || usage.ocsp_signing
                || !usage.other.is_empty();
            usage.client_auth && !others
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::KeyKind;

    fn name() -> Name {
        "alice".parse().unwrap()
    }

    #[test]
    fn a_request_of_every_kind_is_read_back() {
        for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa2048] {
            let pem = Request::make(&name(), &PrivateKey::generate(kind).unwrap()).unwrap();
            assert_eq!(Request::from_pem(pem.as_bytes()).map(|request| request.name), Ok(name()), "{kind:?}");
        }
    }

    #[test]
    fn no_changed_bit_of_what_is_signed_passes() {
        let pem = Request::make(&name(), &PrivateKey::generate(KeyKind::P256).unwrap()).unwrap();
        let der = CertificateSigningRequestDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec();
        assert!(Request::from_der(&der).is_ok());
        let (_, parsed) = X509CertificationRequest::from_der(&der).unwrap();
        let info = der.len() - parsed.signature_value.data.len() - 15 - parsed.certification_request_info.raw.len();
        let signed = info..info + parsed.certification_request_info.raw.len();
        assert_eq!(der[signed.clone()], *parsed.certification_request_info.raw);
        for at in signed.chain(der.len() - parsed.signature_value.data.len()..der.len()) {
            let mut changed = der.clone();
            changed[at] ^= 1;
            assert!(Request::from_der(&changed).is_err(), "byte {at}");
        }
        assert!((0..der.len()).all(|end| Request::from_der(&der[..end]).is_err()));
        assert_eq!(Request::from_der(&[&der[..], b"x"].concat()).err(), Some(PkiError::RequestMalformed));
    }

    #[test]
    fn one_request_at_a_time_and_none_that_is_huge() {
        let pem = Request::make(&name(), &PrivateKey::generate(KeyKind::P256).unwrap()).unwrap();
        for bad in
            ["", "nonsense", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", &format!("{pem}{pem}")]
        {
            assert_eq!(Request::from_pem(bad.as_bytes()).err(), Some(PkiError::RequestMalformed));
        }
        assert!(Request::from_pem(&[pem.as_bytes(), &vec![b' '; Request::LARGEST]].concat()).is_err());
    }
}
