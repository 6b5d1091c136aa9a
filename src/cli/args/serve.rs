//! `serve`, and what can be done on the box that runs it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

/// fpaste serve [OPTIONS]
#[derive(Args, Debug, Default)]
pub struct Serve {
    /// Listen here: ADDR:PORT, or unix:PATH (127.0.0.1:5000)
    #[arg(long, value_name = "ADDR")]
    pub bind: Option<String>,
    /// The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…
    #[arg(long, value_name = "FILE|URL", value_hint = ValueHint::FilePath, global = true)]
    pub db: Option<PathBuf>,
    /// A file with the key that bodies are sealed under in the database
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub storage_key_file: Option<PathBuf>,
    /// How people reach this server, such as https://paste.example.com
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// The path below which a reverse proxy shows this server
    #[arg(long, value_name = "PATH")]
    pub url_prefix: Option<String>,
    /// Who may create pastes: anyone, untrusted, trusted or admin
    #[arg(long, value_name = "WHO")]
    pub create: Option<String>,
    /// Networks of reverse proxies whose headers are believed (127.0.0.0/8, ::1)
    #[arg(long, value_name = "NETWORKS")]
    pub trusted_proxies: Option<String>,
    /// A file with the secret such a proxy must send
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub proxy_secret_file: Option<PathBuf>,
    /// Leading zero bits asked of a creation; 0 asks for no proof of work
    #[arg(long, value_name = "BITS")]
    pub pow_difficulty: Option<String>,
    /// Answer https with a certificate of the server's own authority
    #[arg(long)]
    pub tls: bool,
    /// Answer https with this certificate chain, PEM
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The key of that certificate, PEM
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A name or address to put into the own certificate; may be given several times
    #[arg(long, value_name = "NAME")]
    pub tls_name: Vec<String>,
    /// Issue client certificates
    #[arg(long)]
    pub pki: bool,
    /// A file with the password of the certificate authority's key
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub ca_password_file: Option<PathBuf>,
    /// The form of a log line: text or json
    #[arg(long, value_name = "FORM")]
    pub log_format: Option<String>,
    /// An address of its own for the metrics
    #[arg(long, value_name = "ADDR")]
    pub metrics_bind: Option<String>,
    /// Something to do on the box instead of serving.
    #[command(subcommand)]
    pub command: Option<ServeCommand>,
}

/// What can be done on the box, on the configured database, without a certificate and while a server runs.
#[derive(Debug, Subcommand)]
pub enum ServeCommand {
    /// Say who is an admin, who is blocked, and take pastes away
    Admin(ServeAdmin),
    /// Refuse everything new until it is lifted, or say whether that is so
    Lockdown(ServeLockdown),
    /// Copy the database into one file, while a server runs on it; burn pastes stay out
    Backup(ServeBackup),
    /// Read a whole backup and say what is in it
    Verify(ServeBackup),
    /// Make the database of a backup, locked down
    Restore(ServeBackup),
    /// Move in: from a FlaskPaste database, or a folder of files; tells what would happen, and does it with -y
    Import(ServeImport),
    /// Look over what the server stands on: database, clock, permissions, disk, certificate, proxies, burning
    Check,
    /// Move all of the database into another, SQLite or PostgreSQL, while a server still reads from it
    Move(ServeMove),
    /// Seal bodies in the database under another storage key, or the first, and what lies in the clear
    Rekey(ServeRekey),
    /// Print a systemd unit for this machine
    Unit,
    /// Make the certificate authority before the first start, or show it
    Ca(ServeCa),
}

/// fpaste serve ca …
#[derive(Args, Debug)]
pub struct ServeCa {
    /// What to do.
    #[command(subcommand)]
    pub command: CaCommand,
}

/// What serve ca can do.
#[derive(Debug, Subcommand)]
pub enum CaCommand {
    /// Make it; prints its SHA-256
    Init(CaInit),
    /// Show its name, fingerprints and dates
    Show,
}

