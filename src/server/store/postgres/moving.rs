//! The verbs of a move. What refuses writes while the database leaves is a trigger on each table: it binds every server there is, and
//! costs nothing before. That one, and its function, are proven on PostgreSQL alone; to move into a database needs neither.

use tokio_postgres::types::ToSql;
use zeroize::Zeroizing;

use super::body::{self, PIECE};
use super::column::int;
use super::error::{FROZEN, Fault};
use super::link::Link;
use super::turn::{keep, leave};
use super::{Lies, MoveId, Moving, Postgres, Residence, Result, Slice, State, StoreError, tally};
use crate::server::at_rest::Deposit;
use crate::server::store::moving::{Column, Cursor, Kind, NUMBERED, Row, TABLES, Table, Value};

const RESIDENCE: &str = "SELECT state, id, place, cursor FROM move";
const MARK: &str = "INSERT INTO move (one, id, state, place, cursor) VALUES (1, $1, $2, $3, $4)";
/// Tables that are closed while the database leaves: all but the marker, and what holds nothing that moves.
const TO_FREEZE: &str = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema() \
     AND table_type = 'BASE TABLE' AND table_name NOT IN ('move', 'counted', 'gate', 'schema_version') ORDER BY table_name";
/// The order in which whoever makes a paste writes to tables; to lock them in another is to meet him halfway, each time.
const IN_ORDER: [&str; 6] = ["once", "quota", "dedup", "paste", "body", "tally"];
const LONG: &str = "SET LOCAL statement_timeout = 0";

impl Moving for Postgres {
    fn place(&self) -> String {
        format!("postgres://{}", self.place)
    }

    fn residence(&self) -> Result<Option<Residence>> {
        self.read(residence)
    }

    fn arrive(&self, id: &MoveId, from: &str) -> Result<Option<String>> {
        self.write(async |link| {
            if let Some(part) = residence(link).await?.filter(|part| part.state != State::Arriving) {
                return leave(Some(format!("it is part of a move ({})", part.state.word())));
            }
            for table in TABLES {
                let rows = link.made(&format!("SELECT 1 FROM {} LIMIT 1", table.name), &[]).await?;
                if !rows.is_empty() {
                    return leave(Some(format!("there are rows in {}", table.name)));
                }
            }
            link.run("DELETE FROM move", &[]).await?;
            mark(link, id, State::Arriving, from).await?;
            keep(None)
        })
    }

    fn turn_back(&self, id: &MoveId) -> Result<()> {
        let sql = "DELETE FROM move WHERE id = $1 AND state = 'arriving' AND cursor = $2";
        self.write(async |link| keep(link.run(sql, &[&id.bytes().as_slice(), &Cursor::default().encode()]).await.map(drop)?))
    }

