//! Which certificate this server answers https with, and when another takes its place: files from elsewhere, read again at SIGHUP, or
//! one of the own authority, made at each start and renewed in time.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

use super::app::App;
use super::front::{Shown, TlsConfig, TlsError};
use super::issuer::IssuerError;
use super::own_certificate::OwnCertificate;
use super::settings::Settings;
use crate::pki::Facts;

/// Why there is no https.
#[derive(Debug, Error)]
pub enum HttpsError {
    /// A file cannot be read.
    #[error("cannot read {}: {why}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The files are no certificate and key that TLS can use.
    #[error("{}: {why}", path.display())]
    Unusable {
        /// The certificate's.
        path: PathBuf,
        /// What is wrong with it.
        why: TlsError,
    },
    /// The own authority could not issue one.
    #[error("the server's own certificate: {0}")]
    Own(#[from] IssuerError),
    /// TLS cannot use what the own authority issued.
    #[error("the server's own certificate: {0}")]
    OwnUnusable(#[from] TlsError),
}

/// The certificate in use.
#[derive(Debug)]
pub struct Https {
    config: TlsConfig,
    bind: Option<SocketAddr>,
    /// From when on the own certificate should be another; `u64::MAX` for one from elsewhere.
    renew_at: AtomicU64,
}

impl Https {
    /// Opens what the settings name; `None` where they name plain http.
    ///
    /// # Errors
    /// [`HttpsError`].
    pub fn open(app: &App, settings: &Settings, bind: Option<SocketAddr>) -> Result<Option<Self>, HttpsError> {
        if settings.tls_files.is_none() && !settings.tls {
            return Ok(None);
        }
        let (shown, renew_at) = certificate(app, settings, bind)?;
        Ok(Some(Self { config: TlsConfig::new(shown)?, bind, renew_at: AtomicU64::new(renew_at) }))
    }

    /// How the front door speaks TLS.
    pub fn config(&self) -> TlsConfig {
        self.config.clone()
    }

    /// When the certificate in use ends, Unix seconds.
    pub fn ends(&self) -> Option<u64> {
        Facts::of(self.config.shown().leaf()).ok().map(|facts| facts.not_after)
    }

    /// Reads the files again.
    ///
    /// # Errors
    /// [`HttpsError`]: the certificate in use stays.
    pub fn reload(&self, app: &App, settings: &Settings) -> Result<(), HttpsError> {
        if settings.tls_files.is_some() { self.show(app, settings) } else { Ok(()) }
    }

    /// Makes another own certificate where it is time.
    ///
    /// # Errors
    /// [`HttpsError`]: the certificate in use stays.
    pub fn renew(&self, app: &App, settings: &Settings, now: u64) -> Result<bool, HttpsError> {
        let due = now >= self.renew_at.load(Ordering::Relaxed);
        if due {
            self.show(app, settings)?;
        }
        Ok(due)
    }

    fn show(&self, app: &App, settings: &Settings) -> Result<(), HttpsError> {
        let (shown, renew_at) = certificate(app, settings, self.bind)?;
        self.config.show(shown);
        self.renew_at.store(renew_at, Ordering::Relaxed);
        Ok(())
    }
}

fn certificate(app: &App, settings: &Settings, bind: Option<SocketAddr>) -> Result<(Shown, u64), HttpsError> {
    if let Some((chain, key)) = &settings.tls_files {
        let unusable = |why| HttpsError::Unusable { path: chain.clone(), why };
        return Ok((Shown::from_pem(&read(chain)?, &read(key)?).map_err(unusable)?, u64::MAX));
    }
    let (now, entropy) = (app.clock.now(), &*app.entropy);
    let (authority, _) = app.issuer.ensure(&*app.store, None, now, entropy)?;
    let own = OwnCertificate::issue(&authority, &settings.tls_names, bind, now, entropy)?;
    Ok((Shown::issued(&own.certificate, &own.key, authority.certificate())?, own.renew_at))
}

fn read(path: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, HttpsError> {
    let bytes = std::fs::read(path).map_err(|error| HttpsError::Unreadable { path: path.to_owned(), why: error.to_string() })?;
    Ok(zeroize::Zeroizing::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::rehearsal::Stage;
    use crate::sys::clock::Clock as _;

    const DAY: u64 = 86_400;

    #[test]
    fn the_own_certificate_is_another_one_before_it_ends() {
        let stage = Stage::new(&[("tls", "1")]);
        let settings = stage.app.settings();
        let https = Https::open(&stage.app, &settings, None).unwrap().unwrap();
        // What open connections and the front door hold: it sees the new one too.
        let config = https.config();
        let first = config.shown().leaf().to_vec();
        stage.clock.advance(59 * DAY);
        assert!(!https.renew(&stage.app, &settings, stage.clock.now()).unwrap());
        assert_eq!(config.shown().leaf(), first);
        stage.clock.advance(DAY);
        assert!(https.renew(&stage.app, &settings, stage.clock.now()).unwrap());
        let (old, new) = (Facts::of(&first).unwrap(), Facts::of(config.shown().leaf()).unwrap());
        assert_eq!((new.is_current(stage.clock.now()), new.not_after - old.not_after), (true, 60 * DAY));
        assert_eq!(https.ends(), Some(new.not_after));
        assert!(!https.renew(&stage.app, &settings, stage.clock.now()).unwrap());
    }
}
