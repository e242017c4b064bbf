//! The whole simulator: a world, the delivery of its callbacks, and the APIs.

use crate::{Account, Clock, Courier, Disorder, Faults, Options, Sender, Server, World};
use hyper::http::uri::InvalidUri;
use replay_signature::{Secret, tc3::Credentials};
use std::{io, net::SocketAddr, sync::Arc};
use tokio::task::JoinHandle;

/// The configuration of a simulator.
#[derive(Debug)]
pub struct Config {
    /// The world.
    pub world: World,
    /// Its time.
    pub clock: Clock,
    /// The address of the APIs; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The receiver of callbacks, with the path; `None` sends none.
    pub callbacks: Option<String>,
    /// Callbacks that were due before are not sent.
    pub callbacks_from: i64,
    /// There are no records of callbacks before.
    pub records_from: i64,
    /// The key that callbacks are signed with.
    pub callback_key: Secret,
    /// How unreliable their delivery is.
    pub disorder: Disorder,
    /// Determines everything random about their delivery.
    pub seed: u64,
    /// The keys of requests that are answered.
    pub credentials: Credentials,
    /// The faults of these requests.
    pub faults: Faults,
}

/// Why it can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The callbacks' address is not a URL.
    #[error("callbacks can't be sent there: {0}")]
    Callbacks(#[from] InvalidUri),
    /// The address to listen on is taken.
    #[error("can't listen there: {0}")]
    Listen(#[from] io::Error),
}

/// A running stand-in for Tencent, until it is dropped.
#[derive(Debug)]
pub struct Simulator {
    server: Server,
    courier: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts the APIs, and sends callbacks from now on.
    ///
    /// # Errors
    /// [`StartError`]
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let world = Arc::new(config.world);
        let mut account = Account::new(Arc::clone(&world), config.callback_key.clone());
        account.records_from = config.records_from;
        let mut courier = None;
        if let Some(url) = &config.callbacks {
            let mut sender = Sender::new(world, &config.disorder, config.seed);
            sender.skip_until(config.callbacks_from);
            let clock = config.clock.clone();
            let new = Courier::new(sender, url, config.callback_key, clock)?;
            account.receipts = new.receipts();
            courier = Some(new);
        }
        let options = Options {
            credentials: config.credentials,
            faults: config.faults,
            limit_rates: true,
        };
        let server = Server::start(config.listen, account, config.clock, options).await?;
        Ok(Self {
            server,
            courier: courier.map(|courier| tokio::spawn(courier.run())),
        })
    }

    /// The address of VOD and Live, without a path.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.server.endpoint()
    }

    /// The APIs.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(courier) = &self.courier {
            courier.abort();
        }
    }
}
