//! The settings of the function.

use replay_metrics::Metrics;
use replay_settings::{SettingError, Vars};
use replay_signature::{CallbackVerifier, Secret};
use replay_store::Settings;

/// All settings of the function.
#[derive(Debug, Clone)]
pub struct Config {
    /// `TABLE_NAME`, `PUBLISH` and the other variables of [`replay_store::Settings`].
    pub store: Settings,
    /// `CALLBACK_KEYS` and `SIGNATURE_GRACE_SECONDS`.
    pub verifier: CallbackVerifier,
    /// `CALLBACK_PATH_TOKEN`: the last part of the callbacks' path, which only Tencent and we know.
    pub path_token: Option<Secret>,
    /// `METRICS_NAMESPACE`.
    pub metrics: Metrics,
}

/// Tencent repeats a callback for 12 minutes, or for 16 if each attempt times out, and may repeat the first signature.
const GRACE_SECONDS: u32 = 900;
/// As long as a captured signature can be used at most, besides the ten minutes for which it is made.
const MAX_GRACE_SECONDS: u32 = 3_600;

impl Config {
    /// The variables that hold secrets.
    pub const SECRETS: [&str; 2] = ["CALLBACK_KEYS", "CALLBACK_PATH_TOKEN"];

    /// Reads settings from anywhere.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let keys = vars.callback_keys("CALLBACK_KEYS")?;
        let keys = keys.into_iter().filter_map(|key| Secret::new(key).ok());
        let grace = vars.number(
            "SIGNATURE_GRACE_SECONDS",
            GRACE_SECONDS,
            0..=MAX_GRACE_SECONDS,
        )?;
        Ok(Self {
            store: Settings::read(vars)?,
            verifier: CallbackVerifier::new(keys.collect(), grace)
                .map_err(|_| SettingError::new("CALLBACK_KEYS", "is required"))?,
            path_token: vars
                .secret_segment("CALLBACK_PATH_TOKEN")?
                .and_then(|token| Secret::new(token).ok()),
            metrics: Metrics::read(vars)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changes: &[(&str, &str)]) -> Result<Config, SettingError> {
        let base = [
            ("TABLE_NAME", "replays"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "key"),
            ("CALLBACK_KEYS", "hunter3, hunter4"),
        ];
        let value = |name: &str| {
            let mut all = changes.iter().chain(&base);
            all.find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        Config::read(Vars(&value))
    }

    #[test]
    fn a_wrong_setting_is_named_without_its_value() {
        for (name, value) in [
            ("CALLBACK_KEYS", " , "),
            ("CALLBACK_KEYS", "ssm:/hunter2"),
            ("CALLBACK_PATH_TOKEN", "ssm:hunter2"),
            ("SIGNATURE_GRACE_SECONDS", "hunter2"),
            ("SIGNATURE_GRACE_SECONDS", "-1"),
            ("SIGNATURE_GRACE_SECONDS", "3601"),
            ("CALLBACK_PATH_TOKEN", "hunter2/"),
            ("METRICS_NAMESPACE", "AWS/hunter2"),
            ("TABLE_NAME", ""),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert_eq!(error.name, name);
            assert!(!error.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn keys_are_long_in_lambda() {
        let in_lambda = ("AWS_LAMBDA_FUNCTION_NAME", "callback");
        let error = read(&[("CALLBACK_KEYS", "hunter22,hunter2"), in_lambda]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "CALLBACK_KEYS must hold keys of at least 8 characters; number 2 has fewer"
        );
        assert!(read(&[("CALLBACK_KEYS", "hunter22,hunter23"), in_lambda]).is_ok());
        assert!(read(&[("SIGNATURE_GRACE_SECONDS", "3600")]).is_ok());
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = read(&[("CALLBACK_PATH_TOKEN", "hunter2")]).unwrap();
        let printed = format!("{config:?}");
        assert!(
            !["hunter2", "hunter3", "hunter4"]
                .iter()
                .any(|secret| printed.contains(secret)),
            "{printed}"
        );
    }
}
