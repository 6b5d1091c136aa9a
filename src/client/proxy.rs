//! Which proxy a request goes through, chosen by its scheme as curl does. Pure: the variables are read in `cli/settings.rs`.

use std::net::IpAddr;

use super::place::Place;
use super::secret::Secret;

/// What the person and the environment say about proxies. Values may hold credentials.
#[derive(Debug, Default)]
pub struct Proxies {
    /// `--proxy`: for everything; the empty text means no proxy at all.
    pub explicit: Option<Secret>,
    /// `HTTPS_PROXY`, for https servers.
    pub https: Option<Secret>,
    /// `HTTP_PROXY`, for http servers.
    pub http: Option<Secret>,
    /// `ALL_PROXY`, where the scheme's own variable is not set.
    pub all: Option<Secret>,
    /// `NO_PROXY`: hosts, domains, addresses, networks, or `*`.
    pub none: Option<String>,
}

impl Proxies {
    /// The proxy for a server, if there is one.
    pub fn choose(&self, server: &Place) -> Option<&Secret> {
        let by_scheme = if server.is_https() { &self.https } else { &self.http };
        let chosen = self.explicit.as_ref().or(by_scheme.as_ref()).or(self.all.as_ref())?;
        let excluded = self.none.as_deref().is_some_and(|list| excludes(list, server.host()));
        (!chosen.expose().trim().is_empty() && !excluded).then_some(chosen)
    }
}

/// Whether a `NO_PROXY` list names this host: as itself, as a parent domain (`example.com`, `.example.com`), as an address or a network.
fn excludes(list: &str, host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    let address = host.parse::<IpAddr>().ok();
    list.split([',', ' ', '\t']).map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        if entry == "*" {
            return true;
        }
        let entry = entry.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        if let Some(address) = address {
            let network = entry.parse::<ipnet::IpNet>().is_ok_and(|network| network.contains(&address));
            return network || entry.parse() == Ok(address);
        }
        let domain = entry.trim_start_matches("*.").trim_matches('.');
        !domain.is_empty() && (host == domain || host.strip_suffix(domain).is_some_and(|front| front.ends_with('.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies() -> Proxies {
        Proxies {
            https: Some(Secret::new("http://secure:1")),
            http: Some(Secret::new("http://plain:1")),
            all: Some(Secret::new("socks5h://all:1")),
            ..Proxies::default()
        }
    }

    fn chosen(proxies: &Proxies, server: &str) -> Option<String> {
        proxies.choose(&Place::parse(server).unwrap()).map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn the_scheme_chooses_and_the_flag_overrides() {
        let mut all = proxies();
        assert_eq!(chosen(&all, "https://host").as_deref(), Some("http://secure:1"));
        assert_eq!(chosen(&all, "http://host").as_deref(), Some("http://plain:1"));
        all.http = None;
        assert_eq!(chosen(&all, "http://host").as_deref(), Some("socks5h://all:1"));
        all.explicit = Some(Secret::new("http://flag:1"));
        assert_eq!(chosen(&all, "https://host").as_deref(), Some("http://flag:1"));
        all.explicit = Some(Secret::new(""));
        assert_eq!(chosen(&all, "https://host"), None);
    }

    #[test]
    fn no_proxy_names_hosts_domains_addresses_and_networks() {
        for (list, host, direct) in [
            ("*", "any", true),
            ("example.com", "example.com", true),
            ("example.com", "paste.example.com", true),
            (".example.com", "paste.example.com", true),
            ("*.example.com", "paste.example.com", true),
            ("example.com", "notexample.com", false),
            ("a, EXAMPLE.com ,b", "x.example.COM", true),
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("::1", "[::1]", true),
            ("localhost", "localhost", true),
            ("", "host", false),
            (",,", "host", false),
        ] {
            let all = Proxies { none: Some(list.into()), ..proxies() };
            assert_eq!(chosen(&all, &format!("http://{host}")).is_none(), direct, "{list} {host}");
        }
    }
}
