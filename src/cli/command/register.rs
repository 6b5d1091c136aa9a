//! `fpaste register`: a certificate of the server, for a key that is made here and never leaves.

use serde_json::json;

use crate::cli::args::Register;
use crate::cli::connect;
use crate::cli::credentials::{self, Credentials};
use crate::cli::error::{Error, Result};
use crate::cli::exit::Exit;
use crate::cli::settings::Settings;
use crate::cli::talk::Talk;
use crate::cli::watch::Watch;
use crate::client::{self, Client, Identity, Issued, Proof, Secret};
use crate::pki::{Bundle, Certificate, KeyKind, PrivateKey, Request};
use crate::protocol::Name;
use crate::sys::clock::{Clock as _, SystemClock};

/// Runs it.
///
/// # Errors
/// Files that exist, or whatever the server or the way to it did.
pub fn run(args: &Register, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let current = if args.renew { Some(current(settings)?) } else { None };
    let name = match (&args.name, &current) {
        (None, Some((_, certificate))) => credentials::name(certificate.facts()?.common_name.as_deref(), settings)?,
        (typed, _) => credentials::name(typed.as_deref(), settings)?,
    };
    let files = match (&args.output, &current) {
        (None, Some((files, _))) => files.clone(),
        (folder, _) => Credentials::below(folder.as_deref(), settings),
    };
    if !args.force && !args.renew {
        files.require_absent("fpaste register --renew, or --force for a new account      (both keep the old one as .bak-DATE)")?;
    }
    let server = settings.server()?;
    let client = client(settings, talk, args.renew)?;
    let watch = Watch::new(talk);
    let asked = ask(&client, &name, args.setup_code.as_deref().map(Secret::new).as_ref(), &watch);
    watch.clear();
    let Enrolled { key, certificate, issued } = asked?;
    files.write(&key, &certificate.pem()?, SystemClock.now())?;
    if args.configure {
        files.configure(settings, &certificate, Some(server))?;
        talk.note(format!("configured:  {}", settings.paths.config.display()));
    }
    let expires = issued.expires.map_or_else(|| certificate.facts().map(|facts| facts.not_after), Ok)?;
    if talk.manner().json {
        return talk.answer_json(&json!({
            "fingerprint_sha1": certificate.sha1().to_string(), "fingerprint_sha256": certificate.sha256().to_string(),
            "common_name": name.as_str(), "serial": certificate.facts()?.serial, "expires": expires,
            "certificate": files.certificate.to_string_lossy(), "key": files.key.to_string_lossy(), "is_admin": issued.is_admin, "server": server,
        }));
    }
    talk.note(format!("certificate: {}", files.certificate.display()));
    talk.note(format!("key:         {}", files.key.display()));
    talk.note(format!("{name}, until {}{}", credentials::day(expires), if issued.is_admin { ", an administrator" } else { "" }));
    if !args.configure && current.is_none() {
        talk.note("to use it:   fpaste --client-cert FILE --client-key FILE, or register with --configure");
    }
    talk.answer(certificate.sha1().to_string())
}

/// What a registration leads to.
struct Enrolled {
    key: PrivateKey,
    certificate: Certificate,
    issued: Issued,
}

/// The certificate in use, which a renewal takes the place of.
fn current(settings: &Settings) -> Result<(Credentials, Certificate)> {
    let (Some(certificate), Some(key)) = (&settings.client_cert, &settings.client_key) else {
        let what = "there is no certificate to renew: none is configured";
        return Err(Error::failed(Exit::Config, "no_certificate", what, "fpaste register --configure".to_owned()));
    };
    let files = Credentials::at(certificate, key);
    let pem = std::fs::read(certificate).map_err(|why| Error::file("read", certificate, why))?;
    let held = Certificate::from_pem(&pem)
        .map_err(|why| Error::failed(Exit::Config, "credential_file", format!("{}: {why}", certificate.display()), None))?;
    Ok((files, held))
}

/// A client that shows the certificate in use only where it is to be renewed: shown otherwise, the new one would join its account.
fn client(settings: &Settings, talk: &mut Talk, renew: bool) -> Result<Client> {
    let mut options = connect::options(settings, settings.server()?)?;
    let old = std::mem::take(&mut options.identity);
    options.identity = if renew { Identity { token: None, ..old } } else { Identity { headers: old.headers, ..Identity::default() } };
    if settings.insecure {
        talk.warn("the server's certificate is not checked (--insecure)");
    }
    Ok(Client::new(options))
}

/// Asks for a certificate for a key of ours, or, of a server that cannot do that, for both.
fn ask(client: &Client, name: &Name, setup_code: Option<&Secret>, watch: &Watch) -> Result<Enrolled> {
    let challenge = client.register_challenge(watch).map_err(|why| match why {
        client::Error::NotFound(_) => {
            let what = format!("{} issues no certificates", client.server().origin());
            Error::failed(Exit::NotFound, "no_authority", what, "fpaste cert --configure      (one that you sign yourself)".to_owned())
        }
        other => other.into(),
    })?;
    let key = PrivateKey::generate(KeyKind::default())?;
    let request = Request::make(name, &key)?;
    let proof = client.prove(&challenge, watch)?;
    match client.csr(request.as_bytes(), &proof, setup_code, watch) {
        Ok(issued) => {
            let certificate = Certificate::from_pem(&issued.bytes).ok().filter(|certificate| certificate.is_for(&key));
            let certificate = certificate.ok_or_else(|| nonsense(client, "what came is no certificate for the key of the request"))?;
            Ok(Enrolled { key, certificate, issued })
        }
        Err(client::Error::NotFound(_)) => ask_for_bundle(client, name, &proof, setup_code, watch),
        Err(other) => Err(other.into()),
    }
}

fn ask_for_bundle(client: &Client, name: &Name, proof: &Proof, setup_code: Option<&Secret>, watch: &Watch) -> Result<Enrolled> {
    let issued = client.register(name.as_str(), proof, setup_code, watch)?;
    let Bundle { key, certificate, .. } = Bundle::unpack(&issued.bytes, "").map_err(|why| nonsense(client, &why.to_string()))?;
    Ok(Enrolled { key, certificate, issued })
}

fn nonsense(client: &Client, what: &str) -> Error {
    Error::failed(Exit::Server, "nonsense", format!("{} answered nonsense: {what}", client.server().origin()), None)
}
