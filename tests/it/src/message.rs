//! HTTP/1.1 messages on a connection. They are passed on byte for byte: to parse each and write it anew would take much of
//! a test's time.

use serde_json::Value;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// A request or an answer.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    bytes: Vec<u8>,
    head: usize,
}

impl Message {
    /// The value of a header field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        field(str::from_utf8(&self.bytes[..self.head]).ok()?, name)
    }

    /// The DynamoDB operation that a request names in `x-amz-target`.
    pub(crate) fn operation(&self) -> Option<&str> {
        self.field("x-amz-target")?.rsplit('.').next()
    }

    /// What follows the head.
    pub(crate) fn body(&self) -> &[u8] {
        &self.bytes[self.head..]
    }

    /// The whole message.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What follows the head, if it is JSON; else null.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(self.body()).unwrap_or_default()
    }

    /// It is an answer of status 200.
    pub(crate) fn is_ok(&self) -> bool {
        self.bytes.starts_with(b"HTTP/1.1 200")
    }

    /// The same message with a JSON document.
    pub(crate) fn with_json(&self, body: &Value) -> Self {
        self.with_body(body.to_string().as_bytes())
    }

    /// A request for another operation, in the name of a test.
    pub(crate) fn with_operation(&self, operation: &str, body: &Value) -> Self {
        let head = String::from_utf8_lossy(&self.bytes[..self.head]);
        let own = self.operation().unwrap_or_default();
        let mut head = head.replace(&format!(".{own}\r\n"), &format!(".{operation}\r\n"));
        if let Some((before, after)) = head.split_once("Credential=") {
            let rest = after.split_once('/').map_or(after, |(_, rest)| rest);
            head = format!("{before}Credential=test/{rest}");
        }
        let request = Self {
            head: head.len(),
            bytes: head.into_bytes(),
        };
        request.with_json(body)
    }

    /// The same message with another body.
    pub(crate) fn with_body(&self, body: &[u8]) -> Self {
        let head = String::from_utf8_lossy(&self.bytes[..self.head]);
        let depends_on_body = |name: &str| {
            let of_body = ["content-length", "x-amz-crc32"];
            of_body.iter().any(|own| name.eq_ignore_ascii_case(own))
        };
        let kept = head.lines().filter(|line| {
            let name = line.split_once(':').map_or("", |(name, _)| name);
            !line.is_empty() && !depends_on_body(name)
        });
        let mut bytes = kept.fold(String::new(), |head, line| head + line + "\r\n");
        bytes += &format!("content-length: {}\r\n\r\n", body.len());
        let head = bytes.len();
        Self {
            bytes: [bytes.as_bytes(), body].concat(),
            head,
        }
    }
}

/// Reads the messages that come from one side of a connection, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    read: Vec<u8>,
}

impl Reader {
    /// The next message, or `None` if the other side has closed the connection.
    pub(crate) async fn next(
        &mut self,
        from: &mut (impl AsyncRead + Unpin),
    ) -> io::Result<Option<Message>> {
        loop {
            if let Some((head, length)) = lengths(&self.read).filter(|it| it.1 <= self.read.len()) {
                let rest = self.read.split_off(length);
                let bytes = std::mem::replace(&mut self.read, rest);
                return Ok(Some(Message { bytes, head }));
            }
            if from.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
        }
    }
}

/// The lengths of the first message's head and of the whole message, once its head is there. The SDK and the embedded store
/// always send the length of a body.
fn lengths(read: &[u8]) -> Option<(usize, usize)> {
    let end = memchr::memmem::find(read, b"\r\n\r\n")? + 4;
    let head = str::from_utf8(&read[..end]).ok()?;
    let body = field(head, "content-length").and_then(|length| length.parse().ok());
    Some((end, end + body.unwrap_or(0)))
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let found = fields.find(|(field, _)| field.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::{Message, Reader, lengths};

    const REQUEST: &str =
        "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: D.Query\r\nContent-Length: 2\r\n\r\n{}";

    async fn read(mut bytes: &[u8]) -> Vec<Message> {
        let (mut reader, mut all) = (Reader::default(), Vec::new());
        while let Some(message) = reader.next(&mut bytes).await.unwrap() {
            all.push(message);
        }
        all
    }

    #[tokio::test]
    async fn a_request_ends_after_as_many_bytes_as_it_says() {
        let two = format!("{REQUEST}{REQUEST}POST");
        let read = read(two.as_bytes()).await;
        assert_eq!(read.len(), 2);
        assert!(read.iter().all(|one| one.bytes() == REQUEST.as_bytes()));
        assert_eq!(lengths(&two.as_bytes()[..60]), None, "only part of a head");
        assert_eq!(read[0].body(), b"{}");
        assert_eq!(read[0].field("x-amz-target"), Some("D.Query"));
        assert_eq!(read[0].operation(), Some("Query"));
        assert_eq!(read[0].field("x-amz-date"), None);
    }

    #[tokio::test]
    async fn another_body_has_another_length() {
        let request = read(REQUEST.as_bytes()).await.remove(0);
        let changed = request.with_body(br#"{"a":1}"#);
        let expected = "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: D.Query\r\ncontent-length: 7\r\n\r\n{\"a\":1}";
        assert_eq!(changed.bytes(), expected.as_bytes());
        assert_eq!(changed.body(), br#"{"a":1}"#);
    }
}
