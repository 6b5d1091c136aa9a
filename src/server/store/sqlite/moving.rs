//! The verbs of a move. What refuses writes while the database leaves is a trigger on each table: it binds whoever has the file open.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row as Found, ToSql, params, params_from_iter};
use zeroize::Zeroizing;

use super::column::{int, number};
use super::{Lies, MoveId, Moving, Residence, Result, Slice, Sqlite, State, StoreError, body};
use crate::server::at_rest::Deposit;
use crate::server::store::moving::{Cursor, Kind, NUMBERED, Row, SHA256, TABLES, Table, Value};

/// Begins the name of every trigger that refuses writes.
const FROZEN: &str = "moving_";
/// Bytes of bodies that a slice is about to write, which end a group of the writer's.
const ALL_OF_A_GROUP: u64 = u64::MAX;

impl Moving for Sqlite {
    fn place(&self) -> String {
        std::path::absolute(&self.path).unwrap_or_else(|_| self.path.clone()).display().to_string()
    }

    fn residence(&self) -> Result<Option<Residence>> {
        self.readers.read(residence)
    }

    fn arrive(&self, id: &MoveId, from: &str) -> Result<Option<String>> {
        let (id, from) = (*id, from.to_owned());
        self.writer.write(0, move |connection| {
            if let Some(part) = residence(connection)?.filter(|part| part.state != State::Arriving) {
                return Ok(Some(format!("it is part of a move ({})", part.state.word())));
            }
            for table in TABLES {
                let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name);
                if connection.query_row(&sql, [], |row| row.get(0))? {
                    return Ok(Some(format!("there are rows in {}", table.name)));
                }
            }
            connection.execute("DELETE FROM move", [])?;
            mark(connection, &id, State::Arriving, &from)?;
            Ok(None)
        })
    }

    fn turn_back(&self, id: &MoveId) -> Result<()> {
        let id = *id;
        let sql = "DELETE FROM move WHERE id = ?1 AND state = 'arriving' AND cursor = ?2";
        self.writer.write(0, move |connection| Ok(connection.execute(sql, params![id.bytes(), Cursor::default().encode()]).map(drop)?))
    }

    fn leave(&self, id: &MoveId, to: &str) -> Result<bool> {
        let (id, to) = (*id, to.to_owned());
        self.writer.write(0, move |connection| {
            if residence(connection)?.is_some_and(|part| part.state != State::Arrived) {
                return Ok(false);
            }
            connection.execute("DELETE FROM move", [])?;
            mark(connection, &id, State::Leaving, &to)?;
            let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'move'";
            for table in names(connection, tables)? {
                for write in ["INSERT", "UPDATE", "DELETE"] {
                    connection.execute_batch(&format!(
                        "CREATE TRIGGER {FROZEN}{table}_{write} BEFORE {write} ON {table} BEGIN SELECT RAISE (ABORT, 'it is being moved'); END"
                    ))?;
                }
            }
            Ok(true)
        })
    }

    fn stay(&self, id: &MoveId) -> Result<bool> {
        let id = *id;
        self.writer.write(0, move |connection| {
            if connection.execute("DELETE FROM move WHERE id = ?1 AND state = 'leaving'", [id.bytes()])? == 0 {
                return Ok(false);
            }
            let triggers =
                format!("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND substr(name, 1, {}) = '{FROZEN}'", FROZEN.len());
            for trigger in names(connection, &triggers)? {
                connection.execute_batch(&format!("DROP TRIGGER {trigger}"))?;
            }
            Ok(true)
        })
    }

    fn advance(&self, id: &MoveId, from: State, to: State) -> Result<bool> {
        let id = *id;
        self.writer.write(0, move |connection| {
            let sql = "UPDATE move SET state = ?3 WHERE id = ?1 AND state = ?2";
            Ok(connection.execute(sql, params![id.bytes(), from.word(), to.word()])? == 1)
        })
    }

    fn count(&self, table: &'static Table) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        self.readers.read(|connection| Ok(connection.query_row(&sql, [], |row| number(row, 0))?))
    }

    fn rows(&self, table: &'static Table, after: &[Value], limit: u64) -> Result<Vec<Row>> {
        let key = key(table);
        let beyond = if after.is_empty() { String::new() } else { format!(" WHERE ({key}) > ({})", marks(1, table.key)) };
        let sql = format!("{}{beyond} ORDER BY {key} LIMIT {}", select(table), int(limit));
        self.readers.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut found = statement.query(params_from_iter(after))?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                rows.push(read(table, row)?);
            }
            Ok(rows)
        })
    }

    fn row(&self, table: &'static Table, wanted: &[Value]) -> Result<Option<Row>> {
        let sql = format!("{} WHERE ({}) = ({})", select(table), key(table), marks(1, table.key));
        self.readers.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut found = statement.query(params_from_iter(wanted))?;
            found.next()?.map(|row| read(table, row)).transpose()
        })
    }

    fn lift(&self, row: &[Value]) -> Result<Deposit> {
        let lies = Lies::of(row)?;
        let body = self.readers.read(|connection| body::lift(connection, lies.seq, lies.size, &self.budget))?;
        if body.stored_sha256() == Some(lies.sha256) && body.wrapper() == lies.wrapper.as_ref() {
            return Ok(body);
        }
        Err(StoreError::Corrupt("a paste's body is not what its record says".to_owned()))
    }

    fn take_in(&self, slice: Slice) -> Result<bool> {
        self.writer.write(ALL_OF_A_GROUP, move |connection| {
            let sql = "UPDATE move SET cursor = ?3 WHERE id = ?1 AND state = 'arriving' AND cursor = ?2";
            if connection.execute(sql, params![slice.id.bytes(), slice.before.encode(), slice.after.encode()])? == 0 {
                return Ok(false);
            }
            // What a paste's record says of its body stands beside the body here.
            let width = if slice.table.has_bodies() { SHA256 } else { slice.table.columns.len() };
            let columns: Vec<_> = slice.table.columns.iter().take(width).map(|column| column.sqlite).collect();
            let mut insert =
                connection.prepare(&format!("INSERT INTO {} ({}) VALUES ({})", slice.table.name, columns.join(", "), marks(1, width)))?;
            for row in &slice.rows {
                insert.execute(params_from_iter(row.iter().take(width)))?;
            }
            for (row, body) in slice.rows.iter().zip(&slice.bodies) {
                body::insert(connection, Lies::of(row)?.seq, body)?;
            }
            Ok(true)
        })
    }

    fn numbers(&self) -> Result<Vec<i64>> {
        let sql = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?1";
        self.readers
            .read(|connection| NUMBERED.iter().map(|(table, _)| Ok(connection.query_row(sql, [table], |row| row.get(0))?)).collect())
    }

    /// Triggers have counted what came.
    fn settle_in(&self, numbers: &[i64]) -> Result<()> {
        let numbers = numbers.to_vec();
        self.writer.write(0, move |connection| {
            for ((table, _), number) in NUMBERED.iter().zip(numbers) {
                connection.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
                connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", params![table, number])?;
            }
            Ok(())
        })
    }
}

