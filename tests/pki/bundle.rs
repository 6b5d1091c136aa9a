//! PKCS#12 in openssl, Python's cryptography and NSS.

use fpaste::pki::{Authority, Bundle, Lifespan};
use fpaste::sys::clock::{Clock, SystemClock};
use fpaste::sys::entropy::SystemEntropy;

use super::{openssl, python};
use crate::support::command::feed;
use crate::support::{Home, tool};

fn bundle() -> Bundle {
    let now = SystemClock.now();
    let authority = Authority::create(&"test CA".parse().unwrap(), now, &SystemEntropy).unwrap();
    let (certificate, key) = authority.issue_with_key(&"alice".parse().unwrap(), Lifespan::days(now, 30).unwrap(), &SystemEntropy).unwrap();
    Bundle { key, certificate, authority: Some(authority.certificate().clone()) }
}

#[test]
fn openssl_reads_our_bundle_and_we_read_openssls() {
    if !tool::is_here("openssl", "version") {
        return;
    }
    let (home, bundle) = (Home::new(), bundle());
    home.write("a.p12", bundle.pack("alice", "").unwrap());
    let read = openssl(&home, &["pkcs12", "-in", "a.p12", "-passin", "pass:", "-nodes"]).expect(0);
    assert_eq!(read.text().matches("BEGIN CERTIFICATE").count(), 2);
    home.write("read.pem", read.text());
    home.write("ca.pem", bundle.authority.as_ref().unwrap().pem().unwrap());
    openssl(&home, &["verify", "-CAfile", "ca.pem", "-purpose", "sslclient", "read.pem"]).expect(0);
    let public = openssl(&home, &["x509", "-in", "read.pem", "-noout", "-pubkey"]).expect(0);
    assert_eq!(openssl(&home, &["pkey", "-in", "read.pem", "-pubout"]).expect(0).text(), public.text());
    let info = openssl(&home, &["pkcs12", "-in", "a.p12", "-passin", "pass:", "-info", "-noout"]).expect(0);
    assert!(info.stderr.contains("PBES2, PBKDF2, AES-256-CBC, Iteration 20000"), "{}", info.stderr);

    home.write("key.pem", bundle.key.pem().unwrap().as_bytes());
    home.write("cert.pem", bundle.certificate.pem().unwrap());
    for more in [&[][..], &["-keypbe", "NONE", "-certpbe", "NONE"], &["-legacy"]] {
        let export =
            ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-certfile", "ca.pem", "-passout", "pass:", "-out", "b.p12"];
        openssl(&home, &[&export, more].concat()).expect(0);
        let again = Bundle::unpack(&std::fs::read(home.path().join("b.p12")).unwrap(), "").unwrap();
        assert_eq!((again.certificate, again.authority), (bundle.certificate.clone(), bundle.authority.clone()), "{more:?}");
    }
}

#[test]
fn pythons_cryptography_reads_our_bundle_and_we_read_its() {
    let (Some(mut reader), Some(mut writer)) = (python(), python()) else { return };
    let (home, bundle) = (Home::new(), bundle());
    let file = home.write("a.p12", bundle.pack("alice", "").unwrap());
    let script = "import sys; from cryptography.hazmat.primitives.serialization import pkcs12\n\
                  key, cert, more = pkcs12.load_key_and_certificates(open(sys.argv[1], 'rb').read(), b'')\n\
                  assert key.public_key() == cert.public_key() and len(more) == 1\n\
                  print(cert.subject.rfc4514_string(), more[0].subject.rfc4514_string())";
    let read = feed(reader.args(["-c", script]).arg(&file), b"").expect(0);
    assert_eq!(read.line(), "CN=alice CN=test CA");

    // As FlaskPaste makes them.
    home.write("key.pem", bundle.key.pem().unwrap().as_bytes());
    home.write("cert.pem", bundle.certificate.pem().unwrap());
    home.write("ca.pem", bundle.authority.as_ref().unwrap().pem().unwrap());
    let script = "import sys; from cryptography import x509; from cryptography.hazmat.primitives import serialization as s\n\
                  from cryptography.hazmat.primitives.serialization import pkcs12\n\
                  key = s.load_pem_private_key(open('key.pem', 'rb').read(), None)\n\
                  cert, ca = (x509.load_pem_x509_certificate(open(n, 'rb').read()) for n in ('cert.pem', 'ca.pem'))\n\
                  open('b.p12', 'wb').write(pkcs12.serialize_key_and_certificates(b'alice', key, cert, [ca], s.NoEncryption()))";
    feed(writer.current_dir(home.path()).args(["-c", script]), b"").expect(0);
    let again = Bundle::unpack(&std::fs::read(home.path().join("b.p12")).unwrap(), "").unwrap();
    assert_eq!((again.certificate, again.authority), (bundle.certificate, bundle.authority));
}

#[test]
fn nss_imports_our_bundle_as_browsers_do() {
    if !tool::is_here("pk12util", "-v") || !tool::is_here("certutil", "-v") {
        return;
    }
    let (home, bundle) = (Home::new(), bundle());
    home.write("a.p12", bundle.pack("alice", "").unwrap());
    home.write("db/.keep", "");
    feed(home.program("certutil").args(["-N", "-d", "sql:db", "--empty-password"]), b"").expect(0);
    feed(home.program("pk12util").args(["-i", "a.p12", "-d", "sql:db", "-W", "", "-K", ""]), b"").expect(0);
    let listed = feed(home.program("certutil").args(["-L", "-d", "sql:db"]), b"").expect(0);
    assert!(listed.text().lines().any(|line| line.contains("alice") && line.trim_end().ends_with("u,u,u")), "{}", listed.text());
    let keys = feed(home.program("certutil").args(["-K", "-d", "sql:db"]), b"").expect(0);
    assert!(keys.text().contains("alice"), "{}", keys.text());
}
