//! The settings of the function.

use replay_grouping::Seconds;
use replay_metrics::Metrics;
use replay_settings::{SettingError, Vars};
use replay_store::Settings;
use replay_tencent::client;
use std::{ops::RangeInclusive, time::Duration};

/// All settings of the function.
#[derive(Debug, Clone)]
pub struct Config {
    /// `TABLE_NAME`, `PUBLISH` and the other variables of [`replay_store::Settings`].
    pub store: Settings,
    /// `TENCENT_SECRET_ID`, `TENCENT_SECRET_KEY`, `VOD_SUB_APP_ID`, `VOD_ENDPOINT`, `LIVE_ENDPOINT`. Without the keys,
    /// broadcasts settle on callbacks alone.
    pub tencent: Option<client::Settings>,
    /// When to ask.
    pub timing: Timing,
    /// `METRICS_NAMESPACE`.
    pub metrics: Metrics,
}

/// When to ask, in seconds, and how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// `RECORDING_LAG_SECONDS`: from a broadcast's end to its first poll.
    pub lag: Seconds,
    /// `POLL_DEADLINE_SECONDS`: after so long, a broadcast settles with the parts that it has.
    pub deadline: Seconds,
    /// `SWEEP_EVERY_SECONDS`: from one sweep to the next.
    pub sweep_every: Seconds,
    /// `SWEEP_OVERLAP_SECONDS`: how far a sweep goes back behind the last one, for files that VOD's index shows late.
    pub sweep_overlap: Seconds,
    /// `AUDIT_EVERY_SECONDS`: how often to check that the files of a settled replay still exist.
    pub audit_every: Seconds,
    /// How long to wait for all answers about one pack of broadcasts: always 20 s, except in tests.
    pub patience: Duration,
}

/// Ten streams take 13 requests of some 200 ms. This is three times as long as they take if one is repeated.
const PATIENCE: Duration = Duration::from_secs(20);

const QUARTER: Seconds = Seconds::MINUTE.times(15);
const WEEK: Seconds = Seconds::DAY.times(7);

/// Longer than any poll with the default lag needs.
const DEADLINES: RangeInclusive<Seconds> = Seconds(1)..=Seconds::DAY.times(30);
const SWEEPS: RangeInclusive<Seconds> = Seconds(1)..=WEEK;
const OVERLAPS: RangeInclusive<Seconds> = Seconds::ZERO..=WEEK;
const AUDITS: RangeInclusive<Seconds> = Seconds(1)..=Seconds::DAY.times(366);

impl Config {
    /// The variables that hold secrets.
    pub const SECRETS: [&str; 2] = client::Settings::SECRETS;

    /// Reads settings from anywhere.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let store = Settings::read(vars)?;
        Ok(Self {
            tencent: client::Settings::read(vars)?,
            timing: Timing {
                lag: store.lag,
                deadline: vars.number("POLL_DEADLINE_SECONDS", Seconds::DAY, DEADLINES)?,
                sweep_every: vars.number("SWEEP_EVERY_SECONDS", QUARTER, SWEEPS)?,
                sweep_overlap: vars.number("SWEEP_OVERLAP_SECONDS", Seconds::HOUR, OVERLAPS)?,
                audit_every: vars.number("AUDIT_EVERY_SECONDS", WEEK, AUDITS)?,
                patience: PATIENCE,
            },
            metrics: Metrics::read(vars)?,
            store,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_tencent::client::Endpoint;

    fn read(changes: &[(&str, &str)]) -> Result<Config, SettingError> {
        let base = [
            ("TABLE_NAME", "replays"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "key"),
        ];
        let value = |name: &str| {
            let found = changes.iter().chain(&base).find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::read(Vars(&value))
    }

    const KEYS: [(&str, &str); 2] = [
        ("TENCENT_SECRET_ID", "AKIDexample"),
        ("TENCENT_SECRET_KEY", "hunter2"),
    ];

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let config = read(&[]).unwrap();
        assert!(config.tencent.is_none());
        let timing = Timing {
            lag: Seconds(300),
            deadline: Seconds(86_400),
            sweep_every: Seconds(900),
            sweep_overlap: Seconds(3_600),
            audit_every: Seconds(604_800),
            patience: Duration::from_secs(20),
        };
        assert_eq!(config.timing, timing);
        let tencent = read(&KEYS).unwrap().tencent.unwrap();
        assert_eq!(
            (tencent.vod, tencent.live),
            (Endpoint::vod(), Endpoint::live())
        );
        assert_eq!(tencent.sub_app_id, None);
        assert!(!format!("{:?}", read(&KEYS)).contains("hunter2"));
    }

    #[test]
    fn a_wrong_setting_is_named_without_its_value() {
        for (name, value, problem) in [
            ("VOD_ENDPOINT", "vod.example.com", "must begin with"),
            ("LIVE_ENDPOINT", "ftp://hunter2", "must begin with"),
            ("VOD_SUB_APP_ID", "-1", "must be a whole number"),
            ("TENCENT_SECRET_KEY", " ", "is required with"),
            ("TENCENT_SECRET_ID", "", "is required with"),
            ("TENCENT_SECRET_KEY", "ssm:/name", "must be given as"),
            (
                "POLL_DEADLINE_SECONDS",
                "0",
                "must be a whole number from 1",
            ),
            ("SWEEP_EVERY_SECONDS", "0", "must be a whole number from 1"),
            (
                "SWEEP_OVERLAP_SECONDS",
                "-1",
                "must be a whole number from 0",
            ),
            (
                "AUDIT_EVERY_SECONDS",
                "1.5",
                "must be a whole number from 1",
            ),
        ] {
            let mut settings = vec![(name, value)];
            settings.extend(KEYS);
            let error = read(&settings).unwrap_err();
            assert_eq!(error.name, name);
            assert!(
                error.problem.starts_with(problem),
                "{name} {}",
                error.problem
            );
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
