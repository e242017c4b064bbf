//! The settings of the runner. Nothing else here reads the environment.

mod environment;
mod simulate;

use crate::{gateway::Cors, stand_ins::simulated_tencent::media_base};
pub use environment::Environment;
use lambda_http::http::Uri;
use replay_settings::{SettingError, Vars};
use replay_signature::Secret;
use replay_simulator::MEDIA_BASE;
use replay_store::Settings;
pub(crate) use simulate::{ENDPOINTS, KEYS, PAST_SECONDS};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use tracing_subscriber::EnvFilter;

pub(crate) const STORE_ENDPOINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";

const MAX_RECONCILE_SECONDS: u64 = 86_400;

/// Where the table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// In the memory of this process.
    Memory,
    /// In a file in this folder.
    Folder(PathBuf),
    /// In a DynamoDB-compatible store at this address.
    Elsewhere(String),
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("in memory, gone when this stops"),
            Self::Folder(folder) => write!(f, "in {}", folder.display()),
            Self::Elsewhere(url) => write!(f, "in the store at {url}"),
        }
    }
}

/// The runner's settings.
#[derive(Clone)]
pub struct Config {
    environment: Environment,
    /// `LISTEN`: the address and port.
    pub listen: SocketAddr,
    /// `DATA_DIR` or `AWS_ENDPOINT_URL_DYNAMODB`.
    pub data: Data,
    /// `SIMULATE`: whether a stand-in Tencent runs beside it.
    pub simulate: bool,
    /// `ALLOWED_ORIGINS`: whose pages may read answers.
    pub(crate) cors: Cors,
    /// `CONFIRM`: whether what callbacks tell is confirmed at once.
    pub(crate) confirm: bool,
    /// `EVENTS_URL`: where events are sent.
    pub(crate) events_url: Option<Uri>,
    /// `RECONCILE_EVERY_SECONDS`; `None` for 0, which means only when asked to.
    pub reconcile_every: Option<Duration>,
}

/// The settings of the functions and of the table.
pub(crate) struct Functions {
    pub(crate) callback: replay_callback::Config,
    pub(crate) console: replay_console::Config,
    pub(crate) api: replay_api::Config,
    pub(crate) reconcile: replay_reconcile::Config,
    pub(crate) confirm: replay_reconcile::ConfirmConfig,
    pub(crate) relay: replay_api::RelayConfig,
    pub(crate) store: Settings,
}

