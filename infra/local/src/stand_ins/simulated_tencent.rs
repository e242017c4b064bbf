//! A stand-in Tencent next to the functions: it broadcasts, sends callbacks and answers API requests.

use crate::config::{Config, ENDPOINTS, KEYS, base_url};
use replay_grouping::Timestamp;
use replay_signature::{EmptySecret, Secret, tc3::Credentials};
use replay_simulator::{BadScript, Clock, Disorder, Faults, Simulator, World};
use std::net::{Ipv4Addr, SocketAddr};

/// These are no secrets: the stand-in listens on this machine only, and has nothing but invented data.
const SECRET_ID: &str = "AKIDsimulator";
const SECRET_KEY: &str = "simulator-secret-key";

/// What the stand-in simulates.
#[derive(Debug)]
pub struct Play {
    /// What is broadcast, and what of it is recorded.
    pub world: World,
    /// What happens to callbacks on their way.
    pub disorder: Disorder,
}

impl Play {
    /// A day of short broadcasts from `now` on. About one callback of each gets lost, so that there is
    /// something to reconcile. Ids and streams follow from `now`, because the data may hold unfinished broadcasts of an
    /// earlier start, whose files no VOD has any more: a broadcast that was grouped with those would never be confirmed.
    ///
    /// # Errors
    /// Never for a time of this century.
    pub fn demo(now: Timestamp) -> Result<Self, BadScript> {
        let mut script = World::demo(now.0.unsigned_abs(), now.0)?.script().clone();
        for stream in &mut script.streams {
            stream.app = format!("live{now}");
        }
        Ok(Self {
            world: World::new(script)?,
            disorder: Disorder {
                drop: 0.05,
                double: 0.1,
                reorder: 0.1,
                delay: 2,
                // A broadcast of 50 s is still announced while it is live.
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

/// Starts it. It sends its callbacks to the runner on `address`.
pub(crate) async fn start(
    play: Play,
    config: &Config,
    address: SocketAddr,
) -> Result<Simulator, SimulationError> {
    let simulation = replay_simulator::Config {
        seed: play.world.script().seed,
        world: play.world,
        clock: Clock::real(),
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        callbacks: Some(format!("{}{}", base_url(address), config.callbacks_path())),
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

#[cfg(test)]
mod tests {
    use super::Play;
    use replay_grouping::Timestamp;

    #[test]
    fn two_starts_have_nothing_in_common() {
        let [one, other] =
            [1_760_000_000, 1_760_000_001].map(|now| Play::demo(Timestamp(now)).unwrap().world);
        assert!(one.streams().iter().all(|it| !other.streams().contains(it)));
        let known = |media: &replay_simulator::Media| other.file(media.file_id.as_str()).is_some();
        assert!(!one.media().iter().any(known));
    }
}
