//! Reads the database of a FlaskPaste server, for who moves in. What its tables are called and hold is asked of the file: columns that
//! nobody here knows are told, and those that older versions did not have yet may be missing. Nothing is ever written to it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::{Result, StoreError, connection};
use crate::server::spool::{Budget, Spool, SpoolWriter};

/// The table of pastes.
const PASTES: &str = "pastes";
/// What of it is understood, in the order in which it is read; the first two must be there.
const COLUMNS: [&str; 10] = [
    "id",
    "content",
    "mime_type",
    "owner",
    "created_at",
    "last_accessed",
    "expires_at",
    "burn_after_read",
    "password_hash",
    "display_name",
];
/// The certificates it issued, and where their fingerprints stand.
const ISSUED: (&str, &str) = ("issued_certificates", "fingerprint_sha1");

/// A FlaskPaste database.
#[derive(Debug)]
pub struct FlaskPaste {
    connection: Connection,
    columns: BTreeSet<String>,
    /// Columns of its pastes that nobody here knows.
    pub unknown: Vec<String>,
    /// Its other tables, and how many rows each has: those are not brought over.
    pub others: Vec<(String, u64)>,
    /// Fingerprints of the certificates it issued, lower-case hex.
    pub issued: BTreeSet<String>,
    /// How many pastes it has.
    pub pastes: u64,
}

/// A paste as FlaskPaste keeps it. Times are Unix seconds; what it never had, or has in a form that is none of its own, is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldPaste {
    /// Its name.
    pub id: String,
    /// Its media type; empty for none.
    pub mime_type: String,
    /// The fingerprint of its owner's certificate.
    pub owner: Option<String>,
    /// When it was made.
    pub created_at: Option<u64>,
    /// When it was last read.
    pub last_accessed: Option<u64>,
    /// When it ends.
    pub expires_at: Option<u64>,
    /// Its first reading erases it.
    pub burn: bool,
    /// How its password is kept.
    pub password_hash: Option<String>,
    /// Its owner's label.
    pub display_name: Option<String>,
}

impl FlaskPaste {
    /// Opens it, to read.
    ///
    /// # Errors
    /// [`StoreError::Unopenable`], [`StoreError::Corrupt`] if it is no database, [`StoreError::Foreign`] if it holds no pastes.
    pub fn open(path: &Path) -> Result<Self> {
        let unopenable = |why: String| StoreError::Unopenable { path: path.to_owned(), why };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = connection::by_name(path, flags).map_err(|why| unopenable(why.to_string()))?;
        // It is a stranger's file: damaged pages are errors, and its schema runs nothing.
        for (pragma, value) in [("cell_size_check", 1), ("trusted_schema", 0), ("query_only", 1)] {
            connection.pragma_update(None, pragma, value)?;
        }
        let tables = tables(&connection).map_err(|why| match why {
            StoreError::Disk(why) => unopenable(why),
            why => why,
        })?;
        let columns = columns(&connection, PASTES)?;
        if !tables.contains_key(PASTES) || COLUMNS.iter().take(2).any(|needed| !columns.contains(*needed)) {
            return Err(StoreError::Foreign);
        }
        let unknown = columns.iter().filter(|name| !COLUMNS.contains(&name.as_str())).cloned().collect();
        let others = tables.iter().filter(|(name, _)| *name != PASTES).map(|(name, rows)| (name.clone(), *rows)).collect();
        let pastes = tables.get(PASTES).copied().unwrap_or(0);
        let issued = issued(&connection)?;
        Ok(Self { connection, columns, unknown, others, issued, pastes })
    }

    /// Hands every paste over, with its bytes, which count against `budget` while they are held. An error of `take` ends it.
    ///
    /// # Errors
    /// [`StoreError`]: a page is damaged, or a body finds no room; or the error of `take`.
    pub fn each<E: From<StoreError>>(&self, budget: &Budget, mut take: impl FnMut(OldPaste, Spool) -> Result<(), E>) -> Result<(), E> {
        let named = COLUMNS.map(|name| if self.columns.contains(name) { format!("\"{name}\"") } else { "NULL".to_owned() });
        let query = format!("SELECT {} FROM {PASTES} ORDER BY \"id\"", named.join(", "));
        let mut select = self.connection.prepare(&query).map_err(StoreError::from)?;
        let mut rows = select.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let (paste, body) = read(row, budget)?;
            take(paste, body)?;
        }
        Ok(())
    }
}

/// Every table (not a view, which would be somebody's query), and its rows.
fn tables(connection: &Connection) -> Result<BTreeMap<String, u64>> {
    let mut select = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )?;
    let names = select.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut tables = BTreeMap::new();
    for name in names {
        let quoted = name.replace('"', "\"\"");
        let rows: i64 = connection.query_row(&format!("SELECT count(*) FROM \"{quoted}\""), [], |row| row.get(0))?;
        tables.insert(name, u64::try_from(rows).unwrap_or(0));
    }
    Ok(tables)
}

