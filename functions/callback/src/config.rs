//! What the function has to be told.

use replay_grouping::Stream;
use replay_signature::{CallbackVerifier, Secret};
use replay_store::{SettingError, Settings, Vars};
use replay_tencent::callback::Defaults;

/// The settings of the function.
#[derive(Debug, Clone)]
pub struct Config {
    /// Those of the store.
    pub store: Settings,
    /// `CALLBACK_KEYS` and `SIGNATURE_GRACE_SECONDS`.
    pub verifier: CallbackVerifier,
    /// `CALLBACK_PATH_TOKEN`: the last part of the path, which only Tencent and we know.
    pub path_token: Option<Secret>,
    /// `DEFAULT_PUSH_DOMAIN`, `DEFAULT_APP` and `SESSION_PARAM`.
    pub defaults: Defaults,
}

/// Retries go on for 12 minutes, or 16 when each one times out, and a signature may be as old as its first delivery.
const DEFAULT_GRACE_SECONDS: u32 = 900;

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn from_env() -> Result<Self, SettingError> {
        Self::read(Vars(&|name| std::env::var(name).ok()))
    }

    /// Reads settings from anywhere.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let keys = vars
            .list("CALLBACK_KEYS")
            .into_iter()
            .filter_map(|key| Secret::new(key).ok())
            .collect();
        let grace = vars.number(
            "SIGNATURE_GRACE_SECONDS",
            DEFAULT_GRACE_SECONDS,
            0..=u32::MAX,
        )?;
        Ok(Self {
            store: Settings::read(vars)?,
            verifier: CallbackVerifier::new(keys, grace)
                .map_err(|_| SettingError::new("CALLBACK_KEYS", "is required"))?,
            path_token: vars
                .optional("CALLBACK_PATH_TOKEN")
                .map(path_token)
                .transpose()?,
            defaults: defaults(vars)?,
        })
    }
}

fn path_token(token: String) -> Result<Secret, SettingError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let wrong = || SettingError::new("CALLBACK_PATH_TOKEN", "must be letters, digits and -._~");
    if token.bytes().all(plain) {
        Secret::new(token).map_err(|_| wrong())
    } else {
        Err(wrong())
    }
}

fn defaults(vars: Vars<'_>) -> Result<Defaults, SettingError> {
    let domain = vars
        .optional("DEFAULT_PUSH_DOMAIN")
        .unwrap_or_else(|| "default".to_owned());
    let app = vars
        .optional("DEFAULT_APP")
        .unwrap_or_else(|| "live".to_owned());
    Stream::new(&domain, &app, "any").map_err(|invalid| {
        let name = if invalid.what == "app" {
            "DEFAULT_APP"
        } else {
            "DEFAULT_PUSH_DOMAIN"
        };
        SettingError::new(name, invalid.problem)
    })?;
    Ok(Defaults {
        domain,
        app,
        session_param: vars.optional("SESSION_PARAM"),
    })
}
