//! Where the database is, and how much its name is worth: TLS with a certificate that is checked, unless it is on this machine or
//! somebody said otherwise.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Result, StoreError};
use crate::pki::Unverified;
use crate::server::settings::Secret;

/// How long one host of several may take to answer.
const CONNECT: Duration = Duration::from_secs(2);
/// Seconds without a word after which a connection that lies idle is asked whether it lives.
const KEEPALIVE: Duration = Duration::from_secs(10);

/// The database's address, its password with it.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: tokio_postgres::Config,
    /// None where TLS is off: a socket in the file system has no name to check.
    pub(super) tls: Option<MakeRustlsConnect>,
}

/// What `sslmode` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    /// None.
    Off,
    /// Encrypted, to whoever answers.
    Unverified,
    /// Encrypted, to the host that is named.
    Verified,
}

impl Address {
    /// Reads `postgres://USER:PASSWORD@HOST[,HOST…]/DATABASE[?sslmode=…&sslrootcert=…]`. Of several hosts the one that writes is taken.
    pub(super) fn parse(url: &Secret) -> Result<Self> {
        let text = std::str::from_utf8(url.bytes()).map_err(|_| wrong("it is not UTF-8"))?;
        let (front, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => roots = Some(percent_decode_str(value).decode_utf8_lossy().into_owned()),
                _ => rest.push(pair),
            }
        }
        let plain = if rest.is_empty() { front.to_owned() } else { format!("{front}?{}", rest.join("&")) };
        let mut config: tokio_postgres::Config = plain.parse().map_err(|error| wrong(&super::error::words(&error)))?;
        let tls = match mode {
            Some("disable") => Tls::Off,
            Some("require") if roots.is_none() => Tls::Unverified,
            // Who names an authority means to have it asked.
            Some("require" | "verify-ca" | "verify-full") => Tls::Verified,
            Some(_) => return Err(wrong("sslmode is disable, require, verify-ca or verify-full")),
            None if is_all_here(&config) => Tls::Off,
            None => Tls::Verified,
        };
        config
            .ssl_mode(if tls == Tls::Off { SslMode::Disable } else { SslMode::Require })
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .connect_timeout(CONNECT)
            .keepalives_idle(KEEPALIVE)
            .tcp_user_timeout(KEEPALIVE);
        if config.get_application_name().is_none() {
            config.application_name("fpaste");
        }
        let tls = if tls == Tls::Off { None } else { Some(MakeRustlsConnect::new(client(tls, roots.as_deref())?)) };
        Ok(Self { config, tls })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, host) in self.config.get_hosts().iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            match host {
                Host::Tcp(name) => f.write_str(name)?,
                Host::Unix(path) => write!(f, "{}", path.display())?,
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

fn wrong(why: &str) -> StoreError {
    StoreError::Address(why.to_owned())
}

/// Whether every place that is connected to is this machine, whatever it is called.
fn is_all_here(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(is_here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

/// Whether a host is this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
    }
}

fn client(tls: Tls, roots: Option<&str>) -> Result<ClientConfig> {
    let builder = ClientConfig::builder();
    Ok(match (tls, roots) {
        (Tls::Unverified, _) => {
            let anyone = Unverified::new(Arc::clone(builder.crypto_provider()));
            builder.dangerous().with_custom_certificate_verifier(Arc::new(anyone)).with_no_client_auth()
        }
        (_, None | Some("system")) => {
            builder.with_platform_verifier().map_err(|error| wrong(&format!("no trusted roots: {error}")))?.with_no_client_auth()
        }
        (_, Some(file)) => {
            let unreadable = |error: String| wrong(&format!("sslrootcert {file}: {error}"));
            let mut store = RootCertStore::empty();
            for root in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(error.to_string()))? {
                let root = root.map_err(|error| unreadable(error.to_string()))?;
                store.add(root).map_err(|error| unreadable(error.to_string()))?;
            }
            builder.with_root_certificates(store).with_no_client_auth()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Address> {
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        Address::parse(&Secret::new(url.to_owned()))
    }

    fn mode(url: &str) -> SslMode {
        parse(url).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn tls_is_asked_of_every_host_but_this_one() {
        for here in ["postgres://u@localhost/d", "postgresql://u@127.0.0.1:5433/d", "postgres://u@[::1]/d", "postgres://u@%2Frun%2Fpg/d"] {
            assert_eq!(mode(here), SslMode::Disable, "{here}");
        }
        assert_eq!(mode("postgres://u@db.example/d"), SslMode::Require);
        assert_eq!(mode("postgres://u@localhost,db.example/d"), SslMode::Require);
        for elsewhere in ["localhost/d?hostaddr=192.0.2.1", "db.example/d?hostaddr=127.0.0.1", "localhost/d?host=db.example"] {
            assert_eq!(mode(&format!("postgres://u@{elsewhere}")), SslMode::Require, "{elsewhere}");
        }
        assert_eq!(mode("postgres://u@db.example/d?sslmode=disable"), SslMode::Disable);
        assert_eq!(mode("postgres://u@localhost/d?application_name=x&sslmode=verify-full"), SslMode::Require);
    }

    #[test]
    fn what_promises_nothing_or_is_no_address_is_refused_and_the_password_is_not_told() {
        for wrong in [
            "postgres://u:s3cret@db.example/d?sslmode=prefer",
            "postgres://u:s3cret@db.example/d?sslmode=verify-full&sslrootcert=/nowhere",
            "postgres://u:s3cret@db.example:port/d",
            "postgres://u:s3cret@db.example/d?no_such=thing",
        ] {
            let error = parse(wrong).err().unwrap_or_else(|| panic!("{wrong}"));
            assert!(matches!(error, StoreError::Address(_)) && !error.to_string().contains("s3cret"), "{error}");
        }
        assert_eq!(parse("postgres://u:s3cret@db.example,b/d").unwrap().to_string(), "db.example,b/d");
    }
}
