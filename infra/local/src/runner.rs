//! Puts it all together: the store, the table, the functions, the port.

use crate::{
    banner,
    config::{Config, Functions},
    embedded::{Embedded, EmbeddedError},
    gateway::Gateway,
    server,
};
use lambda_http::http::HeaderValue;
use replay_api::Api;
use replay_callback::Callback;
use replay_store::{SettingError, Store, StoreError};
use std::{io, net::SocketAddr, sync::Arc};
use time::OffsetDateTime;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Why it does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is missing or malformed.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// `LISTEN` can't be had.
    #[error("LISTEN {address} can't be used: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The embedded store does not start.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The table can't be made.
    #[error("the table can't be made: {0}")]
    Table(#[from] StoreError),
    /// The process can't be told to stop.
    #[error("signals can't be heard: {0}")]
    Signals(io::Error),
}

/// A started bundle, its table made and its port taken.
pub struct Runner {
    listener: TcpListener,
    address: SocketAddr,
    gateway: Arc<Gateway>,
    embedded: Option<Embedded>,
}

impl Runner {
    /// Starts it.
    ///
    /// # Errors
    /// [`StartError`] says what is in the way.
    pub async fn start(config: &Config) -> Result<Self, StartError> {
        let taken = |source| StartError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let embedded = Embedded::start(&config.data).await?;
        let endpoint = embedded.as_ref().map(Embedded::endpoint);
        let Functions {
            callback,
            api,
            store,
        } = config.functions(endpoint)?;
        let viewer = config.viewer_token().map(|token| format!("Bearer {token}"));
        let viewer = viewer.and_then(|bearer| HeaderValue::from_str(&bearer).ok());
        Store::connect(store).create_table().await?;
        Ok(Self {
            listener,
            address,
            gateway: Arc::new(Gateway {
                callback: Callback::new(callback),
                api: Api::new(api),
                viewer,
            }),
            embedded,
        })
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop`, then finishes what is under way and stops the store.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        server::serve(self.listener, self.address, self.gateway, stop).await;
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
    }
}

/// Runs it until the process is told to stop.
///
/// # Errors
/// [`StartError`] when it does not start.
pub async fn run(config: Config) -> Result<(), StartError> {
    tracing_subscriber::fmt()
        .with_env_filter(config.log()?)
        .with_writer(io::stderr)
        .with_target(false)
        .init();
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Signals)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Signals)?;
    let runner = Runner::start(&config).await?;
    banner::print(&config, runner.address(), OffsetDateTime::now_utc());
    runner
        .serve(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            tracing::info!("stopping");
        })
        .await;
    Ok(())
}
