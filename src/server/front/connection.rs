//! One connection from its first byte to its last: heads and answers in order, and an end the client understands.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use super::body::WireBody;
use super::head::{self, Head};
use super::registry::{Slot, Stage};
use super::reply::Printer;
use super::wire::{Stranger, Wire};
use super::{Options, Shared};
use crate::protocol::ErrorCode;
use crate::server::request::{Request, Tls};
use crate::server::response::{Payload, Refusal, Response, Sent};

/// What a handler that died is answered with.
const DIED: Refusal = Refusal { code: ErrorCode::Internal, sentence: "something failed here" };
/// Plain HTTP where TLS is spoken.
const PLAIN: Refusal = Refusal { code: ErrorCode::BadRequest, sentence: "this port speaks TLS; use https://" };
/// A head that did not come in time.
const LATE: Refusal = Refusal { code: ErrorCode::RequestTimeout, sentence: "the request did not arrive in time" };

/// Answers a connection until it ends.
pub(super) fn serve(shared: &Shared, slot: &Arc<Slot>) {
    let options = shared.options();
    let mut connection =
        Connection { shared, options: &options, wire: Wire::new(Arc::clone(slot)), printer: Printer::default(), tls: None };
    if connection.begin() == After::End {
        return;
    }
    let mut answered = 0;
    while connection.one(answered) == After::Another {
        answered += 1;
    }
}

/// What comes after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Another,
    End,
}

/// What came.
enum Came {
    /// A head, whose first byte was here then.
    Head(Box<Head>, Instant),
    /// Something else.
    Refused(Refusal, Instant),
    /// Nothing, or not all of it: there is nobody to answer.
    Nothing,
}

struct Connection<'a> {
    shared: &'a Shared,
    options: &'a Options,
    wire: Wire,
    printer: Printer,
    tls: Option<Tls>,
}

