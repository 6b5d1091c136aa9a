//! Reads the knobs: text to numbers, words and networks, each within its bounds.

use std::path::{Path, PathBuf};

use ipnet::IpNet;
use zeroize::Zeroizing;

use super::{Given, Hsts, Kind, Knob, LogLevel, Secret, Settings, SettingsError};
use crate::protocol::lifetime::parse_duration;
use crate::protocol::limit::{GIB, KIB, MIB};
use crate::protocol::{header, is_lower_hex};
use crate::server::identity::Level;
use crate::server::store;
use crate::server::throttle::{FloodRules, QuotaRules, RateRules};

type Result<T> = std::result::Result<T, SettingsError>;

pub(super) fn settings(look_up: &dyn Fn(&str) -> Option<Given>) -> Result<Settings> {
    let read = Reader { look_up };
    let limited = read.switch("rate_limit")?;
    let debug = look_up("flask_debug").and_then(|given| switch(&given.text)).unwrap_or(false);
    Ok(Settings {
        bind: read.text("bind")?,
        db: read.file("db")?,
        database_url: read.secret("database_url", "database_url_file")?,
        storage_key_file: Some(read.text("storage_key_file")?).filter(|path| !path.is_empty()).map(PathBuf::from),
        public_url: read.public_url()?,
        url_prefix: read.url_prefix()?,
        id_length: read.number("id_length")?,
        max_anon: read.number("max_anon")?,
        max_auth: read.number("max_auth")?,
        min_size: read.number("min_size")?,
        min_entropy: read.entropy("min_entropy")?,
        min_entropy_size: read.number("min_entropy_size")?,
        expiry_anon: read.number("expiry_anon")?,
        expiry_untrusted: read.number("expiry_untrusted")?,
        expiry_trusted: read.number("expiry_trusted")?,
        max_expiry: read.number("max_expiry")?,
        create: match read.text("create")?.as_str() {
            "untrusted" => Level::Untrusted,
            "trusted" => Level::Trusted,
            "admin" => Level::Admin,
            _ => Level::Anonymous,
        },
        untrusted_is_anonymous: read.text("untrusted")? == "anonymous",
        admins: read.each("admins", "fingerprints of 40 hex digits", fingerprint)?,
        trusted_proxies: read.each("trusted_proxies", "networks such as 10.0.0.0/8 or addresses", network)?,
        proxy_secret: read.secret("proxy_secret", "proxy_secret_file")?,
        client_cert_header: read.header("client_cert_header")?,
        pow_difficulty: read.number("pow_difficulty")?,
        pow_ttl: read.number("pow_ttl")?,
        pow_secret: read.secret("pow_secret", "")?,
        register_pow: read.number("register_pow")?,
        flood: if read.switch("antiflood")? { Some(read.flood()?) } else { None },
        rate: if limited { Some(read.rate()?) } else { None },
        miss_max: if limited { read.number("miss_max")? } else { 0 },
        dedup_window: read.number("dedup_window")?,
        dedup_max: read.number("dedup_max")?,
        quota: QuotaRules {
            network: read.number("quota_network")?,
            account: read.number("quota_account")?,
            total: read.number("quota_total")?,
            disk_floor: read.number("disk_floor")?,
        },
        tls: read.switch("tls")?,
        tls_files: read.pair("tls_cert", "tls_key")?,
        tls_names: read.each("tls_name", "names and addresses", |text| Some(text.to_owned()))?,
        hsts: match read.text("hsts")?.as_str() {
            "always" => Hsts::Always,
            "never" => Hsts::Never,
            _ => Hsts::Auto,
        },
        pki_enabled: read.switch("pki_enabled")?,
        pki_ca_password: read.secret("pki_ca_password", "pki_ca_password_file")?,
        pki_cert_days: read.number("pki_cert_days")?,
        log_json: read.text("log_format")? == "json",
        log_level: match read.text("log_level")?.as_str() {
            _ if debug => LogLevel::Debug,
            "error" => LogLevel::Error,
            "debug" => LogLevel::Debug,
            _ => LogLevel::Info,
        },
        log_addresses: read.switch("log_addresses")?,
        audit_retention: Some(read.number("audit_retention")?).filter(|&seconds| seconds > 0),
        metrics_public: read.text("metrics")? == "public",
        metrics_bind: Some(read.text("metrics_bind")?).filter(|text| !text.is_empty()),
    })
}

