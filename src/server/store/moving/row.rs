//! A row on its way from one engine to the other, what it hashes to, and where in the tables a copy has come to.

use std::fmt;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::table::{SHA256, SIZE, TABLES, Table};
use crate::protocol::hex;
use crate::server::at_rest::{KeyId, WRAPPED, Wrapper};
use crate::server::store::{Result, StoreError};

/// What stands in a column. Wiped when it goes: it may be a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A number; a flag is 1 or 0.
    Number(i64),
    /// A text.
    Text(Zeroizing<String>),
    /// Bytes.
    Bytes(Zeroizing<Vec<u8>>),
}

impl Value {
    /// Its number, if it is one.
    pub fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// Its text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Its bytes, if it has some.
    pub fn bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    fn encode(&self, into: &mut Vec<u8>) {
        let (tag, bytes): (u8, &[u8]) = match self {
            Self::Null => (0, &[]),
            Self::Number(number) => (1, &number.to_be_bytes()),
            Self::Text(text) => (2, text.as_bytes()),
            Self::Bytes(bytes) => (3, bytes),
        };
        into.push(tag);
        into.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        into.extend_from_slice(bytes);
    }

    /// What [`Self::encode`] wrote, and what follows it.
    fn decode(from: &[u8]) -> Option<(Self, &[u8])> {
        let (&tag, rest) = from.split_first()?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (bytes, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        let value = match tag {
            0 => Self::Null,
            1 => Self::Number(i64::from_be_bytes(bytes.try_into().ok()?)),
            2 => Self::Text(Zeroizing::new(String::from_utf8(bytes.to_vec()).ok()?)),
            3 => Self::Bytes(Zeroizing::new(bytes.to_vec())),
            _ => return None,
        };
        Some((value, rest))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(…)")
    }
}

/// The values of a row, in the order of its table's columns.
pub type Row = Vec<Value>;

/// What names a row to a person.
pub(super) fn name(table: &Table, row: &[Value]) -> String {
    let words = row.iter().take(table.key).map(|value| match value {
        Value::Null => "nothing".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bytes(bytes) => hex(bytes),
    });
    words.collect::<Vec<_>>().join("/")
}

/// What the row of a paste says of its body as it lies there.
#[derive(Clone, Debug)]
pub(in crate::server::store) struct Lies {
    /// The paste's own number.
    pub(in crate::server::store) seq: i64,
    /// Bytes of the body, before it was sealed.
    pub(in crate::server::store) size: u64,
    /// The hash of what lies there.
    pub(in crate::server::store) sha256: [u8; 32],
    /// Its key, where it is sealed.
    pub(in crate::server::store) wrapper: Option<Wrapper>,
}

impl Lies {
    /// Reads it out of the row.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`]: the row says nothing of that kind.
    pub(in crate::server::store) fn of(row: &[Value]) -> Result<Self> {
        let bytes = |at: usize| row.get(at).and_then(Value::bytes);
        let number = |at: usize| row.get(at).and_then(Value::number);
        let read = || {
            let wrapper = match (bytes(SHA256 + 1), bytes(SHA256 + 2)) {
                (Some(key), Some(wrapped)) => {
                    Some(Wrapper { key: KeyId::from_bytes(key.try_into().ok()?), bytes: <[u8; WRAPPED]>::try_from(wrapped).ok()? })
                }
                (None, None) => None,
                _ => return None,
            };
            Some(Self { seq: number(0)?, size: u64::try_from(number(SIZE)?).ok()?, sha256: bytes(SHA256)?.try_into().ok()?, wrapper })
        };
        read().ok_or_else(|| StoreError::Corrupt("a paste's record says nothing of its body".to_owned()))
    }
}

/// How many rows there are, and what all of them come to, in whatever order they are read: the exclusive or of their hashes. Each row
/// is there once, for its key is; so two that differ come to the same by no accident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Rows.
    pub rows: u64,
    sum: [u8; 32],
}

impl Digest {
    /// Counts a row in.
    pub fn add(&mut self, row: &[Value]) {
        let mut bytes = Zeroizing::new(Vec::new());
        for value in row {
            value.encode(&mut bytes);
        }
        let hash = Sha256::digest(&*bytes);
        self.rows += 1;
        self.sum.iter_mut().zip(hash).for_each(|(sum, byte)| *sum ^= byte);
    }
}

/// How far a copy has come: the table that is next, and the key of its last row that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Its place in [`TABLES`]; beyond the last nothing is left.
    pub table: usize,
    /// Nothing where none of its rows is there.
    pub after: Vec<Value>,
}

impl Cursor {
    /// As it is kept.
    pub fn encode(&self) -> Vec<u8> {
        let name = TABLES.get(self.table).map_or("", |table| table.name);
        let mut bytes = Vec::new();
        Value::Text(Zeroizing::new(name.to_owned())).encode(&mut bytes);
        for value in &self.after {
            value.encode(&mut bytes);
        }
        bytes
    }

    /// What [`Self::encode`] made; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (name, mut rest) = Value::decode(bytes)?;
        let table = match name.text()? {
            "" => TABLES.len(),
            name => TABLES.iter().position(|table| table.name == name)?,
        };
        let mut after = Vec::new();
        while !rest.is_empty() {
            let value;
            (value, rest) = Value::decode(rest)?;
            after.push(value);
        }
        Some(Self { table, after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(Zeroizing::new(text.to_owned()))
    }

    fn bytes(bytes: &[u8]) -> Value {
        Value::Bytes(Zeroizing::new(bytes.to_vec()))
    }

    #[test]
    fn a_cursor_comes_back_as_it_was_kept_and_nothing_else_is_one() {
        let dedup = TABLES.iter().position(|table| table.name == "dedup").unwrap();
        for cursor in [
            Cursor::default(),
            Cursor { table: dedup, after: vec![text("a/ü"), bytes(&[0, 255])] },
            Cursor { table: 1, after: vec![Value::Number(-7)] },
            Cursor { table: TABLES.len(), after: Vec::new() },
        ] {
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        let whole = Cursor { table: 1, after: vec![Value::Number(7)] }.encode();
        for cut in 0..whole.len() {
            assert!(Cursor::decode(&whole[..cut]).is_none_or(|cursor| cursor.after.is_empty()), "{cut}");
        }
        assert_eq!(Cursor::decode(&Cursor { table: 0, after: Vec::new() }.encode().repeat(2)).map(|cursor| cursor.after.len()), Some(1));
    }

    #[test]
    fn rows_come_to_the_same_in_any_order_and_to_another_where_a_value_moves() {
        let digest = |rows: &[Row]| {
            let mut digest = Digest::default();
            for row in rows {
                digest.add(row);
            }
            digest
        };
        let rows = [vec![text("a"), text("bc")], vec![text("b"), Value::Null]];
        let turned = [rows[1].clone(), rows[0].clone()];
        assert_eq!(digest(&rows), digest(&turned));
        for other in [
            [vec![text("ab"), text("c")], rows[1].clone()],
            [vec![text("a"), bytes(b"bc")], rows[1].clone()],
            [rows[0].clone(), vec![text("b"), text("")]],
        ] {
            assert_ne!(digest(&rows), digest(&other));
        }
        assert_ne!(digest(&rows[..1]), digest(&rows));
    }

    #[test]
    fn what_is_moved_shows_nothing_of_itself() {
        assert!(!format!("{:?}", vec![text("s3cret"), bytes(b"s3cret")]).contains("s3cret"));
    }
}
