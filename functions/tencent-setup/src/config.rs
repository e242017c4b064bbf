//! The settings of the function.

use replay_metrics::Metrics;
use replay_settings::{SettingError, Vars};
use replay_tencent::client::{self, Secret};

/// All settings of the function.
#[derive(Debug, Clone)]
pub struct Config {
    /// `TENCENT_SECRET_ID`, `TENCENT_SECRET_KEY`, `LIVE_ENDPOINT`, and `VOD_SUB_APP_ID`, which stores the recordings.
    pub tencent: client::Settings,
    /// The first of `CALLBACK_KEYS`, with which Tencent signs callbacks from then on.
    pub callback_key: Secret,
    /// `CALLBACK_PATH_TOKEN`: the last part of the callbacks' path, which only Tencent and we know.
    pub path_token: Option<Secret>,
    /// `METRICS_NAMESPACE`.
    pub metrics: Metrics,
}

const KEYS: &str = "CALLBACK_KEYS";
const TOKEN: &str = "CALLBACK_PATH_TOKEN";
/// The limit of Tencent's console, which takes only letters and digits.
const MAX_KEY: usize = 32;

impl Config {
    /// The variables that hold secrets.
    pub const SECRETS: [&str; 4] = ["TENCENT_SECRET_ID", "TENCENT_SECRET_KEY", KEYS, TOKEN];

    /// Reads settings from anywhere.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let tencent = client::Settings::read(vars)?;
        let keys = vars.callback_keys(KEYS)?;
        Ok(Self {
            tencent: tencent
                .ok_or_else(|| SettingError::new("TENCENT_SECRET_KEY", "is required"))?,
            callback_key: callback_key(keys.first())?,
            path_token: vars
                .secret_segment(TOKEN)?
                .and_then(|token| Secret::new(token).ok()),
            metrics: Metrics::read(vars)?,
        })
    }

    /// What must not appear in an answer or in the log.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let token = self.path_token.as_ref().map(Secret::expose);
        let credentials = &self.tencent.credentials;
        [self.callback_key.expose(), credentials.secret_key.expose()]
            .into_iter()
            .chain(token)
    }
}

fn callback_key(key: Option<&String>) -> Result<Secret, SettingError> {
    let key = key.ok_or_else(|| SettingError::new(KEYS, "is required"))?;
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let key = Secret::new(key)
        .ok()
        .filter(|_| plain && key.len() <= MAX_KEY);
    let problem = "must begin with a key of 1 to 32 letters and digits, as Tencent takes it";
    key.ok_or_else(|| SettingError::new(KEYS, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changes: &[(&str, &str)]) -> Result<Config, SettingError> {
        let base = [
            ("TENCENT_SECRET_ID", "AKIDexample"),
            ("TENCENT_SECRET_KEY", "hunter1"),
            ("CALLBACK_KEYS", "hunter2, an-older-one"),
            ("CALLBACK_PATH_TOKEN", "hunter-3"),
            ("VOD_SUB_APP_ID", "1500000001"),
        ];
        let value = |name: &str| {
            let mut all = changes.iter().chain(&base);
            all.find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        Config::read(Vars(&value))
    }

    #[test]
    fn the_first_key_counts_and_no_secret_is_printed() {
        let config = read(&[]).unwrap();
        assert!(config.callback_key.matches("hunter2"));
        assert_eq!(config.tencent.sub_app_id, Some(1_500_000_001));
        assert!(!format!("{config:?}").contains("hunter"));
        let secrets: Vec<&str> = config.secrets().collect();
        assert_eq!(secrets, ["hunter2", "hunter1", "hunter-3"]);
        assert!(
            read(&[("CALLBACK_PATH_TOKEN", "")])
                .unwrap()
                .path_token
                .is_none()
        );
        assert!(read(&[("CALLBACK_KEYS", &"k".repeat(32))]).is_ok());
    }

    #[test]
    fn keys_are_long_in_lambda() {
        let in_lambda = ("AWS_LAMBDA_FUNCTION_NAME", "tencent-setup");
        let error = read(&[in_lambda]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "CALLBACK_KEYS must hold keys of at least 8 characters; number 1 has fewer"
        );
        assert!(read(&[in_lambda, ("CALLBACK_KEYS", "hunter22")]).is_ok());
    }

    #[test]
    fn a_wrong_setting_is_named_without_its_value() {
        for (name, value) in [
            ("TENCENT_SECRET_ID", ""),
            ("TENCENT_SECRET_KEY", " "),
            ("TENCENT_SECRET_KEY", "ssm:/hunter2"),
            ("CALLBACK_KEYS", " , "),
            ("CALLBACK_KEYS", "hunter-2,k"),
            ("CALLBACK_KEYS", "hunter2222222222222222222222222222"),
            ("CALLBACK_KEYS", "ssm:/hunter2"),
            ("CALLBACK_PATH_TOKEN", "hunter2/"),
            ("CALLBACK_PATH_TOKEN", "ssm:hunter2"),
            ("VOD_SUB_APP_ID", "hunter2"),
            ("LIVE_ENDPOINT", "hunter2"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert_eq!(error.name, name);
            assert!(!error.to_string().contains("hunter2"));
        }
        let none = [("TENCENT_SECRET_ID", ""), ("TENCENT_SECRET_KEY", "")];
        assert_eq!(read(&none).unwrap_err().name, "TENCENT_SECRET_KEY");
    }
}