struct Reader<'a> {
    look_up: &'a dyn Fn(&str) -> Option<Given>,
}

/// A knob and what it is set to.
struct Value {
    knob: &'static Knob,
    given: Given,
}

impl Value {
    fn refuse(&self, bound: impl Into<String>) -> SettingsError {
        let shown = if self.knob.secret { "something else".to_owned() } else { format!("'{}'", self.given.text) };
        SettingsError::OutOfBounds { name: self.knob.name, origin: self.given.origin.clone(), bound: bound.into(), shown }
    }

    fn bounds(&self) -> SettingsError {
        self.refuse(self.knob.bound())
    }
}

impl Reader<'_> {
    fn value(&self, name: &'static str) -> Value {
        static UNKNOWN: Knob = Knob { name: "", default: "", kind: Kind::Text, doc: "", reloadable: false, secret: false };
        let knob = Knob::named(name).unwrap_or(&UNKNOWN);
        debug_assert_eq!(knob.name, name, "every name read is in the table");
        let given =
            (self.look_up)(name).filter(|given| !given.text.is_empty() || knob.default.is_empty() || matches!(knob.kind, Kind::List));
        Value { knob, given: given.unwrap_or_else(|| Given { text: knob.default.to_owned(), origin: "the default".to_owned() }) }
    }

    fn text(&self, name: &'static str) -> Result<String> {
        let value = self.value(name);
        match value.knob.kind {
            Kind::Choice(words) if !words.contains(&value.given.text.as_str()) => Err(value.bounds()),
            _ => Ok(value.given.text),
        }
    }

    /// A file, and not the address of a database, which would be shown as a name of a file is.
    fn file(&self, name: &'static str) -> Result<PathBuf> {
        let Value { knob, given } = self.value(name);
        if store::is_url(&given.text) {
            let bound = "a file; an address goes into database_url".to_owned();
            return Err(SettingsError::OutOfBounds { name: knob.name, origin: given.origin, bound, shown: "an address".to_owned() });
        }
        Ok(given.text.into())
    }

    fn number<T: TryFrom<u64>>(&self, name: &'static str) -> Result<T> {
        let value = self.value(name);
        let text = value.given.text.trim();
        let (read, min, max) = match value.knob.kind {
            Kind::Bytes(min, max) => (bytes(text), min, max),
            Kind::Seconds(min, max) => {
                (parse_duration(text).filter(|length| length.subsec_nanos() == 0).map(|length| length.as_secs()), min, max)
            }
            Kind::Count(min, max) => (plain(text), min, max),
            _ => (None, 0, 0),
        };
        let within = read.filter(|number| (min..=max).contains(number));
        within.and_then(|number| T::try_from(number).ok()).ok_or_else(|| value.bounds())
    }

    fn entropy(&self, name: &'static str) -> Result<f64> {
        let value = self.value(name);
        value.given.text.trim().parse().ok().filter(|bits| (0.0..=8.0).contains(bits)).ok_or_else(|| value.bounds())
    }

    fn switch(&self, name: &'static str) -> Result<bool> {
        let value = self.value(name);
        switch(value.given.text.trim()).ok_or_else(|| value.bounds())
    }

    fn each<T>(&self, name: &'static str, bound: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
        let value = self.value(name);
        let words = value.given.text.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty());
        words.map(&read).collect::<Option<Vec<T>>>().ok_or_else(|| value.refuse(bound))
    }

    /// A secret: given itself, or in a file, whose one trailing newline is dropped.
    fn secret(&self, name: &'static str, file: &'static str) -> Result<Option<Secret>> {
        let value = self.value(name);
        if !value.given.text.is_empty() {
            return Ok(Some(Secret::new(value.given.text)));
        }
        if file.is_empty() {
            return Ok(None);
        }
        let value = self.value(file);
        if value.given.text.is_empty() {
            return Ok(None);
        }
        let path = PathBuf::from(&value.given.text);
        let text =
            read_file(&path).map_err(|why| SettingsError::Unreadable { name: file, origin: value.given.origin.clone(), path, why })?;
        if text.is_empty() { Err(value.refuse("a file that holds a secret, not an empty one")) } else { Ok(Some(Secret::new(text))) }
    }

    fn pair(&self, one: &'static str, other: &'static str) -> Result<Option<(PathBuf, PathBuf)>> {
        let (first, second) = (self.value(one), self.value(other));
        match (first.given.text.is_empty(), second.given.text.is_empty()) {
            (true, true) => Ok(None),
            (false, false) => Ok(Some((first.given.text.into(), second.given.text.into()))),
            (false, true) => Err(SettingsError::Alone { name: one, origin: first.given.origin, other }),
            (true, false) => Err(SettingsError::Alone { name: other, origin: second.given.origin, other: one }),
        }
    }

    /// The name of a header (RFC 9110, section 5.1: a token); `None` where none is named.
    fn header(&self, name: &'static str) -> Result<Option<String>> {
        let value = self.value(name);
        let token = value.given.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !token {
            return Err(value.refuse("the name of a header, such as Client-Cert"));
        }
        Ok(Some(value.given.text).filter(|text| !text.is_empty()))
    }

    fn public_url(&self) -> Result<Option<String>> {
        let value = self.value("public_url");
        let url = value.given.text.trim().trim_end_matches('/');
        if url.is_empty() {
            return Ok(None);
        }
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or("");
        let plain =
            !rest.is_empty() && !rest.starts_with('/') && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\"<>\\".contains(&byte));
        if plain { Ok(Some(url.to_owned())) } else { Err(value.refuse("an http:// or https:// address without a query")) }
    }

    fn url_prefix(&self) -> Result<String> {
        let value = self.value("url_prefix");
        let path = value.given.text.trim().trim_matches('/');
        let plain = path.split('/').all(|part| !matches!(part, "." | "..")) && !path.contains("//");
        let plain = plain && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
        match (path.is_empty(), plain) {
            (true, _) => Ok(String::new()),
            (false, true) => Ok(format!("/{path}")),
            (false, false) => Err(value.refuse("a path of letters, digits and - . _ ~ such as /paste")),
        }
    }

    fn flood(&self) -> Result<FloodRules> {
        Ok(FloodRules {
            window: self.number("antiflood_window")?,
            threshold: self.number("antiflood_threshold")?,
            step: self.number("antiflood_step")?,
            max: self.number("antiflood_max")?,
            decay: self.number("antiflood_decay")?,
        })
    }

    fn rate(&self) -> Result<RateRules> {
        Ok(RateRules {
            window: self.number("rate_window")?,
            max: self.number("rate_max")?,
            auth_multiplier: self.number("rate_auth_mult")?,
        })
    }
}

