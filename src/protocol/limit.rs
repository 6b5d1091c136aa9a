//! Every number both ends must know, once: sizes in bytes, lifetimes in seconds, counts.
//!
//! What an operator can change has its default here and its bounds in `server/settings.rs`.

/// One KiB, in bytes.
pub const KIB: u64 = 1024;
/// One MiB, in bytes.
pub const MIB: u64 = 1024 * KIB;
/// One GiB, in bytes.
pub const GIB: u64 = 1024 * MIB;
/// One hour, in seconds.
pub const HOUR: u64 = 3600;
/// One day, in seconds.
pub const DAY: u64 = 24 * HOUR;

/// Digits of a paste id where the operator says nothing.
pub const ID_LENGTH: usize = 12;
/// The shortest id a server may be told to make, and the shortest that is read as one.
pub const ID_LENGTH_MIN: usize = 4;
/// The longest id.
pub const ID_LENGTH_MAX: usize = 64;

/// Largest body from an anonymous caller.
pub const MAX_ANON: u64 = 3 * MIB;
/// Largest body from a caller with a certificate.
pub const MAX_AUTH: u64 = 50 * MIB;
/// Lifetime of an anonymous paste, if it asks for none.
pub const EXPIRY_ANON: u64 = DAY;
/// Lifetime of a paste made with a self-made certificate.
pub const EXPIRY_UNTRUSTED: u64 = 7 * DAY;
/// Lifetime of a paste made with a certificate of this server.
pub const EXPIRY_TRUSTED: u64 = 30 * DAY;
/// The longest lifetime anyone gets.
pub const EXPIRY_MAX: u64 = 90 * DAY;

/// Leading zero bits asked of a creation.
pub const POW_DIFFICULTY: u8 = 20;
/// Leading zero bits asked of a registration.
pub const REGISTER_POW: u8 = 24;
/// The most bits that may ever be asked: beyond it nobody finishes.
pub const POW_DIFFICULTY_MAX: u8 = 40;
/// How long a challenge can be answered, at least.
pub const POW_TTL: u64 = 300;
/// Hashes per second of the slowest client that a challenge still waits for.
pub const POW_SLOWEST_RATE: u64 = 500_000;
/// Digits of a solution, at most: `u64::MAX` has twenty.
pub const POW_SOLUTION_DIGITS: usize = 20;
/// How long an `Idempotency-Key` is remembered.
pub const IDEMPOTENCY_WINDOW: u64 = 600;

/// How long the reader of a burn paste may fetch it again.
pub const BURN_LEASE: u64 = 60;
/// Characters of a paste password, at most.
pub const PASSWORD_CHARS: usize = 1024;
/// Characters of a label, at most.
pub const DISPLAY_NAME_CHARS: usize = 128;
/// PBKDF2-HMAC-SHA256 rounds for paste passwords and passphrases.
pub const PBKDF2_ROUNDS: u32 = 600_000;
/// Fewest rounds a container may ask of its reader.
pub const PBKDF2_ROUNDS_MIN: u32 = 100_000;
/// Most rounds a container may ask of its reader.
pub const PBKDF2_ROUNDS_MAX: u32 = 10_000_000;
/// What a reader unpacks a compressed paste to, at most, if not told otherwise.
pub const UNPACKED_MAX: u64 = GIB;

/// Rows of a listing, if the caller asks for no number.
pub const LIST_DEFAULT: u64 = 50;
/// Rows of a listing, at most.
pub const LIST_MAX: u64 = 200;
/// Characters of a certificate's or token's name, at most.
pub const NAME_CHARS: usize = 64;
