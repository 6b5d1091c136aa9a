//! One connection. The thread that uses it also drives its socket: it has a runtime of its own, which runs while somebody waits for an
//! answer. Every wait has an end.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Socket, Statement};

use super::address::Address;
use super::error::{Fault, refused};
use super::{Result, StoreError};

/// Values of a statement, in order.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection, used by one thread at a time.
pub(super) struct Link {
    client: Client,
    statements: RefCell<HashMap<&'static str, Statement>>,
    patience: Duration,
    // Taken out only by the drop.
    runtime: Option<Runtime>,
}

impl Link {
    /// Connects; gives up after `patience`, as every later wait does.
    pub(super) fn open(address: &Address, patience: Duration) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| StoreError::Unreachable(error.to_string()))?;
        let set = format!("SET lock_timeout = {wait}; SET statement_timeout = {wait}", wait = patience.as_millis());
        let connecting = async {
            let client = match address.tls.clone() {
                Some(tls) => connect(address, tls).await?,
                None => connect(address, NoTls).await?,
            };
            client.batch_execute(&set).await?;
            Ok(client)
        };
        let client = match runtime.block_on(async { timeout(patience, connecting).await }) {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => {
                runtime.shutdown_background();
                return Err(refused(&error));
            }
            Err(_) => {
                runtime.shutdown_background();
                return Err(silent(patience));
            }
        };
        Ok(Self { client, statements: RefCell::default(), patience, runtime: Some(runtime) })
    }

    /// Runs what waits for this connection's answers.
    pub(super) fn block_on<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(work),
            None => Err(StoreError::Closed.into()),
        }
    }

    /// All rows.
    pub(super) async fn rows(&self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        let statement = self.statement(sql).await?;
        self.within(self.client.query(&statement, values)).await
    }

    /// The one row there may be.
    pub(super) async fn row(&self, sql: &'static str, values: Values<'_>) -> Result<Option<Row>, Fault> {
        let statement = self.statement(sql).await?;
        self.within(self.client.query_opt(&statement, values)).await
    }

    /// How many rows it touched.
    pub(super) async fn run(&self, sql: &'static str, values: Values<'_>) -> Result<u64, Fault> {
        let statement = self.statement(sql).await?;
        self.within(self.client.execute(&statement, values)).await
    }

    /// Statements without values, one after another.
    pub(super) async fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.within(self.client.batch_execute(sql)).await
    }

    /// Rows that may take long: its end is the database's own.
    pub(super) async fn patient_rows(&self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        let statement = self.statement(sql).await?;
        Ok(self.client.query(&statement, values).await?)
    }

    /// Rows of a statement that was put together, and may take long.
    pub(super) async fn made(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        Ok(self.client.query(sql, values).await?)
    }

    /// Statements that may take long.
    pub(super) async fn patient_batch(&self, sql: &str) -> Result<(), Fault> {
        Ok(self.client.batch_execute(sql).await?)
    }

    async fn statement(&self, sql: &'static str) -> Result<Statement, Fault> {
        let known = self.statements.borrow().get(sql).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let prepared = self.within(self.client.prepare(sql)).await?;
        self.statements.borrow_mut().insert(sql, prepared.clone());
        Ok(prepared)
    }

    async fn within<T>(&self, wait: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Fault> {
        match timeout(self.patience.saturating_add(MARGIN), wait).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(Fault::Broken(silent(self.patience))),
        }
    }
}

/// The database's own limits come first: it can say what it waited for.
const MARGIN: Duration = Duration::from_millis(500);

impl Drop for Link {
    fn drop(&mut self) {
        // A look-up of a name that hangs holds a thread, which nobody need wait for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn connect<T>(address: &Address, tls: T) -> Result<Client, tokio_postgres::Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = address.config.connect(tls).await?;
    // It ends when the client is dropped, or with an error that whoever waits is told too.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

fn silent(patience: Duration) -> StoreError {
    StoreError::Unreachable(format!("no answer within {} s", patience.as_secs()))
}
