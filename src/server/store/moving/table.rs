//! What there is to move: every table that holds something of its own, described once for both engines. A test of each engine holds
//! its schema against this list, so that no table and no column is forgotten.

/// A table whose rows move as they are.
#[derive(Debug)]
pub struct Table {
    /// Its name, in both engines.
    pub name: &'static str,
    /// How many of its columns, the first ones, name a row.
    pub key: usize,
    /// All its columns.
    pub columns: &'static [Column],
}

/// A column, under the name that each engine has for it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// In SQLite; of a body's record an expression over the tables that hold it there.
    pub sqlite: &'static str,
    /// In PostgreSQL.
    pub postgres: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// Yes or no; in SQLite 1 or 0.
    Flag,
}

const fn of(name: &'static str, kind: Kind) -> Column {
    Column { sqlite: name, postgres: name, kind }
}

const fn number(name: &'static str) -> Column {
    of(name, Kind::Number)
}

const fn text(name: &'static str) -> Column {
    of(name, Kind::Text)
}

const fn bytes(name: &'static str) -> Column {
    of(name, Kind::Bytes)
}

const fn flag(name: &'static str) -> Column {
    of(name, Kind::Flag)
}

const fn two(sqlite: &'static str, postgres: &'static str, kind: Kind) -> Column {
    Column { sqlite, postgres, kind }
}

/// The table of pastes, with whose rows their bodies move.
pub(super) const PASTE: &str = "paste";
/// Its columns that the body's record is made of: size, and, the last three, the hash of what lies there, its storage key and its
/// own key under that.
pub(super) const SIZE: usize = 4;
/// The first of those last three.
pub(in crate::server::store) const SHA256: usize = 16;

/// Every table, those that others point at first.
pub const TABLES: &[Table] = &[
    Table { name: "storage_key", key: 1, columns: &[bytes("id"), bytes("digest"), two("current", "holds", Kind::Flag)] },
    Table { name: "account", key: 1, columns: &[number("id"), text("fingerprint"), number("created_at"), flag("admin"), flag("blocked")] },
    Table { name: "fingerprint", key: 1, columns: &[text("sha1"), text("sha256"), number("account")] },
    Table {
        name: "certificate",
        key: 1,
        columns: &[
            number("seq"),
            text("serial"),
            text("common_name"),
            text("sha1"),
            text("sha256"),
            number("issued_at"),
            number("expires_at"),
            number("revoked_at"),
            number("account"),
        ],
    },
    Table {
        name: "authority",
        key: 1,
        columns: &[two("only", "one", Kind::Number), text("certificate_pem"), text("key_pem"), number("created_at")],
    },
    Table {
        name: "token",
        key: 1,
        columns: &[
            number("seq"),
            text("id"),
            bytes("hash"),
            number("account"),
            text("name"),
            text("scopes"),
            number("created_at"),
            number("expires_at"),
            number("last_used_at"),
        ],
    },
    Table {
        name: PASTE,
        key: 1,
        columns: &[
            number("seq"),
            text("id"),
            number("owner"),
            text("mime_type"),
            number("size"),
            number("created_at"),
            number("expires_at"),
            flag("burn"),
            bytes("claim_hash"),
            bytes("password_salt"),
            bytes("password_hash"),
            number("password_rounds"),
            text("display_name"),
            bytes("delete_token_hash"),
            bytes("lease_reader"),
            number("lease_until"),
            two("coalesce(sealed.sha256, body.sha256)", "sha256", Kind::Bytes),
            two("sealed.key", "storage_key", Kind::Bytes),
            two("sealed.wrapped", "wrapped_key", Kind::Bytes),
        ],
    },
    Table { name: "once", key: 1, columns: &[bytes("key"), bytes("request"), number("paste"), number("expires_at")] },
    Table { name: "dedup", key: 2, columns: &[text("scope"), bytes("sha256"), number("began_at"), number("ends_at"), number("count")] },
    Table { name: "quota", key: 2, columns: &[number("day"), text("scope"), number("bytes")] },
    Table {
        name: "audit",
        key: 1,
        columns: &[
            number("seq"),
            number("time"),
            text("event"),
            text("actor"),
            text("subject"),
            text("outcome"),
            text("address"),
            text("request_id"),
            text("previous"),
            text("hash"),
        ],
    },
    Table { name: "secret", key: 1, columns: &[text("name"), bytes("bytes")] },
    Table { name: "setting", key: 1, columns: &[text("name"), text("text")] },
];

/// Tables that give each row a number never given before, and the column that holds it.
pub(in crate::server::store) const NUMBERED: &[(&str, &str)] =
    &[("account", "id"), ("certificate", "seq"), ("token", "seq"), (PASTE, "seq")];

/// Tables whose rows do not move as they are, and why.
#[cfg(test)]
pub(in crate::server::store) const LEFT_BEHIND: &[(&str, &str)] = &[
    ("body", "moves with its paste, in the engine's own pieces"),
    ("sealed", "moves with its paste"),
    ("tally", "is counted anew"),
    ("counted", "is what servers told each other within the last minute"),
    ("gate", "holds nothing: its rows are there to be locked"),
    ("move", "is the marker of the move itself"),
    ("schema_version", "is the engine's own"),
    ("sqlite_sequence", "is the engine's own; the numbers that were given move"),
];

impl Table {
    /// The table of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Whether it is the one with whose rows bodies move.
    pub fn has_bodies(&self) -> bool {
        self.name == PASTE
    }
}
