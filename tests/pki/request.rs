//! Certificate requests that openssl made, good and bad.

use fpaste::pki::{PkiError, Request};

use super::openssl;
use crate::support::{Home, tool};

/// A request by openssl: how its key is made, and further arguments of `openssl req`.
fn request(home: &Home, key: &[&str], more: &[&str]) -> Result<Request, PkiError> {
    openssl(home, &[&["genpkey", "-out", "key.pem"], key].concat()).expect(0);
    openssl(home, &[&["req", "-new", "-key", "key.pem", "-out", "csr.pem"], more].concat()).expect(0);
    Request::from_pem(&std::fs::read(home.path().join("csr.pem")).unwrap())
}

const EC: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const CN: &[&str] = &["-subj", "/CN=alice"];

#[test]
fn every_key_we_issue_for_is_taken_from_openssl() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    for (key, digest) in [
        (EC, "-sha256"),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "-sha256"),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "-sha384"),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "-sha256"),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "-sha512"),
        (&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "-sha256"),
        (&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], "-sha512"),
    ] {
        let read = request(&home, key, &["-subj", "/CN=alice", digest]);
        assert_eq!(read.map(|read| read.name().to_string()), Ok("alice".to_owned()), "{key:?} {digest}");
    }
}

#[test]
fn weak_keys_and_signatures_are_refused() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    for key in [
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"][..],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-224"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"],
        &["-algorithm", "ED25519"],
    ] {
        assert!(matches!(request(&home, key, CN), Err(PkiError::WeakKey(_))), "{key:?}");
    }
    let sha1 = request(&home, &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], &["-subj", "/CN=alice", "-sha1"]);
    assert_eq!(sha1.err(), Some(PkiError::RequestForged));
}

#[test]
fn only_a_common_name_is_taken_and_it_must_be_a_name() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    let read = request(&home, EC, &["-subj", "/C=DE/O=Acme/CN=alice/emailAddress=a@b"]);
    assert_eq!(read.map(|read| read.name().to_string()), Ok("alice".to_owned()));
    let long = format!("/CN={}", "x".repeat(64));
    assert!(request(&home, EC, &["-subj", &long]).is_ok());
    for subject in ["/O=Acme", "/", "/CN=alice/CN=bob", "/CN=a;b", "/CN=a\\/b", "/CN=\u{e4}", "/CN=a\nb", "/CN=a\"b"] {
        assert_eq!(request(&home, EC, &["-utf8", "-subj", subject]).err(), Some(PkiError::RequestName), "{subject}");
    }
}

#[test]
fn extensions_that_ask_for_more_are_refused() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    for extension in [
        "basicConstraints=CA:TRUE",
        "basicConstraints=critical,CA:TRUE,pathlen:3",
        "subjectAltName=DNS:paste.home.lan",
        "keyUsage=keyCertSign",
        "extendedKeyUsage=serverAuth",
        "extendedKeyUsage=clientAuth,serverAuth",
        "extendedKeyUsage=anyExtendedKeyUsage",
        "nsComment=hello",
        "1.2.3.4=ASN1:UTF8String:hello",
    ] {
        let read = request(&home, EC, &[CN, &["-addext", extension]].concat());
        assert!(matches!(read, Err(PkiError::ForeignExtension(_))), "{extension}: {read:?}");
    }
    for extension in [
        "basicConstraints=CA:FALSE",
        "keyUsage=digitalSignature,keyEncipherment",
        "extendedKeyUsage=clientAuth",
        "subjectKeyIdentifier=hash",
    ] {
        let read = request(&home, EC, &[CN, &["-addext", extension]].concat());
        assert!(read.is_ok(), "{extension}: {read:?}");
    }
}
