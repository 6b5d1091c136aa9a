//! Checks signatures with the TLS library's algorithms: no SHA-1, no small RSA, P-521 too.

use rustls::pki_types::{AlgorithmIdentifier as Wanted, SignatureVerificationAlgorithm};
use x509_parser::der_parser::asn1_rs::BitString;
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// Whether `signature` over `message` was made by this key.
pub(super) fn is_by(
    key: &SubjectPublicKeyInfo<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    message: &[u8],
    signature: &BitString<'_>,
) -> bool {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let fits = |known: &&&dyn SignatureVerificationAlgorithm| {
        same(known.public_key_alg_id(), &key.algorithm) && same(known.signature_alg_id(), algorithm)
    };
    let known = provider.signature_verification_algorithms.all.iter().find(fits);
    known.is_some_and(|known| {
        signature.unused_bits == 0 && known.verify_signature(&key.subject_public_key.data, message, &signature.data).is_ok()
    })
}

/// Whether both name the same algorithm; the known one lacks its outer SEQUENCE.
fn same(known: Wanted, found: &AlgorithmIdentifier<'_>) -> bool {
    let Ok(length @ 0..0x80) = u8::try_from(known.len()) else { return false };
    let mut der = vec![0x30, length];
    der.extend_from_slice(&known);
    AlgorithmIdentifier::from_der(&der).is_ok_and(|(rest, known)| rest.is_empty() && known == *found)
}
