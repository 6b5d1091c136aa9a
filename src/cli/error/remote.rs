//! What a server, or the way to it, did: exit codes, words and next steps for the client's situations.

use crate::cli::exit::Exit;
use crate::client::{CredentialFault, Error, TlsFault};
use crate::protocol::{ErrorCode, header};

pub(super) fn exit(error: &Error) -> Exit {
    match error {
        // These come from the command line alone.
        Error::InvalidHeader { name } if [header::PASSWORD, header::DISPLAY_NAME, header::CONTENT_TYPE].contains(&name.as_str()) => {
            Exit::Usage
        }
        Error::InvalidServer(_) | Error::InvalidProxy { .. } | Error::InvalidHeader { .. } | Error::CredentialFile { .. } => Exit::Config,
        Error::InsecureWithCertificate => Exit::Usage,
        Error::Refused { .. }
        | Error::NameNotFound { .. }
        | Error::ConnectTimeout { .. }
        | Error::Unreachable { .. }
        | Error::ProxyFailed { .. }
        | Error::Stalled { .. }
        | Error::TookTooLong { .. }
        | Error::NoAnswer { .. } => Exit::Unreachable,
        Error::Tls { .. } => Exit::Tls,
        Error::HalfAnswer { .. }
        | Error::Nonsense { .. }
        | Error::Redirected { .. }
        | Error::TooManyRedirects { .. }
        | Error::ProofRefused(_)
        | Error::BadRequest(_)
        | Error::ServerFailed(_)
        | Error::Unsolvable { .. } => Exit::Server,
        Error::NotFound(_) => Exit::NotFound,
        Error::NotAuthorised(_) | Error::PasswordRequired(_) | Error::PasswordWrong(_) => Exit::Unauthorized,
        Error::Claim(_) => Exit::Key,
        Error::AskedToWait { .. } => Exit::Wait,
        Error::ContentRefused(_) | Error::AnswerTooLarge { .. } => Exit::Content,
        Error::Conflict(_) | Error::Entropy(_) => Exit::Failure,
        Error::Cancelled => Exit::Interrupted,
        Error::Source(_) => Exit::File,
    }
}

/// The server's word where it has one, else ours.
pub(super) fn code(error: &Error) -> &'static str {
    if let Some(code) = error.code() {
        return code.word();
    }
    match error {
        Error::InvalidServer(_) => "invalid_server",
        Error::InvalidProxy { .. } => "invalid_proxy",
        Error::InvalidHeader { .. } => "invalid_header",
        Error::CredentialFile { .. } => "credential_file",
        Error::InsecureWithCertificate => "insecure_with_certificate",
        Error::Refused { .. } => "connection_refused",
        Error::NameNotFound { .. } => "name_not_found",
        Error::ConnectTimeout { .. } | Error::Stalled { .. } | Error::TookTooLong { .. } => "timeout",
        Error::Unreachable { .. } => "unreachable",
        Error::ProxyFailed { .. } => "proxy_failed",
        Error::Tls { .. } => "tls",
        Error::NoAnswer { .. } => "no_answer",
        Error::HalfAnswer { .. } => "half_answer",
        Error::Nonsense { .. } => "nonsense",
        Error::AnswerTooLarge { .. } => "too_large",
        Error::Redirected { .. } | Error::TooManyRedirects { .. } => "redirected",
        Error::NotFound(_) => "not_found",
        Error::NotAuthorised(_) => "not_authorised",
        Error::PasswordRequired(_) => "password_required",
        Error::PasswordWrong(_) => "password_wrong",
        Error::Claim(_) => "claim_wrong",
        Error::AskedToWait { .. } => "rate_limited",
        Error::ContentRefused(_) => "content_refused",
        Error::ProofRefused(_) => "pow_failed",
        Error::Conflict(_) => "conflict",
        Error::BadRequest(_) => "bad_request",
        Error::ServerFailed(_) => "server_failed",
        Error::Unsolvable { .. } => "unsolvable",
        Error::Cancelled => "cancelled",
        Error::Source(_) => "file",
        Error::Entropy(_) => "entropy",
    }
}

pub(super) fn message(paste: Option<&str>, error: &Error) -> String {
    match (error, paste) {
        (Error::NotFound(_), Some(paste)) => format!("paste {paste} not found (it may have expired or been read once)"),
        (Error::Claim(refusal), _) if refusal.is(ErrorCode::ClaimRequired) => {
            "this paste is encrypted and the link has no '#key'; not fetched, because reading would delete it".to_owned()
        }
        (Error::Claim(_), _) => "the key in this link is not the paste's; nothing was read".to_owned(),
        (Error::PasswordRequired(_), Some(paste)) => format!("paste {paste} has a password"),
        (error, _) => sentence(&error.to_string()),
    }
}

/// A server's sentence in our form: lower case at its beginning (unless it is an acronym), no full stop.
fn sentence(text: &str) -> String {
    let text = text.trim_end().trim_end_matches('.');
    let mut letters = text.chars();
    let first = letters.next();
    match (first, letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

pub(super) fn hint(error: &Error) -> Option<String> {
    let hint = match error {
        Error::CredentialFile { file, why: CredentialFault::Passphrase } => {
            return Some(format!("(umask 077; openssl pkey -in '{file}' -out '{file}.plain') and configure that as client_key"));
        }
        Error::InvalidServer(_) => "fpaste config set server https://paste.example.com",
        Error::Refused { .. } | Error::NameNotFound { .. } | Error::ConnectTimeout { .. } | Error::Unreachable { .. } => "fpaste doctor",
        Error::Nonsense { .. } | Error::TooManyRedirects { .. } => "fpaste config get server",
        Error::Tls { fault: TlsFault::UnknownIssuer, .. } => {
            "fpaste pki download --configure      (compare the fingerprint it prints with the server's)"
        }
        Error::Tls { fault: TlsFault::ClientCertificate(_), .. } => "fpaste register --renew --configure",
        Error::Tls { fault: TlsFault::NotTls, .. } => "fpaste config set server http://…",
        Error::Redirected { configure: Some(server), .. } => return Some(format!("fpaste config set server {server}")),
        Error::PasswordRequired(_) | Error::PasswordWrong(_) => "fpaste get --password-file FILE, or -p to be asked",
        Error::AskedToWait { seconds, .. } => return Some(format!("--max-wait {seconds}s waits that long, --retries N more often")),
        Error::AnswerTooLarge { .. } => "--max-size SIZE",
        Error::InsecureWithCertificate => "fpaste --ca-cert FILE",
        Error::NotAuthorised(refusal) => match refusal.code {
            Some(ErrorCode::CertificateRevoked) => "fpaste register --configure",
            Some(ErrorCode::InvalidToken) => "fpaste token create NAME",
            Some(ErrorCode::AuthRequired) | None if refusal.status == 401 => "fpaste register --configure",
            _ => "fpaste info      (who this server takes you for)",
        },
        Error::ContentRefused(refusal) if refusal.is(ErrorCode::LowEntropy) => "leave out -E: this server takes encrypted pastes only",
        Error::Conflict(refusal) if refusal.is(ErrorCode::CountMismatch) => {
            return refusal.number("count").map(|count| format!("fpaste delete --all --confirm {count}"));
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_sentence_is_put_in_our_form() {
        assert_eq!(sentence("Paste not found."), "paste not found");
        assert_eq!(sentence("JSON is wrong"), "JSON is wrong");
        assert_eq!(sentence("E"), "E");
    }
}