fn columns(connection: &Connection, table: &str) -> Result<BTreeSet<String>> {
    let mut select = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    Ok(select.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn issued(connection: &Connection) -> Result<BTreeSet<String>> {
    let (table, column) = ISSUED;
    if !columns(connection, table)?.contains(column) {
        return Ok(BTreeSet::new());
    }
    let mut select = connection.prepare(&format!("SELECT \"{column}\" FROM \"{table}\""))?;
    let mut rows = select.query([])?;
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next()? {
        found.extend(text(row.get_ref(0)?).map(|fingerprint| fingerprint.to_ascii_lowercase()));
    }
    Ok(found)
}

fn read(row: &Row<'_>, budget: &Budget) -> Result<(OldPaste, Spool)> {
    let mut body = SpoolWriter::new(budget);
    if let ValueRef::Blob(bytes) | ValueRef::Text(bytes) = row.get_ref(1)? {
        // Piece by piece: what is more than a little goes to a temporary file.
        for piece in bytes.chunks(64 * 1024) {
            body.write_all(piece).map_err(|why| StoreError::Spool(why.to_string()))?;
        }
    }
    let paste = OldPaste {
        id: text(row.get_ref(0)?).unwrap_or_default(),
        mime_type: text(row.get_ref(2)?).unwrap_or_default(),
        owner: text(row.get_ref(3)?),
        created_at: seconds(row.get_ref(4)?),
        last_accessed: seconds(row.get_ref(5)?),
        expires_at: seconds(row.get_ref(6)?),
        burn: !matches!(row.get_ref(7)?, ValueRef::Null | ValueRef::Integer(0)),
        password_hash: text(row.get_ref(8)?),
        display_name: text(row.get_ref(9)?),
    };
    Ok((paste, body.finish()))
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.is_empty()),
        ValueRef::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whole seconds, however SQLite took them in.
fn seconds(value: ValueRef<'_>) -> Option<u64> {
    match value {
        ValueRef::Integer(number) => u64::try_from(number).ok(),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds just asked for")]
        ValueRef::Real(number) => (0.0..9e15).contains(&number).then_some(number as u64),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::store::trial::{budget, bytes};

    fn file(schema: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        Connection::open(&path).unwrap().execute_batch(schema).unwrap();
        (folder, path)
    }

    fn all(old: &FlaskPaste) -> Vec<(OldPaste, Vec<u8>)> {
        let mut found = Vec::new();
        old.each(&budget(), |paste, body| {
            found.push((paste, bytes(&body)));
            Ok::<_, StoreError>(())
        })
        .unwrap();
        found
    }

    #[test]
    fn columns_may_be_missing_strange_or_of_another_type() {
        let (_folder, path) = file(
            "CREATE TABLE pastes (content BLOB, id TEXT PRIMARY KEY, created_at REAL, colour TEXT, expires_at TEXT);
             INSERT INTO pastes VALUES (x'00ff', 'b', 1700000000.75, 'red', '1800000000'), ('as text', 'a', NULL, NULL, 'soon');
             CREATE TABLE issued_certificates (serial TEXT, fingerprint_sha1 TEXT);
             INSERT INTO issued_certificates VALUES ('1', 'ABCD');
             CREATE VIEW trap AS SELECT load_extension('x');",
        );
        let old = FlaskPaste::open(&path).unwrap();
        assert_eq!((old.pastes, old.unknown.as_slice()), (2, ["colour".to_owned()].as_slice()));
        assert_eq!(old.others, [("issued_certificates".to_owned(), 1)]);
        assert_eq!(old.issued.iter().collect::<Vec<_>>(), ["abcd"]);
        let second =
            OldPaste { id: "b".to_owned(), created_at: Some(1_700_000_000), expires_at: Some(1_800_000_000), ..OldPaste::default() };
        assert_eq!(all(&old), [(OldPaste { id: "a".to_owned(), ..OldPaste::default() }, b"as text".to_vec()), (second, vec![0, 0xff]),]);
    }

    #[test]
    fn what_holds_no_pastes_is_refused_and_nothing_is_written() {
        for schema in [
            "CREATE TABLE notes (id)",
            "CREATE TABLE pastes (id)",
            "CREATE TABLE t (a); CREATE VIEW pastes AS SELECT 1 AS id, 2 AS content",
        ] {
            let (_folder, path) = file(schema);
            let before = std::fs::read(&path).unwrap();
            assert_eq!(FlaskPaste::open(&path).unwrap_err(), StoreError::Foreign, "{schema}");
            assert_eq!(std::fs::read(&path).unwrap(), before);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.db");
        assert!(matches!(FlaskPaste::open(&path), Err(StoreError::Unopenable { .. })) && !path.exists());
        std::fs::write(&path, "no database, but long enough to be asked whether it is one. ".repeat(20)).unwrap();
        assert!(matches!(FlaskPaste::open(&path), Err(StoreError::Corrupt(_))));
    }
}
