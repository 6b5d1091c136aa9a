//! Whether to try again, and when. One pure function, so that the whole matrix is a table of tests.

use std::time::Duration;

use super::error::Error;

/// What the caller knows of the request that failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    /// Repetitions already made.
    pub(super) repeated: u32,
    /// Repetitions allowed.
    pub(super) retries: u32,
    /// The longest pause the server may ask for.
    pub(super) max_wait: Duration,
    /// Whether sending it twice does what sending it once does: a read, or a creation that the server knows again.
    pub(super) repeatable: bool,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Once more, after this pause.
    Again(Duration),
    /// Tell the person.
    GiveUp,
}

/// Decides. Failures to connect are repeated always, for nothing arrived; 429, 503 and an upload in progress after the pause the
/// server names, if that is bearable; a lost answer only where a repetition is harmless; all else never.
pub(super) fn decide(error: &Error, attempt: Attempt) -> Verdict {
    let again = |pause| if attempt.repeated < attempt.retries { Verdict::Again(pause) } else { Verdict::GiveUp };
    match error {
        Error::Refused { .. } | Error::ConnectTimeout { .. } | Error::Unreachable { .. } | Error::ProxyFailed { .. } => {
            again(backoff(attempt.repeated))
        }
        Error::NoAnswer { .. } | Error::HalfAnswer { .. } | Error::Stalled { .. } if attempt.repeatable => again(backoff(attempt.repeated)),
        Error::AskedToWait { seconds, .. } => {
            let pause = Duration::from_secs((*seconds).max(1));
            if pause <= attempt.max_wait { again(pause) } else { Verdict::GiveUp }
        }
        _ => Verdict::GiveUp,
    }
}

/// A quarter of a second, then twice as long each time, at most eight seconds.
fn backoff(repeated: u32) -> Duration {
    Duration::from_millis(250 << repeated.min(5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::error::Refusal;

    fn attempt(repeated: u32, repeatable: bool) -> Attempt {
        Attempt { repeated, retries: 2, max_wait: Duration::from_secs(60), repeatable }
    }

    fn server() -> String {
        "http://host".into()
    }

    fn wait(seconds: u64) -> Error {
        Error::AskedToWait { seconds, refusal: Box::new(Refusal::default()) }
    }

    #[test]
    fn what_never_arrived_is_repeated_until_patience_ends() {
        for repeatable in [false, true] {
            let error = Error::Refused { server: server() };
            assert_eq!(decide(&error, attempt(0, repeatable)), Verdict::Again(Duration::from_millis(250)));
            assert_eq!(decide(&error, attempt(1, repeatable)), Verdict::Again(Duration::from_millis(500)));
            assert_eq!(decide(&error, attempt(2, repeatable)), Verdict::GiveUp);
        }
    }

    #[test]
    fn a_lost_answer_is_repeated_only_where_that_is_harmless() {
        for error in [
            Error::NoAnswer { server: server() },
            Error::HalfAnswer { server: server() },
            Error::Stalled { server: server(), after: Duration::from_secs(30) },
        ] {
            assert_eq!(decide(&error, attempt(0, false)), Verdict::GiveUp, "{error}");
            assert!(matches!(decide(&error, attempt(0, true)), Verdict::Again(_)), "{error}");
        }
    }

    #[test]
    fn a_pause_is_kept_if_it_is_bearable() {
        assert_eq!(decide(&wait(3), attempt(0, false)), Verdict::Again(Duration::from_secs(3)));
        assert_eq!(decide(&wait(0), attempt(0, false)), Verdict::Again(Duration::from_secs(1)));
        assert_eq!(decide(&wait(60), attempt(0, false)), Verdict::Again(Duration::from_mins(1)));
        assert_eq!(decide(&wait(61), attempt(0, false)), Verdict::GiveUp);
        assert_eq!(decide(&wait(3), attempt(2, false)), Verdict::GiveUp);
    }

    #[test]
    fn a_refusal_is_final() {
        for error in [
            Error::NotFound(Box::default()),
            Error::ContentRefused(Box::default()),
            Error::ServerFailed(Box::default()),
            Error::NameNotFound { host: "h".into(), why: "no".into() },
            Error::TookTooLong { limit: Duration::from_secs(1) },
            Error::Cancelled,
        ] {
            assert_eq!(decide(&error, attempt(0, true)), Verdict::GiveUp, "{error}");
        }
    }
}
