//! The function's settings.

use crate::{http::Authenticator, media::Playback};
use replay_metrics::Metrics;
use replay_settings::{SettingError, Vars};
use replay_store::Settings;
use replay_tencent::client;

/// All settings of the function.
#[derive(Debug, Clone)]
pub struct Config {
    /// `TABLE_NAME`, `PUBLISH` and the other variables of [`replay_store::Settings`].
    pub(crate) store: Settings,
    /// `CURATOR_TOKENS`, `ADMIN_TOKENS`, `VIEWER_TOKENS` and `GRANT_KEY`.
    pub(crate) authenticator: Authenticator,
    /// `PLAYBACK_KEY`, `PLAYBACK_TTL_SECONDS` and `PLAYBACK_DOMAINS`.
    pub(crate) playback: Playback,
    /// `TENCENT_SECRET_ID`, `TENCENT_SECRET_KEY`, `VOD_SUB_APP_ID`, `VOD_ENDPOINT`, `LIVE_ENDPOINT`: to delete
    /// files and to record on demand with.
    pub(crate) tencent: Option<client::Settings>,
    /// `HAS_TENCENT_KEYS`, else whether this function has them: whether `reconcile` asks Tencent.
    pub(crate) asks_tencent: bool,
    /// `METRICS_NAMESPACE`.
    pub metrics: Metrics,
}

impl Config {
    /// The variables that hold secrets.
    pub const SECRETS: [&str; 7] = [
        Authenticator::SECRETS[0],
        Authenticator::SECRETS[1],
        Authenticator::SECRETS[2],
        Authenticator::SECRETS[3],
        "PLAYBACK_KEY",
        client::Settings::SECRETS[0],
        client::Settings::SECRETS[1],
    ];

    /// Reads the settings.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let tencent = client::Settings::read(vars)?;
        Ok(Self {
            store: Settings::read(vars)?,
            authenticator: Authenticator::read(vars)?,
            playback: Playback::read(vars)?,
            asks_tencent: asks_tencent(vars, tencent.is_some())?,
            tencent,
            metrics: Metrics::read(vars)?,
        })
    }
}

/// The functions that only read have no keys themselves.
pub(crate) fn asks_tencent(vars: Vars<'_>, has_keys: bool) -> Result<bool, SettingError> {
    const NAME: &str = "HAS_TENCENT_KEYS";
    match vars.optional(NAME).as_deref() {
        None => Ok(has_keys),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(SettingError::new(NAME, "must be true or false")),
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::samples::config;
    use replay_grouping::Seconds;

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let config = config(&[]).unwrap();
        assert_eq!(config.store.lag, Seconds(300));
        assert!(config.authenticator.viewers.is_none());
    }

    #[test]
    fn a_wrong_setting_is_named_without_its_value() {
        for (name, value, problem) in [
            ("TABLE_NAME", "", "is required"),
            ("CURATOR_TOKENS", " ", "is required"),
            ("CURATOR_TOKENS", ",", "must be a comma list of name:token"),
            ("ADMIN_TOKENS", ",", "must be a comma list of name:token"),
            (
                "CURATOR_TOKENS",
                "hunter2",
                "must be a comma list of name:token",
            ),
            (
                "CURATOR_TOKENS",
                "ada:hunter2,:hunter2",
                "must be a comma list of name:token",
            ),
            (
                "CURATOR_TOKENS",
                "ada: ",
                "must be a comma list of name:token",
            ),
            (
                "VIEWER_TOKENS",
                "hunter2:",
                "must be a comma list of name:token",
            ),
            ("VIEWER_TOKENS", ",", "must be a comma list of name:token"),
            ("DEFAULT_PUSH_DOMAIN", "hunter2/live", "holds a slash"),
            ("DEFAULT_APP", "hunter2/", "holds a slash"),
            (
                "RECORDING_LAG_SECONDS",
                "0",
                "must be a whole number from 1 to 86400",
            ),
            (
                "RECORDING_LAG_SECONDS",
                "86401",
                "must be a whole number from 1 to 86400",
            ),
        ] {
            let error = config(&[(name, value)]).unwrap_err();
            assert_eq!((error.name, error.problem.as_str()), (name, problem));
        }
    }

    #[test]
    fn deleting_files_needs_both_keys() {
        let keys = [("TENCENT_SECRET_ID", "id"), ("TENCENT_SECRET_KEY", "key")];
        assert!(config(&[]).unwrap().tencent.is_none());
        assert!(config(&keys).unwrap().tencent.is_some());
        assert_eq!(config(&keys[..1]).unwrap_err().name, "TENCENT_SECRET_KEY");
    }

    #[test]
    fn whether_tencent_is_asked_is_told_or_follows_from_the_keys() {
        let keys = [("TENCENT_SECRET_ID", "id"), ("TENCENT_SECRET_KEY", "key")];
        let told = |told| ("HAS_TENCENT_KEYS", told);
        assert!(!config(&[]).unwrap().asks_tencent);
        assert!(config(&keys).unwrap().asks_tencent);
        assert!(config(&[told("true")]).unwrap().asks_tencent);
        let all = [told("false"), keys[0], keys[1]];
        assert!(!config(&all).unwrap().asks_tencent);
        let error = config(&[told("yes")]).unwrap_err();
        assert_eq!(error.to_string(), "HAS_TENCENT_KEYS must be true or false");
    }

    #[test]
    fn debug_hides_the_tokens() {
        let config = config(&[("VIEWER_TOKENS", "app:hunter2")]).unwrap();
        let text = format!("{config:?}");
        assert!(!text.contains("hunter2") && !text.contains("curator-token"));
    }
}
