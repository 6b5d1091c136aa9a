//! A PostgreSQL for the store's tests: one server for all, a schema in it for each.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::address::Address;
use super::link::Link;
use super::{Options, Postgres, Result};
use crate::server::settings::Secret;
use crate::server::store::cluster::Cluster;
use crate::server::store::trial::budget;

/// A schema of its own, and a connection to it.
pub(in crate::server::store) struct Scratch {
    url: Secret,
    link: std::sync::Mutex<Link>,
}

impl Scratch {
    /// A fresh one; `None` where PostgreSQL is not installed.
    pub(in crate::server::store) fn new() -> Option<Self> {
        static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let cluster = CLUSTER.get_or_init(|| Cluster::start(&[])).as_ref()?;
        let name = format!("trial_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = Secret::new(format!("{}?application_name={name}&options=-c%20search_path%3D{name}", cluster.url("postgres")));
        let link = Link::open(&Address::parse(&url).unwrap(), Duration::from_secs(30)).unwrap();
        link.block_on(link.batch(&format!("CREATE SCHEMA {name}"))).unwrap();
        Some(Self { url, link: std::sync::Mutex::new(link) })
    }

    /// A store on it.
    pub(in crate::server::store) fn open(&self, options: &Options) -> Result<Postgres> {
        Postgres::open(&self.url, budget(), options)
    }

    /// One number that a query gives.
    pub(in crate::server::store) fn number(&self, query: &str) -> i64 {
        let link = self.link.lock().unwrap();
        link.block_on(link.made(query, &[])).unwrap().first().unwrap().get(0)
    }

    /// The rows of a query that gives two texts.
    pub(in crate::server::store) fn pairs(&self, query: &str) -> Vec<(String, String)> {
        let link = self.link.lock().unwrap();
        link.block_on(link.made(query, &[])).unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// The plan of a statement with these values, as the planner chooses it for a prepared one.
    pub(in crate::server::store) fn plan(&self, sql: &str, values: &str) -> String {
        let link = self.link.lock().unwrap();
        link.block_on(link.batch(&format!("PREPARE planned AS {sql}"))).unwrap();
        let rows = link.block_on(link.made(&format!("EXPLAIN EXECUTE planned ({values})"), &[])).unwrap();
        link.block_on(link.batch("DEALLOCATE planned")).unwrap();
        rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
    }

    /// Does something past the store.
    pub(in crate::server::store) fn execute(&self, statements: &str) {
        let link = self.link.lock().unwrap();
        link.block_on(link.batch(statements)).unwrap();
    }
}
