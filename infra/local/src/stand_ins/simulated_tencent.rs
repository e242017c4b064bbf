//! A stand-in Tencent next to the functions: it broadcasts, sends callbacks, answers API requests and serves the files.

use super::kept_files::KeptFiles;
use crate::{
    config::{Config, ENDPOINTS, KEYS, PAST_SECONDS, base_url},
    gateway::Media,
};
use replay_grouping::Timestamp;
use replay_signature::{EmptySecret, HotlinkKey, Secret, tc3::Credentials};
use replay_simulator::{BadScript, Clock, Disorder, Faults, Simulator, World};
use std::net::{Ipv4Addr, SocketAddr};

/// These are no secrets: the stand-in listens on this machine only, and has nothing but invented data.
const SECRET_ID: &str = "AKIDsimulator";
const SECRET_KEY: &str = "simulator-secret-key";

/// Where the runner serves the stand-in's files.
pub(crate) const MEDIA: &str = "/-/media";

/// How long Tencent retries a callback: 12 times, a minute apart. So much of the past is told at the start.
const RETRIED_FOR_SECONDS: i64 = 12 * 60;

/// What the stand-in simulates.
#[derive(Debug)]
pub struct Play {
    /// What is broadcast, and what of it is recorded.
    pub world: World,
    /// What happens to callbacks on their way.
    pub disorder: Disorder,
}

impl Play {
    /// Short broadcasts, with files whose URLs begin with `media_base`. About one callback of each gets lost, so that
    /// there is something to reconcile. The world is the same at each start, so a broadcast that a stop interrupted goes
    /// on, and its files are in VOD.
    ///
    /// # Errors
    /// Never for a time of this century.
    pub fn demo(now: Timestamp, media_base: &str) -> Result<Self, BadScript> {
        Ok(Self {
            world: World::demo(now.0, media_base)?,
            disorder: Disorder {
                drop: 0.05,
                double: 0.1,
                reorder: 0.1,
                delay: 2,
                // A broadcast of 65 s is still announced while it is live.
                hold: 20,
                ..Disorder::default()
            },
        })
    }
}

/// Why the stand-in does not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// Its world is impossible.
    #[error("the simulator can't play that: {0}")]
    World(#[from] BadScript),
    /// It can't listen or send.
    #[error("the simulator does not start: {0}")]
    Start(#[from] replay_simulator::StartError),
    /// There is no key to sign callbacks with.
    #[error("the simulator has no key: {0}")]
    Key(#[from] EmptySecret),
}

/// The start of the URLs of its files, which the runner serves on `address`.
pub(crate) fn media_base(address: SocketAddr) -> String {
    format!("{}{MEDIA}", base_url(address))
}

/// Starts it. It sends its callbacks to the runner on `address`.
pub(crate) async fn start(
    play: Play,
    config: &Config,
    address: SocketAddr,
    now: Timestamp,
) -> Result<Simulator, SimulationError> {
    let simulation = replay_simulator::Config {
        seed: play.world.script().seed,
        world: play.world,
        clock: Clock::real(),
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        callbacks: Some(format!("{}{}", base_url(address), config.callbacks_path())),
        callbacks_from: now.0 - RETRIED_FOR_SECONDS,
        // Each broadcast is looked for in the records around it: without a limit, the first start finds all days of the world.
        records_from: now.0 - PAST_SECONDS,
        callback_key: config.callback_key().ok_or(EmptySecret)?,
        disorder: play.disorder,
        credentials: Credentials {
            secret_id: SECRET_ID.to_owned(),
            secret_key: Secret::new(SECRET_KEY)?,
            token: None,
        },
        faults: Faults::none(),
    };
    Ok(Simulator::start(simulation).await?)
}

/// What serves its files, among them those that were put into VOD before the last stop.
pub(crate) fn media(simulator: &Simulator, config: &Config, now: Timestamp) -> Media {
    let key = config.playback_key();
    let kept = KeptFiles::of(&config.data);
    let account = simulator.server().account().clone();
    for callback in kept.read() {
        if let Err(error) = account.studio.register(&callback, now.0) {
            tracing::warn!("a file of the simulated VOD is forgotten: {error}");
        }
    }
    Media {
        account,
        key: key.and_then(|key| HotlinkKey::new(key).ok()),
        kept,
    }
}

/// The settings with which the functions ask it.
pub(crate) fn settings(simulator: &Simulator) -> [(&'static str, String); 4] {
    let [id, key] = KEYS;
    let [vod, live] = ENDPOINTS;
    [
        (id, SECRET_ID.to_owned()),
        (key, SECRET_KEY.to_owned()),
        (vod, simulator.endpoint()),
        (live, simulator.endpoint()),
    ]
}
