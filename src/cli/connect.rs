//! From settings to a client: whom to talk to, as whom, through what.

use zeroize::Zeroizing;

use super::error::{Error, Result};
use super::settings::Settings;
use super::talk::Talk;
use crate::client::{Client, Identity, Options, Place, Proxies, Secret, Trust};

/// A client of the configured server.
///
/// # Errors
/// No server is configured, or its address is none.
pub fn configured(settings: &Settings, talk: &mut Talk) -> Result<Client> {
    client(settings, talk, settings.server()?, None)
}

/// A client of this server, which is told who we are only if it is the configured one.
///
/// # Errors
/// An address that is none.
pub fn client(settings: &Settings, talk: &mut Talk, server: &str, threads: Option<u16>) -> Result<Client> {
    let mut options = options(settings, server)?;
    options.threads = threads.map(usize::from);
    let at_home = options.home.as_ref().is_some_and(|home| home.same_origin(&options.server));
    let told = match (&options.identity.token, &options.identity.fingerprint) {
        (Some(_), _) => Some("token"),
        (None, Some(_)) => Some("certificate's fingerprint"),
        (None, None) => None,
    };
    if let Some(told) = told.filter(|_| at_home && is_open(&options.server)) {
        talk.warn(format!("{} is not encrypted on its way: whoever listens can use your {told}", options.server.origin()));
    }
    if settings.insecure {
        talk.warn("the server's certificate is not checked (--insecure)");
    }
    if let Some(key) = &settings.client_key
        && crate::sys::files::readable_by_others(key)
    {
        talk.warn(format!("others can read your key: chmod 600 '{}'", key.display()));
    }
    Ok(Client::new(options))
}

/// Whether whoever listens on the way to a server can read along.
pub fn is_open(server: &Place) -> bool {
    !server.is_https() && !server.is_loopback()
}

/// Everything a client needs to know, for this server.
///
/// # Errors
/// An address that is none.
pub fn options(settings: &Settings, server: &str) -> Result<Options> {
    let place = |text: &str| Place::parse(text).map_err(|why| Error::from(crate::client::Error::from(why)));
    let secret = |text: &Zeroizing<String>| Secret::new(text.as_str());
    if settings.insecure && settings.client_cert.is_some() {
        return Err(crate::client::Error::InsecureWithCertificate.into());
    }
    let variable = |names: &[&str]| names.iter().find_map(|name| settings.environment.get(name));
    // In a CGI script whoever asks sets HTTP_PROXY, by a header named Proxy (CVE-2016-5385).
    let asked_for_by_cgi = settings.environment.get("REQUEST_METHOD").is_some();
    let http: &[&str] = if asked_for_by_cgi { &["http_proxy"] } else { &["http_proxy", "HTTP_PROXY"] };
    Ok(Options {
        home: settings.server.as_deref().map(place).transpose()?,
        identity: Identity {
            token: settings.token.as_ref().map(secret),
            fingerprint: settings.cert_sha1.clone(),
            certificate: settings.client_cert.clone(),
            key: settings.client_key.clone(),
            headers: settings.headers.iter().map(|(name, value)| (name.clone(), secret(value))).collect(),
        },
        trust: if settings.insecure { Trust::Anything } else { Trust::System { extra: settings.ca_cert.clone() } },
        proxies: Proxies {
            explicit: settings.proxy.as_ref().map(secret),
            https: variable(&["https_proxy", "HTTPS_PROXY"]).map(Secret::new),
            http: variable(http).map(Secret::new),
            all: variable(&["all_proxy", "ALL_PROXY"]).map(Secret::new),
            none: variable(&["no_proxy", "NO_PROXY"]),
        },
        timeout: settings.timeout,
        max_time: settings.max_time,
        retries: settings.retries,
        max_wait: settings.max_wait,
        ..Options::new(place(server)?)
    })
}
