//! `fpaste cert`: a self-signed client certificate, for servers that know people by their fingerprint.

use serde_json::json;

use crate::cli::args::{Cert, CertKind, Curve};
use crate::cli::credentials::{self, Credentials};
use crate::cli::error::{Error, Result};
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::pki::{Bundle, Certificate, KeyKind, Lifespan, PrivateKey};
use crate::sys::clock::{Clock as _, SystemClock};
use crate::sys::entropy::SystemEntropy;
use crate::sys::files;

/// Runs it.
///
/// # Errors
/// An option that belongs to the other kind of key, files that exist, or cannot be written.
pub fn run(args: &Cert, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let kind = kind(args)?;
    let name = credentials::name(args.name.as_deref(), settings)?;
    let files = Credentials::below(args.output.as_deref(), settings);
    if !args.force {
        files.require_absent("fpaste cert --force      (keeps the old one as .bak-DATE)")?;
        if let Some(bundle) = args.pkcs12.as_ref().filter(|bundle| bundle.symlink_metadata().is_ok()) {
            return Err(Error::Exists(bundle.clone()));
        }
    }
    let now = SystemClock.now();
    let lifespan = Lifespan::days(now, args.days)?;
    let key = PrivateKey::generate(kind)?;
    let certificate = Certificate::self_signed(&name, &key, lifespan, &SystemEntropy)?;
    files.write(&key, &certificate.pem()?, now)?;
    if let Some(path) = &args.pkcs12 {
        let bundle = Bundle { key, certificate: certificate.clone(), authority: None }.pack(name.as_str(), "")?;
        let written = if args.force { files::replace_private(path, &bundle) } else { files::create_private(path, &bundle) };
        written.map_err(|why| Error::file("create", path, why))?;
        talk.note(format!("bundle:      {} (its password is empty: keep it like the key)", path.display()));
    }
    if args.configure {
        files.configure(settings, &certificate, None)?;
        talk.note(format!("configured:  {}", settings.paths.config.display()));
    }
    if talk.manner().json {
        return talk.answer_json(&json!({
            "fingerprint_sha1": certificate.sha1().to_string(), "fingerprint_sha256": certificate.sha256().to_string(),
            "common_name": name.as_str(), "serial": certificate.facts()?.serial, "expires": lifespan.end(),
            "certificate": files.certificate.to_string_lossy(), "key": files.key.to_string_lossy(),
            "pkcs12": args.pkcs12.as_ref().map(|bundle| bundle.to_string_lossy()),
        }));
    }
    talk.note(format!("certificate: {}", files.certificate.display()));
    talk.note(format!("key:         {}", files.key.display()));
    talk.note(format!("{name}, {}, until {}", kind.name(), credentials::day(lifespan.end())));
    talk.answer(certificate.sha1().to_string())
}

/// The kind of key that was asked for.
fn kind(args: &Cert) -> Result<KeyKind> {
    match (args.algorithm, args.bits.as_deref(), args.curve) {
        (CertKind::Ec, Some(bits), _) => {
            Err(Error::usage("-b is for RSA keys; the size of an EC key is its curve", format!("fpaste cert -a rsa -b {bits}")))
        }
        (CertKind::Rsa, _, Some(_)) => {
            Err(Error::usage("-c is for EC keys; the size of an RSA key is its bits", "fpaste cert -a rsa -b 4096"))
        }
        (CertKind::Ec, None, curve) => Ok(match curve {
            Some(Curve::Secp256r1) => KeyKind::P256,
            Some(Curve::Secp384r1) | None => KeyKind::P384,
            Some(Curve::Secp521r1) => KeyKind::P521,
        }),
        (CertKind::Rsa, bits, None) => Ok(match bits {
            Some("2048") => KeyKind::Rsa2048,
            Some("3072") => KeyKind::Rsa3072,
            _ => KeyKind::Rsa4096,
        }),
    }
}