impl Connection<'_> {
    /// The handshake, where there is TLS.
    fn begin(&mut self) -> After {
        let Some(config) = &self.options.tls else { return After::Another };
        let begun = Instant::now();
        self.wire.slot().enter(Stage::Head);
        match self.wire.shake_hands(config, begun + self.options.limits.handshake) {
            Ok(proven) => {
                self.tls = Some(proven);
                After::Another
            }
            Err(Stranger::Failed) => After::End,
            Err(Stranger::Plain) if self.wire.available().is_empty() => After::End,
            Err(Stranger::Plain) => {
                let response = self.shared.refuse(PLAIN, false);
                self.answer(response, false, Some("close"), begun);
                self.linger();
                After::End
            }
        }
    }

    /// One request and its answer.
    fn one(&mut self, answered: u32) -> After {
        self.wire.slot().enter(Stage::Idle);
        self.wire.rest();
        match self.next() {
            Came::Nothing => After::End,
            Came::Refused(refusal, begun) => {
                self.wire.slot().enter(Stage::Busy);
                let response = self.shared.refuse(refusal, self.tls.is_some());
                self.answer(response, false, Some("close"), begun);
                self.linger();
                After::End
            }
            Came::Head(head, begun) => {
                self.wire.slot().enter(Stage::Busy);
                self.request(*head, begun, answered)
            }
        }
    }

    /// Waits for a head.
    fn next(&mut self) -> Came {
        let limits = &self.options.limits;
        let (mut begun, mut looked_at) = (None, 0);
        if !self.wire.available().is_empty() {
            begun = Some(Instant::now());
            self.wire.slot().enter(Stage::Head);
        }
        loop {
            let available = self.wire.available();
            // Looked at whenever a line ends or the bytes have doubled, so that a slow head costs no more than a fast one.
            let fresh = available.get(looked_at..).unwrap_or_default();
            if let Some(begun) = begun
                && (looked_at == 0 || fresh.contains(&b'\n') || available.len() >= looked_at * 2 || available.len() > head::WHOLE_MAX)
            {
                looked_at = available.len();
                match head::parse(available) {
                    Ok(Some((head, used))) => {
                        self.wire.consume(used);
                        return Came::Head(Box::new(head), begun);
                    }
                    Ok(None) => {}
                    Err(reject) => return Came::Refused(Refusal { code: reject.code(), sentence: reject.sentence() }, begun),
                }
            }
            let until = begun.map_or_else(|| Instant::now() + limits.idle, |begun| begun + limits.head);
            match self.wire.fill(until) {
                Ok(1..) if begun.is_none() => {
                    begun = Some(Instant::now());
                    self.wire.slot().enter(Stage::Head);
                }
                Ok(1..) => {}
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return begun.map_or(Came::Nothing, |begun| Came::Refused(LATE, begun));
                }
                Ok(0) | Err(_) => return Came::Nothing,
            }
        }
    }

    fn request(&mut self, head: Head, begun: Instant, answered: u32) -> After {
        let Self { shared, options, .. } = *self;
        let head_only = head.method == "HEAD";
        let mut body = WireBody::new(&mut self.wire, &options.limits, &shared.budget, head.length, head.expects_continue);
        let mut request = Request {
            method: head.method,
            path: head.path,
            query: head.query,
            host: head.host,
            headers: head.headers,
            peer: body.peer(),
            tls: self.tls.clone(),
            body: &mut body,
        };
        // What a handler leaves half-done is its own: the store's transactions roll back, the locks forgive.
        let response = catch_unwind(AssertUnwindSafe(|| shared.service.answer(&mut request)));
        drop(request);
        let over = body.is_over();
        let Some(response) = response.ok().or_else(|| shared.refuse(DIED, self.tls.is_some())) else { return After::End };
        let last = !over || !head.keep_alive || answered + 1 >= options.limits.requests || shared.registry.is_stopping();
        let connection = match (last, head.old) {
            (true, _) => Some("close"),
            (false, true) => Some("keep-alive"),
            (false, false) => None,
        };
        let whole = self.answer(Some(response), head_only, connection, begun);
        if !last && whole {
            return After::Another;
        }
        // A client that asked for the end and was read to it will send no more; any other might, and must not lose the answer for it.
        if whole && (!over || head.keep_alive || !self.wire.available().is_empty()) {
            self.linger();
        } else {
            self.wire.finish(Instant::now() + options.limits.drain);
        }
        After::End
    }

    /// Sends an answer and tells of it. Whether all of it left.
    fn answer(&mut self, response: Option<Response>, head_only: bool, connection: Option<&str>, begun: Instant) -> bool {
        let Self { shared, options, wire, printer, tls } = self;
        let mut printed = |response: Response| printer.head(&response, connection).ok().map(|()| response);
        let died = || shared.refuse(DIED, tls.is_some());
        let Some(mut response) = response.and_then(&mut printed).or_else(|| died().and_then(printed)) else { return false };
        let (status, record) = (response.status, std::mem::take(&mut response.record));
        wire.slot().enter(Stage::Send);
        if matches!(&response.body, Payload::Spool(spool, _) if spool.is_on_disk()) {
            wire.slot().holds_disk();
        }
        let outcome = printer.send(wire, response, head_only, &options.limits);
        wire.slot().enter(Stage::Busy);
        let sent = Sent { status, bytes: outcome.bytes, took: begun.elapsed(), whole: outcome.whole };
        let _ = catch_unwind(AssertUnwindSafe(|| shared.service.sent(&record, &sent)));
        outcome.whole
    }

    /// Says that no more will be written, and reads a little of what the client still sends: closed at once, the connection would be
    /// reset, and the client might never see the answer.
    fn linger(&mut self) {
        let limits = &self.options.limits;
        self.wire.slot().enter(Stage::Idle);
        let until = Instant::now() + limits.drain;
        self.wire.finish(until);
        let (mut scratch, mut drained) = (vec![0; 16 * 1024], 0);
        while drained < limits.drain_bytes {
            match self.wire.read(&mut scratch, until) {
                Ok(count @ 1..) => drained += count as u64,
                Ok(0) | Err(_) => return,
            }
        }
    }
}
