//! A proxy in front of the store that notes which function does what on the table and on which index.

use crate::{action::actions, actions::note, message::Reader};
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};

/// Passes on requests and answers, until it is dropped.
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
    // When one side closes its connection, both are closed.
    tokio::select! {
        done = requests(from_client, to_store) => done,
        done = copy(&mut from_store, &mut to_client) => done.map(drop),
    }
}

async fn requests(mut client: OwnedReadHalf, mut store: OwnedWriteHalf) -> io::Result<()> {
    let mut reader = Reader::default();
    while let Some(request) = reader.next(&mut client).await? {
        // What has no target is no request to DynamoDB.
        if let Some(target) = request.field("x-amz-target") {
            let authorization = request.field("authorization").unwrap_or_default();
            note(actions(authorization, target, request.body()));
        }
        store.write_all(request.bytes()).await?;
    }
    Ok(())
}