fn read_file(path: &Path) -> std::result::Result<Zeroizing<String>, String> {
    let mut text = Zeroizing::new(std::fs::read_to_string(path).map_err(|error| error.to_string())?);
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}

fn plain(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `3145728`, `64KiB`, `50MiB`, `2GiB`; the `iB` may be missing.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => KIB,
        "m" | "mb" | "mib" => MIB,
        "g" | "gb" | "gib" => GIB,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "on" => Some(true),
        "off" => Some(false),
        _ => header::parse_bool(text),
    }
}

fn fingerprint(text: &str) -> Option<String> {
    let text = text.replace(':', "").to_ascii_lowercase();
    (text.len() == 40 && is_lower_hex(&text)).then_some(text)
}

fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Settings> {
        let pairs: Vec<(String, String)> = pairs.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        settings(&|name| {
            let (at, (_, text)) = pairs.iter().enumerate().find(|(_, (known, _))| known == name)?;
            Some(Given { text: text.clone(), origin: format!("config.toml:{}", at + 1) })
        })
    }

    #[test]
    fn every_default_holds() {
        let settings = with(&[]).unwrap();
        assert_eq!((settings.max_anon, settings.expiry_trusted, settings.pow_difficulty), (3_145_728, 2_592_000, 20));
        assert_eq!(settings.flood, Some(FloodRules { window: 60, threshold: 30, step: 2, max: 28, decay: 60 }));
        assert_eq!(settings.rate, Some(RateRules { window: 60, max: 10, auth_multiplier: 5 }));
        assert!(settings.trusts(None) && settings.trusts("127.0.0.9".parse().ok()) && !settings.trusts("192.0.2.1".parse().ok()));
        assert!(settings.trusts("::ffff:127.0.0.1".parse().ok()));
    }

    #[test]
    fn a_value_out_of_bounds_names_its_place_and_its_bound() {
        let error = with(&[("max_expiry", "1d"), ("id_length", "3")]).unwrap_err();
        assert_eq!(error.to_string(), "config.toml:2: id_length must be 4 to 64, and is '3'");
        for (name, text) in [
            ("pow_difficulty", "41"),
            ("pow_difficulty", "-1"),
            ("max_anon", "0"),
            ("max_anon", "3 MB!"),
            ("max_expiry", "0"),
            ("expiry_anon", "500ms"),
            ("min_entropy", "8.1"),
            ("min_entropy", "NaN"),
            ("rate_max", "0"),
            ("rate_max", "+5"),
            ("create", "everyone"),
            ("hsts", "yes"),
            ("antiflood", "perhaps"),
            ("admins", "abc"),
            ("trusted_proxies", "10.0.0.0/33"),
            ("public_url", "paste.example.com"),
            ("public_url", "https://"),
            ("client_cert_header", "Client-Cert: "),
            ("url_prefix", "/a b"),
            ("url_prefix", "/../x"),
        ] {
            let error = with(&[(name, text)]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("config.toml:1: {name} must be ")), "{error}");
        }
    }

    #[test]
    fn numbers_come_with_units() {
        let settings =
            with(&[("max_anon", "64KiB"), ("max_auth", "2m"), ("max_expiry", "2w"), ("trusted_proxies", "10.0.0.0/8,192.0.2.7")]).unwrap();
        assert_eq!((settings.max_anon, settings.max_auth, settings.max_expiry), (65_536, 2 * MIB, 1_209_600));
        assert!(settings.trusts("192.0.2.7".parse().ok()) && !settings.trusts(None));
        assert_eq!(with(&[("url_prefix", "paste/")]).unwrap().url_prefix, "/paste");
    }

    #[test]
    fn a_secret_comes_from_its_file_without_the_newline_and_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "s3cret\n").unwrap();
        let settings = with(&[("proxy_secret_file", path.to_str().unwrap())]).unwrap();
        assert!(settings.proxy_secret.as_ref().unwrap().is(b"s3cret"));
        assert!(!format!("{settings:?}").contains("s3cret"));
        std::fs::write(&path, "\n").unwrap();
        assert!(with(&[("proxy_secret_file", path.to_str().unwrap())]).is_err());
        assert!(matches!(with(&[("proxy_secret_file", "/nowhere")]), Err(SettingsError::Unreadable { .. })));
    }

    #[test]
    fn a_certificate_needs_its_key() {
        assert_eq!(with(&[("tls_cert", "a.pem")]).unwrap_err().to_string(), "config.toml:1: tls_cert needs tls_key too");
    }

    #[test]
    fn untrusted_may_count_as_anonymous_and_flask_debug_is_a_level() {
        let settings = with(&[("untrusted", "anonymous"), ("flask_debug", "1"), ("rate_limit", "0")]).unwrap();
        assert_eq!(settings.max_size(Level::Untrusted), settings.max_anon);
        assert_eq!((settings.log_level, settings.rate, settings.miss_max), (LogLevel::Debug, None, 0));
    }
}
