//! The commands about certificates: `cert`, `register`, `pki`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

/// fpaste cert
#[derive(Args, Debug)]
pub struct Cert {
    /// The kind of key
    #[arg(short, long, value_enum, default_value_t = CertKind::Ec)]
    pub algorithm: CertKind,
    /// Bits of an RSA key: 2048, 3072 or 4096 (with -a rsa)
    #[arg(short, long, value_name = "BITS", value_parser = clap::builder::PossibleValuesParser::new(["2048", "3072", "4096"]))]
    pub bits: Option<String>,
    /// Curve of an EC key (with -a ec; secp384r1)
    #[arg(short, long, value_enum)]
    pub curve: Option<Curve>,
    /// Days it is valid
    #[arg(short, long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub days: u32,
    /// The name in it
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
    /// Write the files into this directory
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Write a PKCS#12 bundle too, for a browser
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pkcs12: Option<PathBuf>,
    /// Replace an existing key; the old one is kept as .bak-DATE
    #[arg(long)]
    pub force: bool,
    /// Write the certificate into the configuration
    #[arg(long)]
    pub configure: bool,
}

/// The kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CertKind {
    /// An elliptic curve
    Ec,
    /// RSA
    Rsa,
}

/// The curve of an EC key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Curve {
    /// P-256
    Secp256r1,
    /// P-384
    Secp384r1,
    /// P-521
    Secp521r1,
}

/// fpaste register
#[derive(Args, Default)]
pub struct Register {
    /// The name to ask for
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
    /// Write the certificate into the configuration
    #[arg(long)]
    pub configure: bool,
    /// Write the files into this directory
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Replace the certificate you have; pastes and tokens stay yours
    #[arg(long)]
    pub renew: bool,
    /// Replace an existing key; the old one is kept as .bak-DATE
    #[arg(long)]
    pub force: bool,
    /// The code in the log of the server until it is used: makes you its admin
    #[arg(long, value_name = "CODE")]
    pub setup_code: Option<String>,
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").field("name", &self.name).field("output", &self.output).finish_non_exhaustive()
    }
}

/// fpaste pki …
#[derive(Args, Debug)]
pub struct Pki {
    /// What to do.
    #[command(subcommand)]
    pub command: PkiCommand,
}

/// What pki does.
#[derive(Debug, Subcommand)]
pub enum PkiCommand {
    /// Show the server's certificate authority
    Status,
    /// Fetch the authority's certificate, after checking that the connection chains to it
    Download(PkiDownload),
    /// Issue a certificate (admin)
    Issue(IssueName),
    /// List the certificates issued (admin)
    List(PkiList),
    /// Revoke a certificate (admin)
    Revoke(PkiRevoke),
}

/// fpaste pki download
#[derive(Args, Debug, Default)]
pub struct PkiDownload {
    /// Write it to this file
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Trust it from now on: write it into the configuration
    #[arg(long)]
    pub configure: bool,
    /// Its SHA-256, as the server's owner told you; needed without a terminal
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
}

/// fpaste pki issue
#[derive(Args, Debug)]
pub struct IssueName {
    /// The name in the certificate
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
    /// Write the files into this directory
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Replace an existing key; the old one is kept as .bak-DATE
    #[arg(long)]
    pub force: bool,
}

/// fpaste pki list
#[derive(Args, Debug, Default)]
pub struct PkiList {
    /// Only those that are valid now
    #[arg(long)]
    pub valid: bool,
}

/// fpaste pki revoke
#[derive(Args, Debug)]
pub struct PkiRevoke {
    /// Serials, as pki list shows them
    #[arg(value_name = "SERIAL", required = true)]
    pub serials: Vec<String>,
}