/// Refuses a database that is on its way.
pub(super) fn admit(connection: &Connection) -> Result<()> {
    residence(connection)?.map_or(Ok(()), |part| part.admit())
}

fn residence(connection: &Connection) -> Result<Option<Residence>> {
    let mut select = connection.prepare_cached("SELECT state, id, place, cursor FROM move")?;
    let found = select.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).optional()?;
    let Some((state, id, place, cursor)): Option<(String, Vec<u8>, String, Vec<u8>)> = found else { return Ok(None) };
    Residence::read(&state, &id, place, &cursor).map(Some)
}

fn mark(connection: &Connection, id: &MoveId, state: State, place: &str) -> Result<()> {
    let sql = "INSERT INTO move (only, id, state, place, cursor) VALUES (1, ?1, ?2, ?3, ?4)";
    connection.execute(sql, params![id.bytes(), state.word(), place, Cursor::default().encode()])?;
    Ok(())
}

fn names(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    let mut select = connection.prepare(sql)?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn select(table: &Table) -> String {
    let columns: Vec<_> = table.columns.iter().map(|column| column.sqlite).collect();
    let bodies = " LEFT JOIN body ON body.paste = paste.seq LEFT JOIN sealed ON sealed.paste = paste.seq";
    format!("SELECT {} FROM {}{}", columns.join(", "), table.name, if table.has_bodies() { bodies } else { "" })
}

fn key(table: &Table) -> String {
    table.columns.iter().take(table.key).map(|column| column.sqlite).collect::<Vec<_>>().join(", ")
}

/// `?1, ?2, …`
fn marks(from: usize, count: usize) -> String {
    (from..from + count).map(|at| format!("?{at}")).collect::<Vec<_>>().join(", ")
}

fn read(table: &Table, row: &Found<'_>) -> Result<Row> {
    let column = |(at, column): (usize, &crate::server::store::moving::Column)| match (row.get_ref(at)?, column.kind) {
        (ValueRef::Null, _) => Ok(Value::Null),
        (ValueRef::Integer(number), Kind::Number | Kind::Flag) => Ok(Value::Number(number)),
        (ValueRef::Text(text), Kind::Text) => {
            let text = String::from_utf8(text.to_vec()).map_err(|_| damaged(table, column.sqlite))?;
            Ok(Value::Text(Zeroizing::new(text)))
        }
        (ValueRef::Blob(bytes), Kind::Bytes) => Ok(Value::Bytes(Zeroizing::new(bytes.to_vec()))),
        _ => Err(damaged(table, column.sqlite)),
    };
    table.columns.iter().enumerate().map(column).collect()
}

fn damaged(table: &Table, column: &str) -> StoreError {
    StoreError::Corrupt(format!("{}.{column} holds what was never written there", table.name))
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::store::moving::LEFT_BEHIND;
    use crate::server::store::trial::Trial;

    /// A table or a column that is new, and of which no move knows, fails here.
    #[test]
    fn every_table_and_every_column_moves_or_is_left_behind_knowingly() {
        let trial = Trial::new();
        let connection = trial.sql();
        let tables = names(&connection, "SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        assert!(tables.len() > TABLES.len());
        for name in &tables {
            let columns = names(&connection, &format!("SELECT name FROM pragma_table_info('{name}')")).unwrap();
            if let Some(table) = Table::named(name) {
                let width = if table.has_bodies() { SHA256 } else { table.columns.len() };
                let known: Vec<_> = table.columns.iter().take(width).map(|column| column.sqlite).collect();
                assert_eq!(columns, known, "{name}");
            } else {
                assert!(LEFT_BEHIND.iter().any(|(known, _)| known == name), "{name} does not move");
            }
            // What bodies and their records are made of.
            match name.as_str() {
                "body" => assert_eq!(columns, ["paste", "sha256", "bytes"]),
                "sealed" => assert_eq!(columns, ["paste", "key", "wrapped", "sha256"]),
                _ => {}
            }
        }
        for table in TABLES {
            assert!(tables.iter().any(|name| name == table.name), "{}", table.name);
        }
    }
}
