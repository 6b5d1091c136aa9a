//! SIGTERM, SIGINT and SIGHUP, delivered to a callback on a thread of their own, where anything may be done.

use std::io;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};

/// What the operating system may ask of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM: stop.
    Terminate,
    /// SIGINT: a person pressed Ctrl-C.
    Interrupt,
    /// SIGHUP: read the settings again.
    Hangup,
}

impl Signal {
    fn number(self) -> i32 {
        match self {
            Self::Terminate => SIGTERM,
            Self::Interrupt => SIGINT,
            Self::Hangup => SIGHUP,
        }
    }

    fn from_number(number: i32) -> Option<Self> {
        [Self::Terminate, Self::Interrupt, Self::Hangup].into_iter().find(|signal| signal.number() == number)
    }

    /// The exit code a shell expects of a process this signal ended: 128 and its number.
    pub fn exit_code(self) -> u8 {
        128 + u8::try_from(self.number()).unwrap_or(0)
    }
}

/// Signals on their way to a callback. Dropped, it delivers no more (what the signals did before does not come back).
#[derive(Debug)]
pub struct Watch(Handle);

/// Delivers these signals, in the order they come, for as long as the watch lives.
///
/// # Errors
/// The operating system refused the handlers or the thread.
pub fn watch(signals: &[Signal], mut deliver: impl FnMut(Signal) + Send + 'static) -> io::Result<Watch> {
    let mut incoming = Signals::new(signals.iter().map(|signal| signal.number()))?;
    let handle = incoming.handle();
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for number in incoming.forever() {
            if let Some(signal) = Signal::from_number(number) {
                deliver(signal);
            }
        }
    })?;
    Ok(Watch(handle))
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use rustix::process::{Signal as Number, getpid, kill_process};

    use super::*;

    #[test]
    fn a_hangup_reaches_the_callback() {
        let (sender, receiver) = mpsc::channel();
        let watch = watch(&[Signal::Hangup], move |signal| sender.send(signal).unwrap()).unwrap();
        kill_process(getpid(), Number::HUP).unwrap();
        assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(Signal::Hangup));
        drop(watch);
        assert!(receiver.recv_timeout(Duration::from_secs(20)).is_err(), "the callback ends with the watch");
    }

    #[test]
    fn exit_codes_are_those_of_the_shell() {
        assert_eq!([Signal::Hangup, Signal::Interrupt, Signal::Terminate].map(Signal::exit_code), [129, 130, 143]);
    }
}