/// fpaste serve ca init
#[derive(Args, Debug)]
pub struct CaInit {
    /// Its name (fpaste CA)
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
}

/// fpaste serve admin …
#[derive(Args, Debug)]
pub struct ServeAdmin {
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// What serve admin can do.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Make the account of a certificate an admin
    Grant(OneFingerprint),
    /// Take the admin mark away
    Revoke(OneFingerprint),
    /// List admins and blocked accounts
    List,
    /// Delete pastes: by id or link, or all of an account by its fingerprint
    Rm(ServeRemove),
    /// Refuse an account everywhere
    Block(OneFingerprint),
    /// Let an account in again
    Unblock(OneFingerprint),
}

/// Whose account is meant.
#[derive(Args, Debug)]
pub struct OneFingerprint {
    /// SHA-1 of a certificate, 40 hex digits; colons are left out
    #[arg(value_name = "FINGERPRINT", value_parser = fingerprint)]
    pub fingerprint: String,
}

/// fpaste serve admin rm
#[derive(Args, Debug)]
pub struct ServeRemove {
    /// Ids, links or fingerprints
    #[arg(value_name = "ID|URL|FINGERPRINT", required = true)]
    pub what: Vec<String>,
}

/// fpaste serve backup|verify|restore FILE|-
#[derive(Args, Debug)]
pub struct ServeBackup {
    /// The backup; - is stdout, or stdin
    #[arg(value_name = "FILE|-", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// fpaste serve rekey [--new FILE]
#[derive(Args, Debug)]
pub struct ServeRekey {
    /// The key to change to; made, readable by you alone, where there is no such file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub new: Option<PathBuf>,
}

/// fpaste serve move [--from FILE|URL] [--to FILE|URL]
#[derive(Args, Debug)]
pub struct ServeMove {
    /// What to move: a file, or postgres://… (the configured database)
    #[arg(long, value_name = "FILE|URL", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Where to: a file that is not there, or an empty postgres://… (the configured database)
    #[arg(long, value_name = "FILE|URL", value_hint = ValueHint::FilePath)]
    pub to: Option<PathBuf>,
    /// Give a move up that is not finished: the old database takes pastes again
    #[arg(long, conflicts_with = "to")]
    pub cancel: bool,
}

/// fpaste serve import FILE|DIR
#[derive(Args, Debug)]
pub struct ServeImport {
    /// A FlaskPaste database, or a folder whose files become pastes, not encrypted
    #[arg(value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub source: PathBuf,
    /// How long the files of a folder live (`expiry_trusted`)
    #[arg(short = 'x', long, value_name = "DURATION")]
    pub expiry: Option<String>,
    /// Whose the files of a folder are: the SHA-1 of a certificate
    #[arg(long, value_name = "FINGERPRINT", value_parser = fingerprint)]
    pub owner: Option<String>,
}

/// fpaste serve lockdown [on|off]
#[derive(Args, Debug)]
pub struct ServeLockdown {
    /// Lock down, or lift it; nothing says how it is
    #[arg(value_name = "on|off", value_enum)]
    pub state: Option<OnOff>,
}

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}

/// Reads a SHA-1 as openssl x509 -fingerprint or a browser shows it: any case, colons between the bytes.
pub(super) fn fingerprint(text: &str) -> Result<String, String> {
    crate::cli::settings::fingerprint(text).ok_or_else(|| "40 hex digits are wanted".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_other_programs_show_it() {
        let plain = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(fingerprint(plain).as_deref(), Ok(plain));
        assert_eq!(fingerprint("01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67").as_deref(), Ok(plain));
        for wrong in ["", "xyz", &plain[1..], &format!("{plain}0"), "g123456789abcdef0123456789abcdef01234567"] {
            assert!(fingerprint(wrong).is_err(), "{wrong}");
        }
    }
}
