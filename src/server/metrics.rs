//! Counts what the server does, for `GET /metrics`.
//!
//! Every label has few values, none of which a caller chooses: routes are templates, methods the known ones, codes our own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::front::Counters;
use super::response::{Record, Sent};
use super::store::Stored;

/// The media type of what [`Metrics::text`] writes.
pub const CONTENT_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// Upper bounds of the request durations, seconds: a cached answer, a paste, a password, a slow upload.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];
/// Upper bounds of the jobs in one commit.
const JOBS: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// What became of a paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasteEvent {
    /// Made.
    Created,
    /// Its bytes were sent, and it stays.
    Read,
    /// Its bytes were sent, and it went with that.
    Burned,
    /// Its content or its settings were replaced.
    Updated,
    /// Its time was over.
    Expired,
    /// Somebody deleted it.
    Deleted,
}

/// What became of a proof of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It was right, and is spent now.
    Accepted,
    /// It was spent already, by the same request: the same answer again.
    Replayed,
    /// None came.
    Missing,
    /// It was forged, late, wrong or spent on something else.
    Failed,
}

impl PasteEvent {
    const ALL: [Self; 6] = [Self::Created, Self::Read, Self::Burned, Self::Updated, Self::Expired, Self::Deleted];

    fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Read => "read",
            Self::Burned => "burned",
            Self::Updated => "updated",
            Self::Expired => "expired",
            Self::Deleted => "deleted",
        }
    }
}

impl Proof {
    const ALL: [Self; 4] = [Self::Accepted, Self::Replayed, Self::Missing, Self::Failed];

    fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Replayed => "replayed",
            Self::Missing => "missing",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

/// One label with one of few values.
type Word = [(&'static str, &'static str); 1];

/// All counters of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Histogram>,
    pastes: Family<Word, Counter>,
    proofs: Family<Word, Counter>,
    refusals: Family<Word, Counter>,
    batches: Histogram,
    pastes_stored: Gauge,
    bytes_stored: Gauge,
    database_bytes: Gauge,
    disk_free: Gauge,
    lockdown: Gauge,
    certificate_ends: Gauge,
    fronts: Mutex<Vec<Arc<Counters>>>,
    connections: Gauge,
    accepted: Counter,
    evicted: Counter,
    refused: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Registry::default(),
            requests: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            pastes: Family::default(),
            proofs: Family::default(),
            refusals: Family::default(),
            batches: Histogram::new(JOBS),
            pastes_stored: Gauge::default(),
            bytes_stored: Gauge::default(),
            database_bytes: Gauge::default(),
            disk_free: Gauge::default(),
            lockdown: Gauge::default(),
            certificate_ends: Gauge::default(),
            fronts: Mutex::default(),
            connections: Gauge::default(),
            accepted: Counter::default(),
            evicted: Counter::default(),
            refused: Counter::default(),
        };
        // What has not happened yet is 0, not absent: a rate over it begins at the first event.
        for event in PasteEvent::ALL {
            drop(metrics.pastes.get_or_create(&[("event", event.word())]));
        }
        for proof in Proof::ALL {
            drop(metrics.proofs.get_or_create(&[("outcome", proof.word())]));
        }
        for code in ["rate_limited", "duplicate", "password_locked", "storage_full"] {
            drop(metrics.refusals.get_or_create(&[("code", code)]));
        }
        metrics.registered()
    }
}

impl Metrics {
    fn registered(mut self) -> Self {
        let mut registry = Registry::with_prefix("fpaste");
        registry.register(
            "http_request_duration_seconds",
            "From the first byte of a request's head to the last of its answer",
            self.requests.clone(),
        );
        registry.register("pastes", "What became of pastes", self.pastes.clone());
        registry.register("proofs_of_work", "What became of proofs of work", self.proofs.clone());
        registry.register("refusals", "Requests refused, by the code of the error", self.refusals.clone());
        registry.register("writer_batch_jobs", "Jobs that one commit of the database held", self.batches.clone());
        registry.register("stored_pastes", "Pastes stored now", self.pastes_stored.clone());
        registry.register("stored_bytes", "Bytes of the pastes stored now", self.bytes_stored.clone());
        registry.register("database_bytes", "Bytes of the database, without its free pages", self.database_bytes.clone());
        registry.register("disk_free_bytes", "Bytes free on the disk of the database", self.disk_free.clone());
        registry.register("lockdown", "1 while nothing new is taken in", self.lockdown.clone());
        registry.register(
            "certificate_expires_timestamp_seconds",
            "When the TLS certificate in use ends, Unix time; 0 without TLS",
            self.certificate_ends.clone(),
        );
        let labels: Word = [("version", env!("CARGO_PKG_VERSION"))];
        let build = Family::<Word, Gauge>::default();
        build.get_or_create(&labels).set(1);
        registry.register("build", "1, labelled with the version that runs", build);
        registry.register("connections", "Connections open now", self.connections.clone());
        registry.register("connections_accepted", "Connections taken", self.accepted.clone());
        registry.register("connections_evicted", "Connections closed to make room for others", self.evicted.clone());
        registry.register("connections_refused", "Connections closed unheard", self.refused.clone());
        self.registry = registry;
        self
    }

