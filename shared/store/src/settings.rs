//! The settings of the store.

mod cos_hosts;

pub use cos_hosts::CosHosts;

use replay_grouping::{Defaults, Rules, Seconds};
use replay_settings::{Aws, SettingError, Vars};

/// When a replay is published without a curator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publish {
    /// Never.
    Manual,
    /// Once VOD has confirmed every part.
    Confirmed,
    /// With the first part.
    Auto,
}

impl Publish {
    /// Reads `PUBLISH`.
    ///
    /// # Errors
    /// When it is none of the three words.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        match vars.optional("PUBLISH").as_deref() {
            None | Some("confirmed") => Ok(Self::Confirmed),
            Some("manual") => Ok(Self::Manual),
            Some("auto") => Ok(Self::Auto),
            Some(_) => {
                let problem = "must be manual, confirmed or auto";
                Err(SettingError::new("PUBLISH", problem))
            }
        }
    }
}

/// The settings of the store, with the variables that they are read from.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `TABLE_NAME`.
    pub table: String,
    /// `AWS_ENDPOINT_URL_DYNAMODB`: an endpoint other than Amazon's.
    pub endpoint: Option<String>,
    /// The region and the credentials.
    pub aws: Aws,
    /// `INDEX_SHARDS`: how many shards each global index has.
    pub shards: u32,
    /// `GROUPING_GAP_SECONDS` and `DAILY_CUT_UTC_OFFSET`.
    pub rules: Rules,
    /// `DEFAULT_PUSH_DOMAIN`, `DEFAULT_APP` and `SESSION_PARAM`.
    pub defaults: Defaults,
    /// `PUBLISH`.
    pub publish: Publish,
    /// `COS_HOSTS`: where recordings lie that no VOD has.
    pub cos_hosts: CosHosts,
    /// `RECORDING_LAG_SECONDS`: how long a recording takes to appear in VOD.
    pub lag: Seconds,
    /// `NEW_STREAMS_PER_MINUTE`: how many streams callbacks may found in a minute; 0 for any number.
    pub new_streams_per_minute: u32,
}

/// Tencent promises recordings five minutes after the end of a broadcast.
const DEFAULT_LAG: Seconds = Seconds::MINUTE.times(5);

/// By default nothing is polled for longer than a day.
const MAX_LAG: Seconds = Seconds::DAY;

/// With a longer gap than a day everything would be one broadcast.
pub const MAX_GAP: Seconds = Seconds::DAY;

/// 100 a second: more than a partition of the count takes in addition to what it refuses.
const MAX_NEW_STREAMS: u32 = 6_000;

/// With more shards than this every list is slower than one partition ever is.
const MAX_SHARDS: u32 = 64;

impl Settings {
    /// Reads the settings. An error names the first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let daily_cut = vars.optional("DAILY_CUT_UTC_OFFSET");
        Ok(Self {
            table: vars.required("TABLE_NAME")?,
            endpoint: vars.endpoint("AWS_ENDPOINT_URL_DYNAMODB")?,
            aws: Aws::read(vars)?,
            shards: vars.number("INDEX_SHARDS", 1, 1..=MAX_SHARDS)?,
            rules: Rules {
                gap: vars.number(
                    "GROUPING_GAP_SECONDS",
                    Seconds(300),
                    Seconds::ZERO..=MAX_GAP,
                )?,
                daily_cut: daily_cut.map(parse_offset).transpose()?,
            },
            defaults: defaults(vars)?,
            publish: Publish::read(vars)?,
            cos_hosts: CosHosts::read(vars)?,
            lag: Self::lag(vars)?,
            new_streams_per_minute: vars.number(
                "NEW_STREAMS_PER_MINUTE",
                0,
                0..=MAX_NEW_STREAMS,
            )?,
        })
    }

    /// Reads `RECORDING_LAG_SECONDS`.
    ///
    /// # Errors
    /// When it is no number, or out of range.
    pub fn lag(vars: Vars<'_>) -> Result<Seconds, SettingError> {
        vars.number("RECORDING_LAG_SECONDS", DEFAULT_LAG, Seconds(1)..=MAX_LAG)
    }
}

