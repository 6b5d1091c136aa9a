//! Every kind of key, as openssl sees it.

use fpaste::pki::{Authority, Certificate, KeyKind, Lifespan, PrivateKey, Request};
use fpaste::sys::clock::{Clock, SystemClock};
use fpaste::sys::entropy::SystemEntropy;

use super::openssl;
use crate::support::{Home, tool};

fn authority() -> Authority {
    Authority::create(&"test CA".parse().unwrap(), SystemClock.now(), &SystemEntropy).unwrap()
}

#[test]
fn every_kind_of_self_signed_certificate_is_a_client_certificate_to_openssl() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    for (kind, words) in KeyKind::ALL.into_iter().zip([
        "NIST CURVE: P-256",
        "NIST CURVE: P-384",
        "NIST CURVE: P-521",
        "Public-Key: (2048 bit)",
        "Public-Key: (3072 bit)",
        "Public-Key: (4096 bit)",
    ]) {
        let key = PrivateKey::generate(kind).unwrap();
        let lifespan = Lifespan::days(SystemClock.now(), 7).unwrap();
        let certificate = Certificate::self_signed(&"alice@home".parse().unwrap(), &key, lifespan, &SystemEntropy).unwrap();
        home.write("cert.pem", certificate.pem().unwrap());
        home.write("key.pem", key.pem().unwrap().as_bytes());
        let text = openssl(&home, &["x509", "-in", "cert.pem", "-noout", "-text"]).expect(0);
        for expected in
            [words, "Subject: CN = alice@home", "Issuer: CN = alice@home", "CA:FALSE", "TLS Web Client Authentication", "Version: 3"]
        {
            assert!(text.text().contains(expected), "{kind:?}: {expected}\n{}", text.text());
        }
        openssl(&home, &["verify", "-purpose", "sslclient", "-CAfile", "cert.pem", "cert.pem"]).expect(0);
        let public = openssl(&home, &["x509", "-in", "cert.pem", "-noout", "-pubkey"]).expect(0);
        assert_eq!(public.text(), openssl(&home, &["pkey", "-in", "key.pem", "-pubout"]).expect(0).text(), "{kind:?}");
        openssl(&home, &["pkey", "-in", "key.pem", "-check", "-noout"]).expect(0);
        let sha1 = openssl(&home, &["x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha1"]).expect(0);
        assert_eq!(sha1.line().parse(), Ok(certificate.sha1()));
        let sha256 = openssl(&home, &["x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha256"]).expect(0);
        assert_eq!(sha256.line().parse(), Ok(certificate.sha256()));
        let serial = openssl(&home, &["x509", "-in", "cert.pem", "-noout", "-serial"]).expect(0);
        assert_eq!(serial.line().to_lowercase(), format!("serial={}", certificate.facts().unwrap().serial));
        assert!(certificate.is_signed_by(&certificate));
    }
}

#[test]
fn openssl_opens_the_authoritys_key_with_the_password_alone() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    let authority = authority();
    home.write("ca.pem", authority.certificate().pem().unwrap());
    home.write("ca.key", authority.sealed_key(b"correct horse", &SystemEntropy).unwrap().as_bytes());
    let public = openssl(&home, &["x509", "-in", "ca.pem", "-noout", "-pubkey"]).expect(0);
    let opened = openssl(&home, &["pkey", "-in", "ca.key", "-passin", "pass:correct horse", "-pubout"]).expect(0);
    assert_eq!(public.text(), opened.text());
    openssl(&home, &["pkey", "-in", "ca.key", "-passin", "pass:wrong", "-noout"]).expect(1);
    let scheme = openssl(&home, &["asn1parse", "-in", "ca.key"]).expect(0);
    assert!(["PBES2", "hmacWithSHA256", "aes-256-cbc"].iter().all(|word| scheme.text().contains(word)), "{}", scheme.text());
    let text = openssl(&home, &["x509", "-in", "ca.pem", "-noout", "-text"]).expect(0);
    assert!(text.text().contains("CA:TRUE, pathlen:0") && text.text().contains("Certificate Sign, CRL Sign"), "{}", text.text());
}

#[test]
fn what_the_authority_issues_verifies_for_its_purpose_and_no_other() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let home = Home::new();
    let authority = authority();
    home.write("ca.pem", authority.certificate().pem().unwrap());
    let lifespan = Lifespan::days(SystemClock.now(), 30).unwrap();
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa2048] {
        let request = Request::make(&"bob".parse().unwrap(), &PrivateKey::generate(kind).unwrap()).unwrap();
        home.write("bob.csr", &request);
        openssl(&home, &["req", "-in", "bob.csr", "-noout", "-verify"]).expect(0);
        let issued = authority.issue(&Request::from_pem(request.as_bytes()).unwrap(), lifespan, &SystemEntropy).unwrap();
        home.write("bob.pem", issued.pem().unwrap());
        openssl(&home, &["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca.pem", "bob.pem"]).expect(0);
        assert_ne!(openssl(&home, &["verify", "-purpose", "sslserver", "-CAfile", "ca.pem", "bob.pem"]).code, 0);
    }
    let names = ["paste.home.lan", "localhost", "192.168.1.7", "::1"].map(str::to_owned);
    let (server, _) = authority.issue_for_server(&names, lifespan, &SystemEntropy).unwrap();
    home.write("server.pem", server.pem().unwrap());
    let verify = |more: &[&str]| openssl(&home, &[&["verify", "-x509_strict", "-CAfile", "ca.pem"], more, &["server.pem"]].concat()).code;
    assert_eq!(verify(&["-purpose", "sslserver", "-verify_hostname", "PASTE.home.lan"]), 0);
    assert_eq!(verify(&["-purpose", "sslserver", "-verify_ip", "192.168.1.7"]), 0);
    assert_eq!(verify(&["-purpose", "sslserver", "-verify_ip", "::1"]), 0);
    assert_ne!(verify(&["-purpose", "sslserver", "-verify_hostname", "other.home.lan"]), 0);
    assert_ne!(verify(&["-purpose", "sslclient"]), 0);
}