    fn leave(&self, id: &MoveId, to: &str) -> Result<bool> {
        self.write(async |link| {
            if residence(link).await?.is_some_and(|part| part.state != State::Arrived) {
                return leave(false);
            }
            link.run("DELETE FROM move", &[]).await?;
            mark(link, id, State::Leaving, to).await?;
            link.batch(&format!(
                "CREATE FUNCTION fpaste_moving() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'it is being moved' USING ERRCODE = '{FROZEN}'; END $$"
            ))
            .await?;
            let mut tables: Vec<String> = link.rows(TO_FREEZE, &[]).await?.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
            tables.sort_by_key(|table| IN_ORDER.iter().position(|first| first == table).unwrap_or(IN_ORDER.len()));
            // Waits for every transaction that writes there, and is waited for by all that would.
            link.batch(&format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", tables.join(", "))).await?;
            for table in tables {
                link.batch(&format!(
                    "CREATE TRIGGER moving BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} \
                     FOR EACH STATEMENT EXECUTE FUNCTION fpaste_moving()"
                ))
                .await?;
            }
            keep(true)
        })
    }

    fn stay(&self, id: &MoveId) -> Result<bool> {
        self.write(async |link| {
            if link.run("DELETE FROM move WHERE id = $1 AND state = 'leaving'", &[&id.bytes().as_slice()]).await? == 0 {
                return leave(false);
            }
            // Its triggers go with it.
            link.batch("DROP FUNCTION fpaste_moving() CASCADE").await?;
            keep(true)
        })
    }

    fn advance(&self, id: &MoveId, from: State, to: State) -> Result<bool> {
        let sql = "UPDATE move SET state = $3 WHERE id = $1 AND state = $2";
        self.write(async |link| keep(link.run(sql, &[&id.bytes().as_slice(), &from.word(), &to.word()]).await? == 1))
    }

    fn count(&self, table: &'static Table) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        self.snapshot(async |link| {
            link.batch(LONG).await?;
            let rows = link.made(&sql, &[]).await?;
            rows.first().map_or(Ok(0), |row| super::column::number(row, 0))
        })
    }

    fn rows(&self, table: &'static Table, after: &[Value], limit: u64) -> Result<Vec<Row>> {
        let key = key(table);
        let beyond = if after.is_empty() { String::new() } else { format!(" WHERE ({key}) > ({})", marks(table.key)) };
        let sql = format!("{}{beyond} ORDER BY {key} LIMIT {}", select(table), int(limit));
        self.read(async |link| found(link, table, &sql, after).await)
    }

    fn row(&self, table: &'static Table, wanted: &[Value]) -> Result<Option<Row>> {
        let sql = format!("{} WHERE ({}) = ({})", select(table), key(table), marks(table.key));
        self.read(async |link| found(link, table, &sql, wanted).await).map(|rows| rows.into_iter().next())
    }

    fn lift(&self, row: &[Value]) -> Result<Deposit> {
        let Lies { seq, size, sha256, wrapper } = Lies::of(row)?;
        let id = row.get(1).and_then(Value::text).and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| StoreError::Corrupt("a paste's name is none".to_owned()))?;
        let lies = body::Lies { id: &id, seq, size, sha256, wrapper };
        self.read(async |link| body::lift(link, &lies, &self.budget).await)
    }

    fn take_in(&self, slice: Slice) -> Result<bool> {
        let columns: Vec<_> = slice.table.columns.iter().map(|column| column.postgres).collect();
        let arrays: Vec<_> =
            slice.table.columns.iter().enumerate().map(|(at, column)| format!("${}::{}[]", at + 1, type_of(column))).collect();
        let sql = format!("INSERT INTO {} ({}) SELECT * FROM unnest({})", slice.table.name, columns.join(", "), arrays.join(", "));
        self.write(async |link| {
            link.batch(LONG).await?;
            let moved = "UPDATE move SET cursor = $3 WHERE id = $1 AND state = 'arriving' AND cursor = $2";
            let (id, before, after) = (slice.id.bytes().as_slice(), slice.before.encode(), slice.after.encode());
            if link.run(moved, &[&id, &before, &after]).await? == 0 {
                return leave(false);
            }
            if slice.rows.is_empty() {
                return keep(true);
            }
            let values: Vec<_> = slice.table.columns.iter().enumerate().map(|(at, column)| array(column, at, &slice.rows)).collect();
            let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|array| &**array).collect();
            link.made(&sql, &values).await?;
            bodies(link, &slice).await?;
            keep(true)
        })
    }

    fn numbers(&self) -> Result<Vec<i64>> {
        self.read(async |link| {
            let mut numbers = Vec::new();
            for (table, column) in NUMBERED {
                let sequence = link.row("SELECT pg_get_serial_sequence($1, $2)", &[table, column]).await?;
                let sequence: Option<String> = sequence.map(|row| row.try_get(0)).transpose()?.flatten();
                let sequence = sequence.ok_or_else(|| StoreError::Corrupt(format!("{table} gives no numbers")))?;
                let rows = link.made(&format!("SELECT last_value, is_called FROM {sequence}"), &[]).await?;
                let last = rows.first().map_or(Ok((0, false)), |row| Ok::<_, Fault>((row.try_get(0)?, row.try_get(1)?)))?;
                numbers.push(if last.1 { last.0 } else { 0 });
            }
            Ok(numbers)
        })
    }

    fn settle_in(&self, numbers: &[i64]) -> Result<()> {
        self.write(async |link| {
            link.batch(LONG).await?;
            for ((table, column), number) in NUMBERED.iter().zip(numbers) {
                let sql = "SELECT setval(CAST(pg_get_serial_sequence($1, $2) AS regclass), $3, $4)";
                link.row(sql, &[table, column, &(*number).max(1), &(*number > 0)]).await?;
            }
            keep(tally::recount(link).await?)
        })
    }
}

impl Postgres {
    /// Refuses a database that is on its way.
    pub(super) fn admit_here(&self) -> Result<()> {
        self.residence()?.map_or(Ok(()), |part| part.admit())
    }
}

async fn residence(link: &Link) -> Result<Option<Residence>, Fault> {
    let Some(row) = link.row(RESIDENCE, &[]).await? else { return Ok(None) };
    Ok(Some(Residence::read(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)?))
}

async fn mark(link: &Link, id: &MoveId, state: State, place: &str) -> Result<(), Fault> {
    link.run(MARK, &[&id.bytes().as_slice(), &state.word(), &place, &Cursor::default().encode()]).await.map(drop)
}

