//! Servers over SQLite and over PostgreSQL, the real binary and the real database: creations and reads a second, what they cost of the
//! processor, and how that grows with what is stored. `cargo bench --features postgres --bench servers`; PostgreSQL must be installed.
//!
//! Callers, servers and database share this machine: of several servers only the cost of each request says something, not the sum.
//! Every creation is on the disk before it is answered, in either engine. Over PostgreSQL no table may be read from end to end.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a benchmark is run, not linked against")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark says what it measured")]
#![allow(clippy::cast_precision_loss, reason = "rates are rounded")]

#[path = "../tests/support/cluster.rs"]
mod cluster;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use cluster::Cluster;
use sha2::{Digest as _, Sha256};

/// Callers at the same time, over all servers.
const CALLERS: usize = 24;
/// How long each figure is taken.
const SPAN: Duration = Duration::from_secs(4);
/// Bytes of a paste.
const BODY: usize = 1024;
/// How many pastes there are when something is measured.
const STORED: [i64; 3] = [10_000, 100_000, 1_000_000];

/// An `fpaste serve` without limits.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(home: &Path, database: &str) -> Self {
        let binary = std::env::var_os("FPASTE_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_fpaste").into());
        let mut command = Command::new(binary);
        command.args(["serve", "--bind", "127.0.0.1:0", "--db", database]).current_dir(home).env_clear().env("HOME", home);
        for name in ["POW_DIFFICULTY", "RATE_LIMIT", "DEDUP_MAX", "MISS_MAX", "QUOTA_NETWORK", "DISK_FLOOR"] {
            command.env(format!("FPASTE_{name}"), "0");
        }
        command.env("FPASTE_LOG_LEVEL", "error").stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("//").next().unwrap().parse().unwrap_or_else(|_| panic!("{line}"));
        Self { child, address }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        BufReader::new(stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Seconds that a process has used of the processor, and those of its children that have ended.
fn cpu(pid: u32) -> f64 {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return 0.0 };
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11..15].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

/// One request on a connection that is kept: the status, and the body of the answer.
fn ask(stream: &mut BufReader<TcpStream>, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: bench\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.get_mut().write_all(&[head.as_bytes(), body].concat()).unwrap();
    let (mut status, mut length, mut line) = (0, 0, String::new());
    while line != "\r\n" {
        line.clear();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the server hung up");
        if status == 0 {
            status = line.split(' ').nth(1).unwrap_or("0").parse().unwrap();
        } else if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (status, body)
}

/// How often in a second, in a second of the servers' processors, and what each cost of the database's, in microseconds.
struct Figures {
    rate: f64,
    for_cpu: f64,
    database: f64,
}

/// Lets all callers work for a span.
fn measure(servers: &[Server], cluster: Option<&Cluster>, work: impl Fn(&mut BufReader<TcpStream>, u64) + Sync) -> Figures {
    let used = || -> (f64, f64) {
        let servers = servers.iter().map(|server| cpu(server.child.id())).sum();
        (servers, cluster.map_or(0.0, |cluster| cluster.processes().into_iter().map(cpu).sum()))
    };
    let (stop, done, number) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let (before, begun) = (used(), Instant::now());
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (server, stop, done, number, work) = (&servers[caller % servers.len()], &stop, &done, &number, &work);
            scope.spawn(move || {
                let mut stream = server.connect();
                // A connection answers a thousand requests and no more.
                for turn in 1.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    if turn % 900 == 0 {
                        stream = server.connect();
                    }
                    work(&mut stream, number.fetch_add(1, Ordering::Relaxed));
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(SPAN);
        stop.store(true, Ordering::Relaxed);
    });
    let (count, seconds, after) = (done.load(Ordering::Relaxed) as f64, begun.elapsed().as_secs_f64(), used());
    Figures { rate: count / seconds, for_cpu: count / (after.0 - before.0), database: (after.1 - before.1) * 1e6 / count }
}

/// Measures both, and says so in a row of the table.
fn row(name: &str, servers: &[Server], cluster: Option<&Cluster>, stored: &[i64]) {
    let salt = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let read = measure(servers, cluster, |stream, number| {
        // Far apart from one to the next.
        let at = usize::try_from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16).unwrap() % stored.len();
        let (status, body) = ask(stream, "GET", &format!("/{:012x}/raw", stored[at]), b"");
        assert_eq!((status, body.len()), (200, BODY));
    });
    let create = measure(servers, cluster, |stream, number| {
        let mut body = format!("{salt} {number} ").into_bytes();
        body.resize(BODY, b'x');
        let (status, answer) = ask(stream, "POST", "/", &body);
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&answer));
    });
    let cells = |figures: &Figures| {
        let database = if cluster.is_some() { format!("{:.0} µs", figures.database) } else { String::new() };
        format!("{:.0} | {:.0} | {database}", figures.rate, figures.for_cpu)
    };
    println!("| {name} | {} | {} |", cells(&create), cells(&read));
}