impl Config {
    /// Reads the settings of the runner and checks those of the functions.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(mut environment: Environment) -> Result<Self, SettingError> {
        environment.has_no_empty_one()?;
        let simulate = simulate::wanted(&environment)?;
        environment.assume(if simulate {
            &simulate::DEFAULTS
        } else if KEYS.iter().all(|key| environment.given(key).is_none()) {
            // Without VOD, no part would ever be confirmed.
            &[("PUBLISH", "auto")]
        } else {
            &[]
        });
        let get = |name: &str| environment.get(name).map(ToOwned::to_owned);
        let vars = Vars(&get);
        let listen = listen(&vars.required("LISTEN")?)?;
        let data = match vars.optional(STORE_ENDPOINT) {
            Some(url) => Data::Elsewhere(url),
            None => match vars.required("DATA_DIR")?.as_str() {
                ":memory:" => Data::Memory,
                folder => Data::Folder(folder.into()),
            },
        };
        let seconds = vars.number("RECONCILE_EVERY_SECONDS", 60, 0..=MAX_RECONCILE_SECONDS)?;
        let cors = Cors::read(vars)?;
        let confirm = confirm(&vars.required("CONFIRM")?)?;
        let events_url = vars.optional("EVENTS_URL").as_deref().map(events_url);
        let events_url = events_url.transpose()?;
        let config = Self {
            environment,
            listen,
            data,
            simulate,
            cors,
            confirm,
            events_url,
            reconcile_every: Some(Duration::from_secs(seconds)).filter(|every| !every.is_zero()),
        };
        config.log()?;
        config.functions(&[])?;
        config.has_secrets_of_its_own()?;
        Ok(config)
    }

    /// Everybody knows the demo's secrets, so they are for this machine only.
    fn has_secrets_of_its_own(&self) -> Result<(), SettingError> {
        let is_demo = |name: &&&str| self.environment.given(name).is_none();
        match ["CALLBACK_KEYS", "CURATOR_TOKENS"].iter().find(is_demo) {
            Some(name) if !self.listen.ip().is_loopback() => Err(SettingError::new(
                name,
                format!(
                    "is required where other machines can connect (LISTEN is {}), because everybody knows that of the demo",
                    self.listen
                ),
            )),
            _ => Ok(()),
        }
    }

    /// What is probably wrong, but does not prevent the start.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.environment.misspelt()
    }

    /// `RUST_LOG`: what is logged.
    pub(crate) fn log(&self) -> Result<EnvFilter, SettingError> {
        let mut filter = self
            .environment
            .get("RUST_LOG")
            .unwrap_or_default()
            .to_owned();
        if self.simulate && self.environment.given("RUST_LOG").is_none() {
            // The stand-in sends a callback every second, and what comes of them is printed.
            filter.push_str(",replay_callback=warn");
        }
        let filter = EnvFilter::try_new(filter);
        let problem = "must be a filter, as info or warn,replay_api=debug";
        filter.map_err(|_| SettingError::new("RUST_LOG", problem))
    }

    /// The functions' settings. `beside` are the settings of what runs beside them here: the store, and the stand-in for
    /// Tencent.
    pub(crate) fn functions(
        &self,
        beside: &[(&'static str, String)],
    ) -> Result<Functions, SettingError> {
        let host = host_of(self.listen);
        let known = beside.iter().any(|(known, _)| *known == KEYS[0]);
        let has_keys = match known || self.environment.get(KEYS[0]).is_some() {
            true => "true",
            false => "false",
        };
        let get = |name: &str| {
            let beside = beside.iter().find(|(known, _)| *known == name);
            let beside = beside.map(|(_, value)| value.as_str());
            let value = self.environment.get(name).or(beside);
            match name {
                // The files and the screenshots of the stand-in lie here.
                "PLAYBACK_DOMAINS" if self.simulate => Some(value.unwrap_or(&host).to_owned()),
                "SCREENSHOT_DOMAINS" => value.map(|domains| format!("{domains},{host}")),
                "HAS_TENCENT_KEYS" => Some(value.unwrap_or(has_keys).to_owned()),
                _ => value.map(ToOwned::to_owned),
            }
        };
        let vars = Vars(&get);
        // As it is given: the page knows that this runner serves files too.
        let given = |name: &str| self.environment.get(name).map(ToOwned::to_owned);
        Ok(Functions {
            callback: replay_callback::Config::read(vars)?,
            console: replay_console::Config::read(Vars(&given))?,
            api: replay_api::Config::read(vars)?,
            reconcile: replay_reconcile::Config::read(vars)?,
            confirm: replay_reconcile::ConfirmConfig::read(vars)?,
            relay: replay_api::RelayConfig::read(vars)?,
            store: Settings::read(vars)?,
        })
    }

    /// The start of the URLs of files: in the simulated VOD, or where the real one has such files.
    pub(crate) fn media_base(&self) -> String {
        match self.simulate {
            true => media_base(self.listen),
            false => MEDIA_BASE.to_owned(),
        }
    }

    /// The key that callbacks are signed with, if it is the default. A configured one must not be shown.
    pub(crate) fn demo_key(&self) -> Option<Secret> {
        let configured = self.environment.given("CALLBACK_KEYS").is_some();
        self.callback_key().filter(|_| !configured)
    }

    /// A curator's token, if it is the default.
    pub(crate) fn demo_curator(&self) -> Option<&str> {
        let configured = self.environment.given("CURATOR_TOKENS").is_some();
        self.curator_token().filter(|_| !configured)
    }

    /// The first key of `CALLBACK_KEYS`.
    pub(crate) fn callback_key(&self) -> Option<Secret> {
        let keys = self.environment.get("CALLBACK_KEYS")?;
        Secret::new(keys.split(',').find(|key| !key.trim().is_empty())?.trim()).ok()
    }

    pub(crate) fn path_token(&self) -> Option<&str> {
        self.environment.get("CALLBACK_PATH_TOKEN")
    }

    pub(crate) fn callbacks_path(&self) -> String {
        match self.path_token() {
            Some(token) => format!("/callbacks/live/{token}"),
            None => "/callbacks/live".to_owned(),
        }
    }

    /// `PLAYBACK_KEY`.
    pub(crate) fn playback_key(&self) -> Option<&str> {
        self.environment.get("PLAYBACK_KEY")
    }

    /// The first token of `CURATOR_TOKENS`.
    pub(crate) fn curator_token(&self) -> Option<&str> {
        first_token(self.environment.get("CURATOR_TOKENS")?)
    }

    /// Whether `VIEWER_TOKENS` is set.
    pub(crate) fn viewers_need_a_token(&self) -> bool {
        self.environment.get("VIEWER_TOKENS").is_some()
    }
}

/// An address and a port. The system's name for this machine is an address too.
fn listen(text: &str) -> Result<SocketAddr, SettingError> {
    let address = match text.strip_prefix("localhost:") {
        Some(port) => format!("{}:{port}", Ipv4Addr::LOCALHOST),
        None => text.to_owned(),
    };
    let problem = "must be an address and a port, as 127.0.0.1:8787";
    (address.parse()).map_err(|_| SettingError::new("LISTEN", problem))
}

fn confirm(text: &str) -> Result<bool, SettingError> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(SettingError::new("CONFIRM", "must be true or false")),
    }
}

/// It may hold a secret, so what is wrong with it is said without it.
fn events_url(text: &str) -> Result<Uri, SettingError> {
    let url = text.parse::<Uri>().ok();
    let is_one = |url: &Uri| matches!(url.scheme_str(), Some("http" | "https"));
    url.filter(is_one)
        .ok_or_else(|| SettingError::new("EVENTS_URL", "must begin with http:// or https://"))
}

/// The first token of a comma list of `name:token`. Those of which only the digest is known can't be sent.
fn first_token(list: &str) -> Option<&str> {
    let mut tokens = list
        .split(',')
        .filter_map(|entry| Some(entry.split_once(':')?.1.trim()));
    tokens.find(|token| !token.to_ascii_lowercase().starts_with("sha256:"))
}

/// The URL under which a client on this machine reaches a server on `address`.
pub(crate) fn base_url(address: SocketAddr) -> String {
    format!("http://{}", reached(address))
}

/// The host of that URL.
fn host_of(address: SocketAddr) -> String {
    match reached(address).ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// What listens on all addresses is reached on this machine's own.
fn reached(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