/// Puts the bodies of a slice beside its pastes: the small ones in one statement, the others piece by piece.
async fn bodies(link: &Link, slice: &Slice) -> Result<(), Fault> {
    let (mut pastes, mut small) = (Vec::new(), Vec::new());
    for (row, body) in slice.rows.iter().zip(&slice.bodies) {
        let seq = Lies::of(row)?.seq;
        match body.bytes().filter(|bytes| bytes.len() <= PIECE) {
            Some(bytes) => {
                pastes.push(seq);
                small.push(bytes);
            }
            None => drop(body::insert(link, seq, body).await?),
        }
    }
    let sql =
        "INSERT INTO body (paste, piece, bytes) SELECT paste, 0, bytes FROM unnest($1::BIGINT[], $2::BYTEA[]) AS small (paste, bytes)";
    link.run(sql, &[&pastes, &small]).await.map(drop)
}

async fn found(link: &Link, table: &Table, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
    let values: Vec<_> = values.iter().map(single).collect();
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| &**value).collect();
    let rows = link.made(sql, &values).await?;
    rows.iter().map(|row| read(table, row)).collect()
}

fn read(table: &Table, row: &tokio_postgres::Row) -> Result<Row, Fault> {
    let column = |(at, column): (usize, &Column)| {
        let value = match column.kind {
            Kind::Number => row.try_get::<_, Option<i64>>(at)?.map(Value::Number),
            Kind::Flag => row.try_get::<_, Option<bool>>(at)?.map(|flag| Value::Number(flag.into())),
            Kind::Text => row.try_get::<_, Option<String>>(at)?.map(|text| Value::Text(Zeroizing::new(text))),
            Kind::Bytes => row.try_get::<_, Option<Vec<u8>>>(at)?.map(|bytes| Value::Bytes(Zeroizing::new(bytes))),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    table.columns.iter().enumerate().map(column).collect()
}

/// One value of a key, which is no flag and never absent.
fn single(value: &Value) -> Box<dyn ToSql + Sync + '_> {
    match value {
        Value::Text(text) => Box::new(text.as_str()),
        Value::Bytes(bytes) => Box::new(bytes.as_slice()),
        value => Box::new(value.number()),
    }
}

/// A column of all rows.
fn array<'a>(column: &Column, at: usize, rows: &'a [Row]) -> Box<dyn ToSql + Sync + 'a> {
    let values = rows.iter().map(move |row| row.get(at).unwrap_or(&Value::Null));
    match column.kind {
        Kind::Number => Box::new(values.map(Value::number).collect::<Vec<_>>()),
        Kind::Flag => Box::new(values.map(|value| value.number().map(|flag| flag != 0)).collect::<Vec<_>>()),
        Kind::Text => Box::new(values.map(Value::text).collect::<Vec<_>>()),
        Kind::Bytes => Box::new(values.map(Value::bytes).collect::<Vec<_>>()),
    }
}

fn type_of(column: &Column) -> &'static str {
    match column.kind {
        Kind::Number => "BIGINT",
        Kind::Text => "TEXT",
        Kind::Bytes => "BYTEA",
        Kind::Flag => "BOOLEAN",
    }
}

fn select(table: &Table) -> String {
    let columns: Vec<_> = table.columns.iter().map(|column| column.postgres).collect();
    format!("SELECT {} FROM {}", columns.join(", "), table.name)
}

fn key(table: &Table) -> String {
    table.columns.iter().take(table.key).map(|column| column.postgres).collect::<Vec<_>>().join(", ")
}

/// `$1, $2, …`
fn marks(count: usize) -> String {
    (1..=count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::trial::Scratch;
    use super::*;
    use crate::server::store::Options;
    use crate::server::store::moving::LEFT_BEHIND;

    /// A table or a column that is new, and of which no move knows, fails here.
    #[test]
    fn every_table_and_every_column_moves_or_is_left_behind_knowingly() {
        let Some(scratch) = Scratch::new() else { return };
        drop(scratch.open(&Options::default()).unwrap());
        let columns = scratch.pairs(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position",
        );
        assert!(columns.len() > 50);
        for (table, column) in &columns {
            match Table::named(table) {
                Some(known) => assert!(known.columns.iter().any(|known| known.postgres == column), "{table}.{column} does not move"),
                None => assert!(LEFT_BEHIND.iter().any(|(known, _)| known == table), "{table} does not move"),
            }
        }
        for (table, column) in TABLES.iter().flat_map(|table| table.columns.iter().map(move |column| (table.name, column.postgres))) {
            assert!(columns.iter().any(|known| (known.0.as_str(), known.1.as_str()) == (table, column)), "{table}.{column}");
        }
        let body: Vec<_> = columns.iter().filter(|(table, _)| table == "body").map(|(_, column)| column).collect();
        assert_eq!(body, ["paste", "piece", "bytes"]);
    }
}
