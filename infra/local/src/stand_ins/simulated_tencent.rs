//! A stand-in Tencent beside the bundle: somebody who broadcasts, where nobody else does.

use crate::config::{Config, Environment, base_url};
use replay_settings::SettingError;
use replay_signature::{EmptySecret, Secret, tc3::Credentials};
use replay_simulator::{BadScript, Clock, Disorder, Faults, Simulator, World};
use std::net::{Ipv4Addr, SocketAddr};

/// What asks the real one.
pub(crate) const KEYS: [&str; 2] = ["TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"];
const ENDPOINTS: [&str; 2] = ["VOD_ENDPOINT", "LIVE_ENDPOINT"];

/// No secrets: the stand-in answers on this machine alone, and knows nothing but what it made up.
const SECRET_ID: &str = "AKIDsimulator";
const SECRET_KEY: &str = "simulator-secret-key";

/// What holds while it runs, so that whoever starts it sees a broadcast go live, end, settle and be published within two
/// minutes. The first one ends a minute after the start, and its files are in VOD 20 s later: asking after five minutes,
/// and only every minute, would make that seven.
pub(crate) const DEFAULTS: [(&str, &str); 2] = [
    ("RECONCILE_EVERY_SECONDS", "5"),
    ("RECORDING_LAG_SECONDS", "10"),
];

/// What the stand-in plays, and what happens to its callbacks.
#[derive(Debug)]
pub struct Play {
    /// What is broadcast, and what of it is recorded.
    pub world: World,
    /// How bad the callbacks' way is.
    pub disorder: Disorder,
}

impl Play {
    /// A day of short broadcasts from the Unix second `now` on, of which about one callback each gets lost, so that
    /// there is something to reconcile. Ids and streams follow from `now`: the data may hold what an earlier start left
    /// half done, whose files no VOD has any more. Joined to one of those, a broadcast would never be confirmed.
    ///
    /// # Errors
    /// None that a time of these centuries causes.
    pub fn demo(now: i64) -> Result<Self, BadScript> {
        let mut script = World::demo(now.unsigned_abs(), now)?.script().clone();
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
                // A broadcast of 50 s is still told while it is on.
                hold: 20,
                ..Disorder::default()
            },
        })
    }
}

/// Why there is no stand-in.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// Its world can't happen.
    #[error("the simulator can't play that: {0}")]
    World(#[from] BadScript),
    /// It can't listen or send.
    #[error("the simulator does not start: {0}")]
    Start(#[from] replay_simulator::StartError),
    /// Nothing to sign callbacks with.
    #[error("the simulator has no key: {0}")]
    Key(#[from] EmptySecret),
}

/// `SIMULATE`: what it says, or what the rest suggests. Who has keys or endpoints of Tencent's means the real one.
pub(crate) fn wanted(environment: &Environment) -> Result<bool, SettingError> {
    let mut real = KEYS.iter().chain(&ENDPOINTS);
    let real = real.find(|name| environment.given(name).is_some());
    let wrong = |problem: String| Err(SettingError::new("SIMULATE", problem));
    match (environment.given("SIMULATE"), real) {
        (Some("true"), Some(name)) => wrong(format!("can't be true beside {name}")),
        (Some("true"), None) => Ok(true),
        (Some("false"), _) => Ok(false),
        (Some(_), _) => wrong("must be true or false".to_owned()),
        (None, real) => Ok(real.is_none() && environment.given("CALLBACK_KEYS").is_none()),
    }
}

/// Starts it: it sends its callbacks to the runner on `address`.
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

/// The settings by which the functions find it.
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
    use crate::{Config, Environment};
    use replay_store::Publish;

    /// Whether it simulates, how often it reconciles, how long recordings take, and what is published.
    #[track_caller]
    fn check(pairs: &[(&str, &str)], expected: (bool, u64, i64, Publish)) {
        let config = Config::read(pairs.iter().copied().collect::<Environment>()).unwrap();
        let store = config.functions(&[]).unwrap().store;
        let every = config.reconcile_every.unwrap_or_default().as_secs();
        let found = (config.simulate, every, store.lag, store.publish);
        assert_eq!(found, expected, "{pairs:?}");
    }

    const KEYS: [(&str, &str); 2] = [("TENCENT_SECRET_ID", "id"), ("TENCENT_SECRET_KEY", "key")];

    #[test]
    fn it_stands_in_where_nothing_names_the_real_one() {
        let simulating = (true, 5, 10, Publish::Confirmed);
        check(&[], simulating);
        check(&[("SIMULATE", " "), ("CALLBACK_KEYS", "")], simulating);
        check(
            &[("SIMULATE", "true"), ("CALLBACK_KEYS", "a,b")],
            simulating,
        );
    }

    #[test]
    fn without_it_only_who_has_keys_can_confirm() {
        let nobody_to_ask = (false, 60, 300, Publish::Auto);
        check(&[("SIMULATE", "false")], nobody_to_ask);
        check(&[("CALLBACK_KEYS", "a")], nobody_to_ask);
        check(&[("VOD_ENDPOINT", "http://127.0.0.1:1")], nobody_to_ask);
        check(&[("LIVE_ENDPOINT", "http://127.0.0.1:1")], nobody_to_ask);
        check(&KEYS, (false, 60, 300, Publish::Confirmed));
    }

    #[test]
    fn what_is_said_holds() {
        let said = [
            ("PUBLISH", "manual"),
            ("RECONCILE_EVERY_SECONDS", "0"),
            ("RECORDING_LAG_SECONDS", "7"),
        ];
        check(&said, (true, 0, 7, Publish::Manual));
    }
    #[test]
    fn two_starts_have_nothing_in_common() {
        let [one, other] = [1_760_000_000, 1_760_000_001].map(|now| Play::demo(now).unwrap().world);
        assert!(one.streams().iter().all(|it| !other.streams().contains(it)));
        let known = |media: &replay_simulator::Media| other.file(media.file_id.as_str()).is_some();
        assert!(!one.media().iter().any(known));
    }
}
