//! All of it at once: a world, its callbacks on their way, and the APIs beside it.

use crate::{Account, Clock, Courier, Disorder, Faults, Options, Sender, Server, World};
use hyper::http::uri::InvalidUri;
use replay_signature::{Secret, tc3::Credentials};
use std::{io, net::SocketAddr, sync::Arc};
use tokio::task::JoinHandle;

/// What a stand-in Tencent has to be told.
#[derive(Debug)]
pub struct Config {
    /// What happens.
    pub world: World,
    /// When.
    pub clock: Clock,
    /// Where the APIs answer; port 0 takes any.
    pub listen: SocketAddr,
    /// Where callbacks go, with the path; none sends none.
    pub callbacks: Option<String>,
    /// What they are signed with.
    pub callback_key: Secret,
    /// How bad their way is.
    pub disorder: Disorder,
    /// What all that is random about their way follows from.
    pub seed: u64,
    /// Whose requests are answered.
    pub credentials: Credentials,
    /// What goes wrong with those.
    pub faults: Faults,
}

/// It can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The callbacks' address is none.
    #[error("callbacks can't be sent there: {0}")]
    Callbacks(#[from] InvalidUri),
    /// The address to listen on is taken.
    #[error("can't listen there: {0}")]
    Listen(#[from] io::Error),
}

/// A stand-in Tencent, until it is dropped.
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
        let mut courier = None;
        if let Some(url) = &config.callbacks {
            let sender = Sender::new(world, &config.disorder, config.seed);
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

    /// Where VOD and Live answer, without a path.
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
