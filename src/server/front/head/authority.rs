//! An authority: a host and perhaps a port, as `Host` and absolute targets name it (RFC 9110 §4.2, §7.2). No user, no password.

use std::net::Ipv6Addr;

/// Bytes of a host name, at most (RFC 1035), and room for a port.
const LENGTH_MAX: usize = 255 + 6;

/// Whether the text is one. Only plain names and addresses are: answers print it back in URLs.
pub(super) fn is_valid(text: &str) -> bool {
    if text.is_empty() || text.len() > LENGTH_MAX {
        return false;
    }
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else { return false };
            if address.parse::<Ipv6Addr>().is_err() {
                return false;
            }
            if port.is_empty() {
                return true;
            }
            let Some(port) = port.strip_prefix(':') else { return false };
            ("v6", Some(port))
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'));
    let number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok());
    name && port.is_none_or(number)
}