/// Puts pastes into SQLite past any server, until there are so many; their numbers, which are their names.
fn fill_sqlite(file: &Path, stored: &mut Vec<i64>, wanted: i64) {
    let mut connection = rusqlite::Connection::open(file).unwrap();
    let there = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let (newest, count) = (there("SELECT coalesce(max(seq), 0) FROM paste"), there("SELECT count(*) FROM paste"));
    let all = connection.transaction().unwrap();
    for number in newest + 1..=newest + (wanted - count).max(0) {
        let bytes: Vec<u8> = Sha256::digest(number.to_be_bytes()).repeat(BODY / 32);
        let paste = "INSERT INTO paste (seq, id, mime_type, size, created_at, expires_at, burn, delete_token_hash) \
                     VALUES (?1, ?2, 'application/octet-stream', ?3, 1800000000 + ?1, 4000000000 + ?1, 0, zeroblob(32))";
        all.prepare_cached(paste).unwrap().execute((number, format!("{number:012x}"), i64::try_from(BODY).unwrap())).unwrap();
        let body = "INSERT INTO body (paste, sha256, bytes) VALUES (?1, ?2, ?3)";
        all.prepare_cached(body).unwrap().execute((number, Sha256::digest(&bytes).as_slice(), bytes)).unwrap();
        stored.push(number);
    }
    all.commit().unwrap();
}

/// The same for PostgreSQL.
fn fill_postgres(cluster: &Cluster, stored: &mut Vec<i64>, wanted: i64) {
    let number = |sql: &str| cluster.sql_in("bench", sql).parse::<i64>().unwrap();
    let (newest, count) = (number("SELECT coalesce(max(seq), 0) FROM paste"), number("SELECT count(*) FROM paste"));
    let last = newest + (wanted - count).max(0);
    let bytes = "decode(repeat(md5(n::text), 64), 'hex')";
    cluster.sql_in(
        "bench",
        &format!(
            "SET session_replication_role = replica; \
             INSERT INTO paste (seq, id, mime_type, size, sha256, created_at, expires_at, burn, delete_token_hash) \
             SELECT n, lpad(to_hex(n), 12, '0'), 'application/octet-stream', {BODY}, sha256({bytes}), 1800000000 + n, 4000000000 + n, FALSE, \
             sha256('') FROM generate_series({}, {last}) n; \
             INSERT INTO body SELECT n, 0, {bytes} FROM generate_series({}, {last}) n; \
             SELECT setval(pg_get_serial_sequence('paste', 'seq'), {last})",
            newest + 1,
            newest + 1
        ),
    );
    for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
        cluster.sql_in("bench", statement);
    }
    stored.extend(newest + 1..=last);
}

/// How often the large tables were read from end to end, once everybody who could have is gone.
fn scans(cluster: &Cluster) -> i64 {
    cluster.wait("SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'fpaste')");
    cluster.sql_in("bench", "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('paste', 'body')").parse().unwrap()
}

fn main() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let home = tempfile::tempdir_in(place).unwrap();
    println!(
        "| 1 KiB pastes, {CALLERS} callers | create/s | per server-CPU-s | of PostgreSQL's CPU | read/s | per server-CPU-s | of PostgreSQL's CPU |"
    );
    println!("|---|---|---|---|---|---|---|");
    let (file, mut stored) = (home.path().join("pastes.db"), Vec::new());
    drop(Server::start(home.path(), "pastes.db"));
    for wanted in STORED {
        fill_sqlite(&file, &mut stored, wanted);
        row(&format!("SQLite, {wanted} stored"), &[Server::start(home.path(), "pastes.db")], None, &stored);
    }
    let settings = ["fsync=on", "shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h", "autovacuum=on"];
    let Some(cluster) = Cluster::start_in(place, &settings) else { return };
    let (url, mut stored) = (cluster.database("bench"), Vec::new());
    drop(Server::start(home.path(), &url));
    fill_postgres(&cluster, &mut stored, STORED[0]);
    for count in 1..=3 {
        let servers: Vec<Server> = (0..count).map(|_| Server::start(home.path(), &url)).collect();
        row(
            &format!("PostgreSQL, {count} server{}, {} stored", if count == 1 { "" } else { "s" }, STORED[0]),
            &servers,
            Some(&cluster),
            &stored,
        );
    }
    for wanted in &STORED[1..] {
        fill_postgres(&cluster, &mut stored, *wanted);
        let before = scans(&cluster);
        drop(Server::start(home.path(), &url));
        let started = scans(&cluster);
        row(&format!("PostgreSQL, 1 server, {wanted} stored"), &[Server::start(home.path(), &url)], Some(&cluster), &stored);
        assert_eq!(scans(&cluster) - started, started - before, "at work a table of {wanted} rows was read from end to end");
    }
    println!("\nBytes a paste takes with {} stored:", STORED[2]);
    for relation in ["paste", "body"] {
        let each = |what: &str| {
            let sql = format!("SELECT round({what}('{relation}') / (SELECT count(*) FROM paste)::NUMERIC) FROM paste LIMIT 1");
            cluster.sql_in("bench", &sql)
        };
        println!("- `{relation}`: {} in the table, {} in its indexes", each("pg_table_size"), each("pg_indexes_size"));
    }
    let indexes = "SELECT string_agg(indexrelname || ' ' || round(pg_relation_size(indexrelid) / (SELECT count(*) FROM paste)::NUMERIC), ', ') \
                   FROM pg_stat_user_indexes WHERE relname IN ('paste', 'body')";
    println!("- {}", cluster.sql_in("bench", indexes));
}
