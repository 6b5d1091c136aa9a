//! The certificate this server shows where it answers https by its own authority: which names it bears, and for how long.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use super::issuer::IssuerError;
use crate::pki::{Authority, Certificate, Lifespan, PrivateKey};
use crate::protocol::limit::DAY;
use crate::sys::entropy::Entropy;

/// Days it lasts: well under what any client refuses.
const DAYS: u32 = 90;
/// Days before its end at which a new one takes its place.
const RENEWED_BEFORE: u64 = 30;

/// A certificate of our own, and its key.
pub struct OwnCertificate {
    /// The certificate.
    pub certificate: Certificate,
    /// Its key. It is never written anywhere: each start makes a new one.
    pub key: PrivateKey,
    /// From when on another should take its place, Unix seconds.
    pub renew_at: u64,
}

impl OwnCertificate {
    /// Has the authority issue one. Names that are no names are left out, for a machine's own name may be anything; what the
    /// operator named must be one.
    ///
    /// # Errors
    /// [`crate::pki::PkiError::InvalidServerName`] for one the operator named, or what signing fails with.
    pub fn issue(
        authority: &Authority,
        wanted: &[String],
        bind: Option<SocketAddr>,
        now: u64,
        entropy: &dyn Entropy,
    ) -> Result<Self, IssuerError> {
        for name in wanted {
            Authority::check_server_name(name)?;
        }
        let mut names: Vec<String> = wanted.to_vec();
        for name in own_names(bind) {
            if Authority::check_server_name(&name).is_ok() && !names.contains(&name) {
                names.push(name);
            }
        }
        let lifespan = Lifespan::days(now, DAYS)?;
        let (certificate, key) = authority.issue_for_server(&names, lifespan, entropy)?;
        let ends = certificate.facts()?.not_after;
        // Near the authority's own end there is nothing to be won by renewing at every look.
        let renew_at = ends.saturating_sub(RENEWED_BEFORE * DAY).max(now + DAY);
        Ok(Self { certificate, key, renew_at })
    }
}

/// What clients at home call this machine: its name, alone and in mDNS, `localhost`, and its addresses.
fn own_names(bind: Option<SocketAddr>) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(host) = rustix::system::uname().nodename().to_str()
        && !host.is_empty()
    {
        names.push(host.to_owned());
        if !host.contains('.') && host != "localhost" {
            names.push(format!("{host}.local"));
        }
    }
    names.push("localhost".into());
    let mut addresses: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    match bind.map(|address| address.ip().to_canonical()) {
        Some(address) if !address.is_unspecified() => addresses.push(address),
        Some(_) => addresses.extend(outward_addresses()),
        None => {}
    }
    let mut texts: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    texts.dedup();
    names.extend(texts);
    names
}

/// The addresses this machine would reach others from. Connecting a datagram socket sends nothing.
fn outward_addresses() -> impl Iterator<Item = IpAddr> {
    let routes = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    routes.into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        socket.local_addr().ok().map(|address| address.ip())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::entropy::SystemEntropy;

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_machine_certifies_what_it_is_called_and_what_its_operator_says() {
        let authority = Authority::create(&"CA".parse().unwrap(), NOW, &SystemEntropy).unwrap();
        let bind = Some("192.0.2.7:5000".parse().unwrap());
        let own = OwnCertificate::issue(&authority, &["paste.home.lan".into()], bind, NOW, &SystemEntropy).unwrap();
        assert!(own.certificate.is_signed_by(authority.certificate()));
        for name in ["paste.home.lan", "localhost"] {
            assert!(own.certificate.der().windows(name.len()).any(|window| window == name.as_bytes()), "{name}");
        }
        assert_eq!(own.renew_at, NOW + 60 * DAY);
        assert!(OwnCertificate::issue(&authority, &["a b".into()], bind, NOW, &SystemEntropy).is_err());
    }
}
