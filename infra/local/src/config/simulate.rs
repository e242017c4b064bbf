//! Whether a stand-in Tencent runs, and what changes if it does.

use super::Environment;
use replay_settings::SettingError;

/// The keys to the real Tencent.
pub(crate) const KEYS: [&str; 2] = ["TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"];
pub(crate) const ENDPOINTS: [&str; 2] = ["VOD_ENDPOINT", "LIVE_ENDPOINT"];

/// How much of the past the first start finds, in seconds: some broadcasts in each room, and not more than takes a few
/// seconds.
pub(crate) const PAST_SECONDS: i64 = 1_200;

/// Defaults while the stand-in runs, with which a broadcast is published some 20 s after its end. With the defaults of a
/// deployment, which asks after five minutes and once a minute, that would take seven minutes.
pub(super) const DEFAULTS: [(&str, &str); 4] = [
    ("RECONCILE_EVERY_SECONDS", "5"),
    ("RECORDING_LAG_SECONDS", "10"),
    // What no callback told is found within a minute.
    ("SWEEP_EVERY_SECONDS", "60"),
    ("SWEEP_OVERLAP_SECONDS", "1200"),
];

/// `SIMULATE`; if it is not set, what the other variables suggest. Keys or endpoints of Tencent mean the real one.
pub(super) fn wanted(environment: &Environment) -> Result<bool, SettingError> {
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

#[cfg(test)]
mod tests {
    use crate::{Config, Environment};
    use replay_store::Publish;

    /// Whether it simulates, how often it reconciles, how long recordings take, and what is published.
    #[track_caller]
    fn check(pairs: &[(&str, &str)], expected: (bool, u64, i64, Publish)) {
        let config = Config::read(pairs.iter().copied().collect::<Environment>()).unwrap();
        let store = config.functions(&[]).unwrap().store;
        let every = config.reconcile_every.unwrap_or_default().as_secs();
        let found = (config.simulate, every, store.lag.0, store.publish);
        assert_eq!(found, expected, "{pairs:?}");
    }

    const KEYS: [(&str, &str); 2] = [("TENCENT_SECRET_ID", "id"), ("TENCENT_SECRET_KEY", "key")];

    #[test]
    fn it_simulates_unless_a_setting_means_the_real_tencent() {
        let simulating = (true, 5, 10, Publish::Confirmed);
        check(&[], simulating);
        check(
            &[("SIMULATE", "true"), ("CALLBACK_KEYS", "a,b")],
            simulating,
        );
    }

    #[test]
    fn without_it_only_keys_let_parts_be_confirmed() {
        let without_vod = (false, 60, 300, Publish::Auto);
        check(&[("SIMULATE", "false")], without_vod);
        check(&[("CALLBACK_KEYS", "a")], without_vod);
        check(&[("VOD_ENDPOINT", "http://127.0.0.1:1")], without_vod);
        check(&[("LIVE_ENDPOINT", "http://127.0.0.1:1")], without_vod);
        check(&KEYS, (false, 60, 300, Publish::Confirmed));
    }

    #[test]
    fn given_settings_outweigh_its_defaults() {
        let said = [
            ("PUBLISH", "manual"),
            ("RECONCILE_EVERY_SECONDS", "0"),
            ("RECORDING_LAG_SECONDS", "7"),
        ];
        check(&said, (true, 0, 7, Publish::Manual));
    }
}