    /// Counts an answer that has been sent.
    pub fn sent(&self, record: &Record, sent: &Sent) {
        let labels = RequestLabels { method: known_method(&record.method), route: record.route, status: sent.status };
        self.requests.get_or_create(&labels).observe(sent.took.as_secs_f64());
        if !record.code.is_empty() {
            self.refusals.get_or_create(&[("code", record.code)]).inc();
        }
    }

    /// Counts what became of so many pastes.
    pub fn pastes(&self, event: PasteEvent, count: u64) {
        self.pastes.get_or_create(&[("event", event.word())]).inc_by(count);
    }

    /// Counts what became of a proof of work.
    pub fn proof(&self, proof: Proof) {
        self.proofs.get_or_create(&[("outcome", proof.word())]).inc();
    }

    /// Counts one commit of the database and the jobs it held.
    pub fn committed(&self, jobs: usize) {
        self.batches.observe(f64::from(u32::try_from(jobs).unwrap_or(u32::MAX)));
    }

    /// Tells of the connections of this front door too, from now on.
    pub fn watch(&self, front: Arc<Counters>) {
        self.fronts.lock().unwrap_or_else(PoisonError::into_inner).push(front);
    }

    /// Notes what is stored now.
    pub fn stored(&self, stored: Stored, database_bytes: u64) {
        self.pastes_stored.set(gauge(stored.pastes));
        self.bytes_stored.set(gauge(stored.bytes));
        self.database_bytes.set(gauge(database_bytes));
    }

    /// Notes how many bytes are free on the disk, and whether nothing new is taken in.
    pub fn room(&self, disk_free: u64, lockdown: bool) {
        self.disk_free.set(gauge(disk_free));
        self.lockdown.set(lockdown.into());
    }

    /// Notes when the certificate in use ends, Unix seconds; 0 without one.
    pub fn certificate(&self, ends: u64) {
        self.certificate_ends.set(gauge(ends));
    }

    fn look_at_the_fronts(&self) {
        let fronts = self.fronts.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = |of: fn(&Counters) -> &AtomicU64| fronts.iter().map(|front| of(front).load(Ordering::Relaxed)).sum::<u64>();
        self.connections.set(i64::try_from(sum(|front| &front.open)).unwrap_or(i64::MAX));
        self.accepted.inner().store(sum(|front| &front.accepted), Ordering::Relaxed);
        self.evicted.inner().store(sum(|front| &front.evicted), Ordering::Relaxed);
        self.refused.inner().store(sum(|front| &front.refused), Ordering::Relaxed);
    }

    /// Everything in the Prometheus text format.
    pub fn text(&self) -> String {
        self.look_at_the_fronts();
        let mut text = String::new();
        // Writing into a String does not fail, and every metric here is one the format has.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }
}

fn gauge(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn known_method(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].into_iter().find(|known| *known == method).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sent(metrics: &Metrics, method: &str, route: &'static str, status: u16, code: &'static str) {
        let record = Record { method: method.into(), route, code, ..Record::default() };
        metrics.sent(&record, &Sent { status, bytes: 1, took: Duration::from_millis(3), whole: true });
    }

    #[test]
    fn requests_are_timed_by_method_route_and_status() {
        let metrics = Metrics::default();
        sent(&metrics, "GET", "/{id}/raw", 200, "");
        sent(&metrics, "GET", "/{id}/raw", 200, "");
        sent(&metrics, "BREW", "", 405, "method_not_allowed");
        let text = metrics.text();
        assert!(
            text.contains("fpaste_http_request_duration_seconds_count{method=\"GET\",route=\"/{id}/raw\",status=\"200\"} 2\n"),
            "{text}"
        );
        let bucket = "fpaste_http_request_duration_seconds_bucket{method=\"GET\",route=\"/{id}/raw\",status=\"200\",le=\"0.005\"} 2\n";
        assert!(text.contains(bucket), "{text}");
        assert!(text.contains("method=\"other\"") && !text.contains("BREW"), "{text}");
        assert!(text.contains("fpaste_refusals_total{code=\"method_not_allowed\"} 1\n"), "{text}");
    }

    #[test]
    fn what_has_not_happened_is_zero_and_what_has_is_counted() {
        let metrics = Metrics::default();
        assert!(metrics.text().contains("fpaste_pastes_total{event=\"burned\"} 0\n"), "{}", metrics.text());
        metrics.pastes(PasteEvent::Expired, 7);
        metrics.proof(Proof::Failed);
        metrics.committed(3);
        for open in [1, 2] {
            let front = Counters { open: open.into(), accepted: 20.into(), ..Counters::default() };
            metrics.watch(Arc::new(front));
        }
        metrics.stored(Stored { pastes: 2, bytes: 30 }, u64::MAX);
        metrics.room(7, true);
        let text = metrics.text();
        for line in [
            "fpaste_pastes_total{event=\"expired\"} 7",
            "fpaste_proofs_of_work_total{outcome=\"failed\"} 1",
            "fpaste_refusals_total{code=\"duplicate\"} 0",
            "fpaste_writer_batch_jobs_sum 3.0",
            "fpaste_connections 3",
            "fpaste_connections_accepted_total 40",
            "fpaste_stored_pastes 2",
            "fpaste_stored_bytes 30",
            "fpaste_database_bytes 9223372036854775807",
            "fpaste_disk_free_bytes 7",
            "fpaste_lockdown 1",
            "fpaste_certificate_expires_timestamp_seconds 0",
            concat!("fpaste_build{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
    }
}
