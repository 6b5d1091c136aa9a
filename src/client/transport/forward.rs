//! Plain http through an http proxy: the connection goes to the proxy, and the request line names the whole URL (RFC 9112 §3.2.2), as
//! curl does it. A tunnel (`CONNECT`) to a port other than 443 is what many proxies refuse.

use std::fmt;
use std::io::{Read, Write};
use std::sync::Arc;

use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport as Stream, TransportAdapter,
};
use zeroize::Zeroizing;

/// Rewrites the request line of what goes over a fresh connection. Each connection carries one request: none is kept.
#[derive(Default)]
pub(super) struct Forward {
    /// `http://host:port` in front of the path, and a line for the proxy behind; `None` where requests go out as they are.
    pub(super) through: Option<(String, Zeroizing<String>)>,
}

impl fmt::Debug for Forward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Forward")
    }
}

impl<In: Stream> Connector<In> for Forward {
    type Out = Either<In, ForwardStream>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(stream) = chained else { return Ok(None) };
        let Some((origin, line)) = &self.through else { return Ok(Some(Either::A(stream))) };
        Ok(Some(Either::B(ForwardStream {
            buffers: LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size()),
            stream: TransportAdapter::new(stream.boxed(), Arc::clone(&details.current_time)),
            front: Some((origin.clone(), line.clone())),
        })))
    }
}

pub(super) struct ForwardStream {
    buffers: LazyBuffers,
    stream: TransportAdapter,
    /// What is still to be put into the head.
    front: Option<(String, Zeroizing<String>)>,
}

impl fmt::Debug for ForwardStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForwardStream")
    }
}

impl Stream for ForwardStream {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let Some((origin, line)) = self.front.take() else {
            self.stream.write_all(output)?;
            return Ok(());
        };
        // `GET /path HTTP/1.1` CR LF: the origin goes behind the first space, the proxy's own line behind the first line.
        let space = output.iter().position(|&byte| byte == b' ').map_or(0, |at| at + 1);
        let end = output.windows(2).position(|pair| pair == b"\r\n").map_or(amount, |at| at + 2);
        let mut head = Zeroizing::new(Vec::with_capacity(amount + origin.len() + line.len()));
        head.extend_from_slice(output.get(..space).unwrap_or_default());
        head.extend_from_slice(origin.as_bytes());
        head.extend_from_slice(output.get(space..end).unwrap_or_default());
        head.extend_from_slice(line.as_bytes());
        head.extend_from_slice(output.get(end..).unwrap_or_default());
        self.stream.write_all(&head)?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        false
    }
}
