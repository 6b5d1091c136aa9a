//! HTTP/1.1 as plain as it gets, so that a test sees the very bytes: no retries, no redirects, no pool.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One connection.
pub struct Wire {
    stream: BufReader<Box<dyn Connection>>,
}

/// What a connection's bytes go over.
pub trait Connection: Read + Write + Send {
    /// The socket below.
    fn socket(&self) -> &TcpStream;

    /// Whether it is a TLS session taken up again.
    fn resumed(&self) -> bool {
        false
    }
}

impl Connection for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Wire {
    /// Connects; every later read and write gives up after 30 seconds.
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(30))).unwrap();
        Self::over(Box::new(stream))
    }

    /// Talks over a connection that is there.
    pub fn over(stream: Box<dyn Connection>) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// Whether it is a TLS session taken up again.
    pub fn resumed(&self) -> bool {
        self.stream.get_ref().resumed()
    }

    /// The socket.
    pub fn socket(&self) -> &TcpStream {
        self.stream.get_ref().socket()
    }

    /// Sends these bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Sends a request as [`Wire::request`] does; the answer, or why there is none.
    pub fn try_request(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> std::io::Result<Reply> {
        self.ask(method, path, headers, body);
        self.try_reply(method == "HEAD")
    }

    /// Sends a request with a `Host` and, unless the body is empty on a bodiless method, a `Content-Length`; reads the answer.
    pub fn request(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.ask(method, path, headers, body);
        self.reply(method == "HEAD")
    }

    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) {
        let mut head = format!("{method} {path} HTTP/1.1\r\n").into_bytes();
        let given = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !given("host") {
            head.extend_from_slice(b"Host: paste.test\r\n");
        }
        if !given("content-length") && !given("transfer-encoding") && (!body.is_empty() || matches!(method, "POST" | "PUT")) {
            head.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
        }
        for (name, value) in headers {
            head.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        // A server that refuses early may close before it has read the body; its answer is what counts.
        let _ = self.send(&head).and_then(|()| self.send(body));
    }

    /// Reads one answer; `head` if it has no body whatever its length says.
    #[track_caller]
    pub fn reply(&mut self, head: bool) -> Reply {
        self.try_reply(head).expect("an answer")
    }

    /// Reads one answer, skipping `100 Continue`.
    pub fn try_reply(&mut self, head: bool) -> std::io::Result<Reply> {
        let bad = |what: String| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let status: u16 = line.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(|| bad(line.clone()))?;
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let field = line.trim_end_matches(['\r', '\n']);
            if field.is_empty() {
                break;
            }
            let (name, value) = field.split_once(':').ok_or_else(|| bad(line.clone()))?;
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        if status == 100 {
            return self.try_reply(head);
        }
        let mut reply = Reply { status, headers, body: Vec::new() };
        if !head && status != 204 && status != 304 {
            if let Some(length) = reply.header("content-length") {
                let length: u64 = length.parse().map_err(|_| bad("content-length".into()))?;
                (&mut self.stream).take(length).read_to_end(&mut reply.body)?;
                if reply.body.len() as u64 != length {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
            } else {
                self.stream.read_to_end(&mut reply.body)?;
            }
        }
        Ok(reply)
    }
}

impl Reply {
    /// A header's first value, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The word in `"code"`, empty if there is none.
    pub fn code(&self) -> String {
        serde_json::from_slice::<serde_json::Value>(&self.body)
            .ok()
            .and_then(|body| Some(body["code"].as_str()?.to_owned()))
            .unwrap_or_default()
    }

    /// Panics, showing the answer, unless it is this error.
    #[track_caller]
    pub fn expect_error(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", self.text());
        self
    }

    /// Panics, showing the answer, unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}
