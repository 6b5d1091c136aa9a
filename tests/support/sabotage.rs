//! Breaks the operating system under a running server: a library that is preloaded (`sabotage.c`, built here) and the file that tells it
//! what to break. Needs a C compiler.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::process::Command;

use rustix::io::Errno;
use tempfile::TempDir;

use super::{TestServer, tool};

/// What breaks, until it is mended.
pub struct Sabotage {
    directory: TempDir,
    plan: File,
}

/// A call of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Read = 0,
    Write = 1,
    Sync = 2,
    Truncate = 3,
    Open = 4,
    /// Making a thread, which has no file.
    Thread = 5,
}

/// What comes of a call.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// It fails.
    Fail(Errno),
    /// It is done, and then the process is killed.
    DieAfter,
    /// Half of what it writes is written, and then the process is killed.
    DieHalfway,
}

/// Files, as a sum: the database, its log, its shared memory, and temporary files without a name.
pub mod on {
    pub const DATABASE: u32 = 1;
    pub const LOG: u32 = 2;
    pub const MEMORY: u32 = 4;
    pub const NAMELESS: u32 = 8;
    /// Where pastes are kept.
    pub const STORE: u32 = DATABASE | LOG;
    /// All there are.
    pub const ANYTHING: u32 = 15;
}

const CALLS: u64 = 6;
const FAULT: u64 = 24;
/// All calls from now on.
pub const ALWAYS: u32 = u32::MAX;

impl Sabotage {
    /// Builds the library; `None`, with a word about it, where there is no C compiler.
    pub fn new() -> Option<Self> {
        if !tool::is_here("cc", "--version") {
            return None;
        }
        let directory = tempfile::Builder::new().prefix("fpaste-sabotage-").tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/sabotage.c");
        let mut command = Command::new("cc");
        command.args(["-O1", "-shared", "-fPIC", "-Wall", "-Werror", "-o"]).arg(directory.path().join("sabotage.so"));
        let built = command.args([source, "-ldl"]).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let plan = File::options().read(true).write(true).create_new(true).open(directory.path().join("plan")).unwrap();
        plan.set_len(CALLS * FAULT + 8).unwrap();
        Some(Self { directory, plan })
    }

    /// The environment of a program to be broken.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.directory.path().join(name).to_str().unwrap().to_owned();
        vec![("LD_PRELOAD", path("sabotage.so")), ("SABOTAGE", path("plan"))]
    }

    /// A server to be broken, with these settings.
    pub fn server(&self, settings: &[(&str, &str)]) -> TestServer {
        let environment = self.environment();
        let mut all: Vec<_> = environment.iter().map(|(key, value)| (*key, value.as_str())).collect();
        all.extend(settings);
        TestServer::with(&all)
    }

    /// From now on, of the calls on these files, `skip` work, `times` do not, and then they work again.
    pub fn arm(&self, call: Call, files: u32, skip: u32, times: u32, deed: Deed) {
        let (deed, error) = match deed {
            Deed::Fail(errno) => (0, errno.raw_os_error().unsigned_abs()),
            Deed::DieAfter => (1, 0),
            Deed::DieHalfway => (2, 0),
        };
        let fields: Vec<u8> = [skip, times, deed, error, 0].into_iter().flat_map(u32::to_ne_bytes).collect();
        self.write(call as u64 * FAULT, &0_u32.to_ne_bytes());
        self.write(call as u64 * FAULT + 4, &fields);
        // Last, for this is what sets it.
        self.write(call as u64 * FAULT, &files.to_ne_bytes());
    }

    /// Every such call fails from now on.
    pub fn fail(&self, call: Call, files: u32, errno: Errno) {
        self.arm(call, files, 0, ALWAYS, Deed::Fail(errno));
    }

    /// All calls work again.
    pub fn mend(&self) {
        for call in 0..CALLS {
            self.write(call * FAULT, &0_u32.to_ne_bytes());
        }
    }

    /// How many such calls came since the fault was set.
    pub fn seen(&self, call: Call) -> u32 {
        let mut bytes = [0; 4];
        self.plan.read_exact_at(&mut bytes, call as u64 * FAULT + 20).unwrap();
        u32::from_ne_bytes(bytes)
    }

    /// Sets the time of day so many seconds off the true one.
    pub fn set_clock(&self, seconds: i64) {
        self.write(CALLS * FAULT, &seconds.to_ne_bytes());
    }

    fn write(&self, at: u64, bytes: &[u8]) {
        self.plan.write_all_at(bytes, at).unwrap();
    }
}
