//! Sets up the client: connections, and which certificates it trusts.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{io, time::Duration};

/// Shorter than servers keep an idle connection, and than a function is frozen between two runs, so that no connection
/// from before the freeze is reused.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// HTTPS is not possible: this machine has no root certificates.
#[derive(Debug, thiserror::Error)]
#[error("HTTPS can't be spoken")]
pub struct NoTls(#[source] io::Error);

/// Sends requests, keeps connections, and follows no redirect.
#[derive(Debug, Clone)]
pub struct Client(pub(crate) legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Client {
    /// With `https`, it reads the machine's root certificates; for plain `http` that would cost time and memory for
    /// nothing.
    ///
    /// # Errors
    /// [`NoTls`] when there are none.
    pub fn new(https: bool, connect_timeout: Duration) -> Result<Self, NoTls> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(https).map_err(NoTls)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        Ok(Self(
            builder.pool_idle_timeout(IDLE_TIMEOUT).build(connector),
        ))
    }
}

fn tls(https: bool) -> io::Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let config = if https {
        config.with_native_roots()?
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    Ok(config.with_no_client_auth())
}
