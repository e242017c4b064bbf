//! A TLS terminator in front of a server without TLS.

use crate::Authority;
use std::{io, net::SocketAddr};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// Serves `https` in front of a server, until it is dropped.
pub struct Terminator {
    port: u16,
    _accepting: JoinSet<()>,
}

impl Terminator {
    /// Starts a terminator in front of the server at `upstream`, as in `http://127.0.0.1:8000`.
    pub async fn start(authority: &Authority, upstream: &str) -> Self {
        let upstream: SocketAddr = upstream.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(authority.server());
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, acceptor, upstream));
        Self {
            port,
            _accepting: accepting,
        }
    }

    /// Where it answers.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, upstream: SocketAddr) {
    // Dropped with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        if let Ok((client, _)) = listener.accept().await {
            connections.spawn(pass(client, acceptor.clone(), upstream));
        }
        while connections.try_join_next().is_some() {}
    }
}

/// A handshake fails if the client doesn't trust the authority.
async fn pass(client: TcpStream, acceptor: TlsAcceptor, upstream: SocketAddr) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut client = acceptor.accept(client).await?;
    let mut server = TcpStream::connect(upstream).await?;
    server.set_nodelay(true)?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
