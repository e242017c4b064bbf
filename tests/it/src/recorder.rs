//! Stands before a store, and notes what passes: who does what on the table and on which index.

use crate::{action::actions, actions::note};
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};

/// Passes on what comes, until it is dropped.
pub(crate) async fn record(listener: TcpListener, store: SocketAddr) {
    // Dropped with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        if let Ok((client, _)) = listener.accept().await {
            connections.spawn(pass(client, store));
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn pass(client: TcpStream, store: SocketAddr) -> io::Result<()> {
    let store = TcpStream::connect(store).await?;
    client.set_nodelay(true)?;
    store.set_nodelay(true)?;
    let ((from_client, mut to_client), (mut from_store, to_store)) =
        (client.into_split(), store.into_split());
    // Whichever side ends first ends both: no request is left without its answer.
    tokio::select! {
        done = requests(from_client, to_store) => done,
        done = copy(&mut from_store, &mut to_client) => done.map(drop),
    }
}

/// Requests are read whole, noted and passed on as they came. The SDK always tells their length.
async fn requests(mut client: OwnedReadHalf, mut store: OwnedWriteHalf) -> io::Result<()> {
    let mut read = Vec::new();
    loop {
        let length = loop {
            match length(&read) {
                Some(length) if read.len() >= length => break length,
                _ => {}
            }
            if client.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        };
        let request = &read[..length];
        let head = head(request).unwrap_or_default();
        let (authorization, target) = (field(head, "authorization"), field(head, "x-amz-target"));
        // What has no target is no request to DynamoDB.
        if let Some(target) = target {
            let body = &request[head.len()..];
            note(actions(authorization.unwrap_or_default(), target, body));
        }
        store.write_all(request).await?;
        read.drain(..length);
    }
}

/// The first request's head, with the empty line that ends it, if all of it is there.
fn head(read: &[u8]) -> Option<&str> {
    let end = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    str::from_utf8(&read[..end]).ok()
}

/// How long the first request is, once its head is there.
fn length(read: &[u8]) -> Option<usize> {
    let head = head(read)?;
    let body = field(head, "content-length").and_then(|length| length.parse().ok());
    Some(head.len() + body.unwrap_or(0))
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let found = fields.find(|(field, _)| field.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::{field, head, length};

    #[test]
    fn a_request_ends_where_its_length_says() {
        let request = "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: D.Query\r\nContent-Length: 2\r\n\r\n{}POST";
        let bytes = request.as_bytes();
        assert_eq!(length(bytes), Some(request.len() - "POST".len()));
        assert_eq!(length(&bytes[..60]), None, "no more than a piece of a head");
        let head = head(bytes).unwrap();
        assert_eq!(field(head, "x-amz-target"), Some("D.Query"));
        assert_eq!(field(head, "x-amz-date"), None);
    }
}
