//! Clients for HTTP/1.1, with TLS where it is needed.

use hyper::body::Body;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{io, time::Duration};

/// Shorter than servers keep a connection, and than a function sleeps between two runs: what was frozen is not reused.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// HTTPS can't be spoken: this machine has no certificates to trust.
#[derive(Debug, thiserror::Error)]
#[error("HTTPS can't be spoken")]
pub struct NoTls(#[source] io::Error);

/// Sends requests with a body `B`, keeps connections, and follows no redirect.
pub type Client<B> = legacy::Client<HttpsConnector<HttpConnector>, B>;

/// A client. One that will be asked for `https` addresses reads the machine's own roots; for others that would be time
/// and memory lost.
///
/// # Errors
/// [`NoTls`] when there are none.
pub fn client<B>(https: bool, connect_timeout: Duration) -> Result<Client<B>, NoTls>
where
    B: Body + Send,
    B::Data: Send,
{
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(connect_timeout));
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls(https).map_err(NoTls)?)
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Ok(legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build(connector))
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
