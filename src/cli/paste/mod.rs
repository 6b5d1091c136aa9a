//! A paste on its way: read, sealed, proved, sent. What `create`, `run` and `update` have in common.

pub mod ansi;
pub mod input;
pub mod limits;
pub mod seal;
pub mod upload;

pub use input::{Content, Source};
pub use limits::Limits;
pub use seal::{Sealed, Sealing};
pub use upload::{Created, Secrets, create};
