//! What the runner has to be told. Nothing else here reads the environment.

use replay_signature::Secret;
use replay_store::{SettingError, Settings, Vars};
use std::{
    collections::HashMap,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};
use tracing_subscriber::EnvFilter;

const ENDPOINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";

/// What holds where the environment says nothing. The keys to AWS only have to be there: nothing here checks them.
const DEFAULTS: [(&str, &str); 10] = [
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_REGION", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
    ("CALLBACK_KEYS", "replay-demo-key"),
    ("CURATOR_TOKENS", "demo:curator-demo-token"),
    ("DATA_DIR", ".data"),
    ("LISTEN", "127.0.0.1:8787"),
    // Nothing runs here that could confirm a part.
    ("PUBLISH", "auto"),
    // The embedded store warns of every condition that does not hold; races are none of a person's business.
    ("RUST_LOG", "info,dynoxide=error"),
    ("TABLE_NAME", "live-replay"),
];

/// Variables by name, over the defaults.
#[derive(Clone)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// The process's own.
    #[must_use]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .map(|(name, value)| {
                let [name, value] = [name, value].map(|text| text.to_string_lossy().into_owned());
                (name, value)
            })
            .collect()
    }

    fn set(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?;
        Some(value.as_str()).filter(|value| !value.trim().is_empty())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let default = || DEFAULTS.iter().find(|(known, _)| *known == name);
        self.set(name).or_else(|| Some(default()?.1))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Self(
            pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

/// Where the table lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// In this process, and gone with it.
    Memory,
    /// In a file in this folder.
    Folder(PathBuf),
    /// In a store that somebody else runs.
    Elsewhere(String),
}

/// The runner's settings.
#[derive(Clone)]
pub struct Config {
    environment: Environment,
    /// `LISTEN`: where it answers.
    pub listen: SocketAddr,
    /// `DATA_DIR` or `AWS_ENDPOINT_URL_DYNAMODB`.
    pub data: Data,
}

/// What the functions and the table need.
pub(crate) struct Functions {
    pub(crate) callback: replay_callback::Config,
    pub(crate) api: replay_api::Config,
    pub(crate) store: Settings,
}

impl Config {
    /// Reads it.
    ///
    /// # Errors
    /// The first variable that is missing or malformed, the functions' own included.
    pub fn read(environment: Environment) -> Result<Self, SettingError> {
        let get = |name: &str| environment.get(name).map(ToOwned::to_owned);
        let vars = Vars(&get);
        let listen = vars.required("LISTEN")?.parse().map_err(|_| {
            SettingError::new("LISTEN", "must be an address and a port, as 127.0.0.1:8787")
        })?;
        let data = match vars.optional(ENDPOINT) {
            Some(url) => Data::Elsewhere(url),
            None => match vars.required("DATA_DIR")?.as_str() {
                ":memory:" => Data::Memory,
                folder => Data::Folder(folder.into()),
            },
        };
        let config = Self {
            environment,
            listen,
            data,
        };
        config.log()?;
        config.functions(None)?;
        Ok(config)
    }

    /// `RUST_LOG`: what is logged.
    pub(crate) fn log(&self) -> Result<EnvFilter, SettingError> {
        EnvFilter::try_new(self.environment.get("RUST_LOG").unwrap_or_default()).map_err(|_| {
            SettingError::new(
                "RUST_LOG",
                "must be a filter, as info or warn,replay_api=debug",
            )
        })
    }

    /// The functions' settings, with the store at `endpoint` unless they name another.
    pub(crate) fn functions(&self, endpoint: Option<&str>) -> Result<Functions, SettingError> {
        let get = |name: &str| {
            let fallback = endpoint.filter(|_| name == ENDPOINT);
            let value = self.environment.get(name).or(fallback);
            value.map(ToOwned::to_owned)
        };
        let vars = Vars(&get);
        Ok(Functions {
            callback: replay_callback::Config::read(vars)?,
            api: replay_api::Config::read(vars)?,
            store: Settings::read(vars)?,
        })
    }

    /// The key that callbacks are signed with, if it is the default: a configured one is nobody's to see.
    pub(crate) fn demo_key(&self) -> Option<Secret> {
        let configured = self.environment.set("CALLBACK_KEYS").is_some();
        self.callback_key().filter(|_| !configured)
    }

    /// The token that a curator shows, if it is the default.
    pub(crate) fn demo_curator(&self) -> Option<&str> {
        let configured = self.environment.set("CURATOR_TOKENS").is_some();
        first_token(
            self.environment
                .get("CURATOR_TOKENS")
                .filter(|_| !configured)?,
        )
    }

    /// The first key of `CALLBACK_KEYS`.
    pub(crate) fn callback_key(&self) -> Option<Secret> {
        let keys = self.environment.get("CALLBACK_KEYS")?;
        Secret::new(keys.split(',').find(|key| !key.trim().is_empty())?.trim()).ok()
    }

    /// `CALLBACK_PATH_TOKEN`.
    pub(crate) fn path_token(&self) -> Option<&str> {
        self.environment.get("CALLBACK_PATH_TOKEN").map(str::trim)
    }

    /// The first token of `VIEWER_TOKENS`, without which anybody may look.
    pub(crate) fn viewer_token(&self) -> Option<&str> {
        first_token(self.environment.get("VIEWER_TOKENS")?)
    }
}

/// The token of the first `name:token` of a comma list.
fn first_token(list: &str) -> Option<&str> {
    list.split(',')
        .find_map(|entry| Some(entry.split_once(':')?.1.trim()))
}

/// Where a client on this machine finds a server on `address`.
pub(crate) fn base_url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}")
}
