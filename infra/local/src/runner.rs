//! Starts everything and connects it: the store, the table, the functions, the port, and the stand-in Tencent.

use crate::{
    banner,
    config::{Config, Functions, STORE_ENDPOINT, base_url},
    events,
    gateway::{Gateway, server},
    stand_ins::{
        embedded_store::{Embedded, EmbeddedError},
        schedule::Schedule,
        simulated_tencent::{self as simulated, Play, SimulationError},
    },
    stream_followers::StreamFollowers,
};
use replay_api::{Api, Relay};
use replay_callback::Callback;
use replay_console::Console;
use replay_grouping::Timestamp;
use replay_reconcile::{Confirm, Reconcile};
use replay_settings::{SettingError, now};
use replay_simulator::{BadScript, Simulator};
use replay_store::{Store, StoreError};
use replay_tencent::client::NoTls;
use std::{
    io::{self, IsTerminal},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};
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
    /// The port of `LISTEN` can't be opened.
    #[error("LISTEN {address} can't be used ({source}): choose another, as LISTEN=127.0.0.1:8788")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// The embedded store does not start.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The table can't be created.
    #[error("the table can't be made: {0}")]
    Table(#[from] StoreError),
    /// Another version has created the table.
    #[error(
        "the table {place} is of another version and lacks the index {index}: move it away, or choose another place"
    )]
    OtherVersion {
        /// Where the table is.
        place: String,
        /// The index.
        index: &'static str,
    },
    /// The stand-in for Tencent does not start.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// Tencent can't be asked.
    #[error("Tencent can't be asked: {0}")]
    Tencent(#[from] NoTls),
    /// Events can't be sent.
    #[error("EVENTS_URL can't be asked: {0}")]
    Events(#[source] NoTls),
    /// The process can't receive signals to stop.
    #[error("signals can't be heard: {0}")]
    Signals(io::Error),
}

/// Everything, started: the table exists and the port is open.
pub struct Runner {
    listener: TcpListener,
    address: SocketAddr,
    gateway: Arc<Gateway>,
    schedule: Arc<Schedule>,
    reconcile_every: Option<Duration>,
    /// The host of VOD that is asked.
    vod: Option<String>,
    simulator: Option<Simulator>,
    /// `None` with a store elsewhere.
    followers: Option<StreamFollowers>,
    embedded: Option<Embedded>,
}

/// The owner of leases in the embedded store. Only one process uses that store at a time, so the next one may continue at
/// once with what this one left.
const OWNER: &str = "local";

/// How long the runner works on what the stand-in tells of the time before the start.
const CATCHING_UP: Duration = Duration::from_secs(10);

impl Runner {
    /// Starts it.
    ///
    /// # Errors
    /// [`StartError`] says what prevents the start.
    pub async fn start(config: &Config) -> Result<Self, StartError> {
        Self::start_with(config, Play::demo).await
    }

    /// Starts it with another play than the demo's. `play` gets the time of the start, and the start of the URLs under which
    /// the runner serves files. It is not called if `config` doesn't simulate.
    ///
    /// # Errors
    /// As [`Runner::start`].
    pub async fn start_with(
        config: &Config,
        play: impl FnOnce(Timestamp, &str) -> Result<Play, BadScript>,
    ) -> Result<Self, StartError> {
        let refused = |source| StartError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let embedded = Embedded::start(&config.data).await?;
        let mut beside = Vec::new();
        beside.extend((embedded.as_ref()).map(|store| (STORE_ENDPOINT, store.endpoint().into())));
        let mut simulator = None;
        if config.simulate {
            let at = now();
            let play = play(at, &simulated::media_base(address)).map_err(SimulationError::from)?;
            let started = simulated::start(play, config, address, at).await?;
            beside.extend(simulated::settings(&started));
            simulator = Some(started);
        }
        let Functions {
            callback,
            console,
            api,
            reconcile,
            confirm,
            relay,
            store,
        } = config.functions(&beside)?;
        let tencent = reconcile.tencent.as_ref();
        let vod = tencent.map(|tencent| tencent.vod.host().to_owned());
        let mut reconcile = Reconcile::new(reconcile, now)?;
        if embedded.is_some() {
            reconcile = reconcile.owned_by(OWNER);
        }
        let schedule = Schedule::new(reconcile);
        let table = store.table.clone();
        let store = Store::connect(store);
        store.create_table().await?;
        if let Some(index) = store.missing_index().await? {
            let place = config.data.to_string();
            return Err(StartError::OtherVersion { place, index });
        }
        let mut followers = None;
        if let Some(embedded) = &embedded {
            let stream = embedded.stream(&table)?;
            let confirm = match config.confirm && vod.is_some() {
                true => Some(Confirm::new(confirm, now)?),
                false => None,
            };
            let relay = Relay::new(relay);
            let started = StreamFollowers::start(config, &stream, confirm, relay);
            followers = Some(started.map_err(StartError::Events)?);
        }
        Ok(Self {
            listener,
            address,
            gateway: Arc::new(Gateway {
                callback: Callback::new(callback),
                console: Console::new(console.served_by(base_url(address))),
                api: Api::new(api),
                schedule: Arc::clone(&schedule),
                cors: config.cors.clone(),
                events: (followers.as_ref()).map(|followers| Arc::clone(followers.timeline())),
                media: (simulator.as_ref())
                    .map(|simulator| simulated::media(simulator, config, now())),
            }),
            schedule,
            reconcile_every: config.reconcile_every,
            vod,
            simulator,
            followers,
            embedded,
        })
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers and reconciles until `stop`, then finishes the requests that are under way and stops the store.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let stopped = async {
            tokio::select! {
                () = stop => {}
                never = Arc::clone(&self.schedule).keep_running(self.reconcile_every) => match never {},
            }
            // In this order: reconcile and the stream's consumers ask the stand-in, and the stand-in's callbacks must be answered.
            self.schedule.stop().await;
            if let Some(followers) = self.followers {
                followers.stop().await;
            }
            drop(self.simulator);
        };
        server::serve(self.listener, self.address, self.gateway, stopped).await;
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
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .init();
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Signals)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Signals)?;
    let runner = Runner::start(&config).await?;
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    if let Some(followers) = &runner.followers {
        let count_for = if config.simulate {
            CATCHING_UP
        } else {
            Duration::ZERO
        };
        tokio::spawn(events::print(followers.timeline().follow(None), count_for));
    }
    banner::print(&config, runner.address, runner.vod.as_deref(), now());
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