fn defaults(vars: Vars<'_>) -> Result<Defaults, SettingError> {
    let or = |name, default: &str| vars.optional(name).unwrap_or_else(|| default.to_owned());
    let domain = or("DEFAULT_PUSH_DOMAIN", "default");
    let app = or("DEFAULT_APP", "live");
    Defaults::new(domain, app, vars.optional("SESSION_PARAM")).map_err(|invalid| {
        let name = if invalid.what == "domain" {
            "DEFAULT_PUSH_DOMAIN"
        } else {
            "DEFAULT_APP"
        };
        SettingError::new(name, invalid.problem)
    })
}

/// `+08:00`, `-03:30` or `Z`, in seconds east of UTC; `None` for anything else. The clocks of the world go from −12:00 to
/// +14:00.
#[must_use]
pub fn utc_offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, clock) = match text.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let digits = |text: &str| -> Option<i32> {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let (hours, minutes) = digits(hours).zip(digits(minutes))?;
    let seconds = sign * (hours * 3_600 + minutes * 60);
    let known = (-12 * 3_600..=14 * 3_600).contains(&seconds);
    (minutes < 60 && known).then_some(seconds)
}

fn parse_offset(text: String) -> Result<i32, SettingError> {
    utc_offset(&text).ok_or_else(|| {
        let problem = "must look like +08:00, from -12:00 to +14:00";
        SettingError::new("DAILY_CUT_UTC_OFFSET", problem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changes: &[(&str, &str)]) -> Result<Settings, SettingError> {
        let base = [
            ("TABLE_NAME", "replays"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "very-secret"),
        ];
        let value = |name: &str| {
            let all = changes.iter().chain(&base);
            all.into_iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        Settings::read(Vars(&value))
    }

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let settings = read(&[]).unwrap();
        assert_eq!(
            settings.rules,
            Rules {
                gap: Seconds(300),
                daily_cut: None
            }
        );
        assert_eq!((settings.shards, settings.publish), (1, Publish::Confirmed));
        assert_eq!(settings.lag, Seconds(300));
        let Defaults {
            domain,
            app,
            session_param,
        } = &settings.defaults;
        assert_eq!(
            (domain.as_str(), app.as_str(), session_param),
            ("default", "live", &None)
        );
        assert!(!format!("{settings:?}").contains("very-secret"));
    }

    #[test]
    fn a_wrong_setting_is_named_and_its_value_kept_to_itself() {
        for (name, value) in [
            ("TABLE_NAME", " "),
            ("AWS_ENDPOINT_URL_DYNAMODB", "localhost:8000"),
            ("INDEX_SHARDS", "0"),
            ("NEW_STREAMS_PER_MINUTE", "6001"),
            ("GROUPING_GAP_SECONDS", "86401"),
            ("GROUPING_GAP_SECONDS", "-1"),
            ("DAILY_CUT_UTC_OFFSET", "8"),
            ("DAILY_CUT_UTC_OFFSET", "+14:01"),
            ("DAILY_CUT_UTC_OFFSET", "+08:60"),
            ("DAILY_CUT_UTC_OFFSET", "+é8:00"),
            ("PUBLISH", "yes"),
            ("COS_HOSTS", ","),
            ("COS_HOSTS", "https://a.cos.ap-shanghai.myqcloud.com"),
            ("COS_HOSTS", "*.myqcloud.com"),
            ("DEFAULT_PUSH_DOMAIN", "a/b"),
            ("DEFAULT_APP", "a/b"),
            ("RECORDING_LAG_SECONDS", "0"),
            ("RECORDING_LAG_SECONDS", "86401"),
            ("AWS_ENDPOINT_URL_DYNAMODB", "hunter2"),
            ("INDEX_SHARDS", "hunter2"),
            ("GROUPING_GAP_SECONDS", "hunter2"),
            ("DAILY_CUT_UTC_OFFSET", "hunter2"),
            ("PUBLISH", "hunter2"),
            ("DEFAULT_PUSH_DOMAIN", "hunter2/b"),
            ("DEFAULT_APP", "hunter2/b"),
            ("RECORDING_LAG_SECONDS", "hunter2"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert_eq!(error.name, name);
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn offsets_are_seconds_east_of_utc() {
        for (text, seconds) in [
            ("+08:00", 28_800),
            ("-03:30", -12_600),
            ("Z", 0),
            ("+00:00", 0),
        ] {
            assert_eq!(
                read(&[("DAILY_CUT_UTC_OFFSET", text)])
                    .unwrap()
                    .rules
                    .daily_cut,
                Some(seconds)
            );
        }
    }
}
