//! What the runner has to be told. Nothing else here reads the environment.

mod environment;

use crate::stand_ins::simulated_tencent as simulated;
pub use environment::Environment;
use replay_settings::{SettingError, Vars};
use replay_signature::Secret;
use replay_store::Settings;
use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use tracing_subscriber::EnvFilter;

pub(crate) const STORE_ENDPOINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";

const RECONCILE_EVERY_SECONDS: u64 = 60;
const MAX_RECONCILE_EVERY_SECONDS: u64 = 86_400;

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
    /// `SIMULATE`: whether a stand-in Tencent runs beside it.
    pub simulate: bool,
    /// `RECONCILE_EVERY_SECONDS`; none for 0, which means: only when asked to.
    pub reconcile_every: Option<Duration>,
}

/// What the functions and the table need.
pub(crate) struct Functions {
    pub(crate) callback: replay_callback::Config,
    pub(crate) api: replay_api::Config,
    pub(crate) reconcile: replay_reconcile::Config,
    pub(crate) store: Settings,
}

impl Config {
    /// Reads it.
    ///
    /// # Errors
    /// The first variable that is missing or malformed, the functions' own included.
    pub fn read(mut environment: Environment) -> Result<Self, SettingError> {
        let simulate = simulated::wanted(&environment)?;
        environment.assume(if simulate {
            &simulated::DEFAULTS
        } else if simulated::KEYS.map(|key| environment.given(key)) == [None, None] {
            // Nobody is asked who could confirm a part.
            &[("PUBLISH", "auto")]
        } else {
            &[]
        });
        let get = |name: &str| environment.get(name).map(ToOwned::to_owned);
        let vars = Vars(&get);
        let listen = vars.required("LISTEN")?.parse().map_err(|_| {
            SettingError::new("LISTEN", "must be an address and a port, as 127.0.0.1:8787")
        })?;
        let data = match vars.optional(STORE_ENDPOINT) {
            Some(url) => Data::Elsewhere(url),
            None => match vars.required("DATA_DIR")?.as_str() {
                ":memory:" => Data::Memory,
                folder => Data::Folder(folder.into()),
            },
        };
        let seconds = vars.number(
            "RECONCILE_EVERY_SECONDS",
            RECONCILE_EVERY_SECONDS,
            0..=MAX_RECONCILE_EVERY_SECONDS,
        )?;
        let config = Self {
            environment,
            listen,
            data,
            simulate,
            reconcile_every: Some(Duration::from_secs(seconds)).filter(|every| !every.is_zero()),
        };
        config.log()?;
        config.functions(&[])?;
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

    /// The functions' settings, with what runs beside them here: the store, and who stands in for Tencent.
    pub(crate) fn functions(
        &self,
        beside: &[(&'static str, String)],
    ) -> Result<Functions, SettingError> {
        let get = |name: &str| {
            let beside = beside.iter().find(|(known, _)| *known == name);
            let beside = beside.map(|(_, value)| value.as_str());
            let value = self.environment.get(name).or(beside);
            value.map(ToOwned::to_owned)
        };
        let vars = Vars(&get);
        Ok(Functions {
            callback: replay_callback::Config::read(vars)?,
            api: replay_api::Config::read(vars)?,
            reconcile: replay_reconcile::Config::read(vars)?,
            store: Settings::read(vars)?,
        })
    }

    /// The key that callbacks are signed with, if it is the default: a configured one is nobody's to see.
    pub(crate) fn demo_key(&self) -> Option<Secret> {
        let configured = self.environment.given("CALLBACK_KEYS").is_some();
        self.callback_key().filter(|_| !configured)
    }

    /// The token that a curator shows, if it is the default.
    pub(crate) fn demo_curator(&self) -> Option<&str> {
        let configured = self.environment.given("CURATOR_TOKENS").is_some();
        self.curator_token().filter(|_| !configured)
    }

    /// The first key of `CALLBACK_KEYS`.
    pub(crate) fn callback_key(&self) -> Option<Secret> {
        let keys = self.environment.get("CALLBACK_KEYS")?;
        Secret::new(keys.split(',').find(|key| !key.trim().is_empty())?.trim()).ok()
    }

    /// `CALLBACK_PATH_TOKEN`.
    pub(crate) fn path_token(&self) -> Option<&str> {
        self.environment.get("CALLBACK_PATH_TOKEN")
    }

    /// Where callbacks are taken.
    pub(crate) fn callbacks_path(&self) -> String {
        match self.path_token() {
            Some(token) => format!("/callbacks/live/{token}"),
            None => "/callbacks/live".to_owned(),
        }
    }

    /// The first token of `CURATOR_TOKENS`.
    pub(crate) fn curator_token(&self) -> Option<&str> {
        first_token(self.environment.get("CURATOR_TOKENS")?)
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
