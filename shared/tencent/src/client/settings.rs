//! The client's settings, and its time limits.

use super::{Endpoint, InvalidEndpoint, Retry};
use replay_settings::{SettingError, Vars};
use replay_signature::{Secret, tc3::Credentials};
use std::time::Duration;

/// Room for one lost packet: TCP sends its first one again after 1 s, and once more 2 s later.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// From connecting to the last byte read. Four attempts and their pauses fit into a minute: 4 × 8 + 3.5 s.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(8);

/// The same for `FastEditMedia`, which reads the playlists of up to 100 files before it answers. It is sent only once,
/// because after a timeout it is unknown whether it made a file.
pub const FAST_EDIT_TIMEOUT: Duration = Duration::from_secs(20);

/// Whom the client asks, on whose behalf, and how patiently.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The keys that requests are signed with.
    pub credentials: Credentials,
    /// VOD's address.
    pub vod: Endpoint,
    /// Live's address.
    pub live: Endpoint,
    /// The application in VOD. Accounts that opened VOD since 2023-12-25 must name theirs, even the default one.
    pub sub_app_id: Option<u64>,
    /// [`CONNECT_TIMEOUT`] unless changed.
    pub connect_timeout: Duration,
    /// [`REQUEST_TIMEOUT`] unless changed.
    pub request_timeout: Duration,
    /// [`FAST_EDIT_TIMEOUT`] unless changed.
    pub fast_edit_timeout: Duration,
    /// How often and how soon to repeat a request.
    pub retry: Retry,
    /// Requests per second of each action, in place of Tencent's own limits: for a stand-in, which has none.
    pub rate: Option<u32>,
    /// What this client may use of the limits of those actions that several functions call all the time.
    pub share: Share,
}

/// A share of a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(f64);

impl Share {
    /// The whole limit.
    pub const ALL: Self = Self(1.0);

    /// So many hundredths of it.
    #[must_use]
    pub fn percent(percent: u8) -> Self {
        Self(f64::from(percent) / 100.0)
    }

    /// An equal part of this share for each of so many processes.
    #[must_use]
    pub fn divided_by(self, processes: u32) -> Self {
        Self(self.0 / f64::from(processes.max(1)))
    }

    /// How far apart turns are that are `distance` apart where the whole limit is used.
    pub(super) fn stretch(self, distance: Duration) -> Duration {
        distance.div_f64(self.0)
    }
}

impl Settings {
    /// Tencent's own addresses, no application, and the default time limits.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            vod: Endpoint::vod(),
            live: Endpoint::live(),
            sub_app_id: None,
            connect_timeout: CONNECT_TIMEOUT,
            request_timeout: REQUEST_TIMEOUT,
            fast_edit_timeout: FAST_EDIT_TIMEOUT,
            retry: Retry::default(),
            rate: None,
            share: Share::ALL,
        }
    }
}

const SECRET_ID: &str = "TENCENT_SECRET_ID";
const SECRET_KEY: &str = "TENCENT_SECRET_KEY";
const SUB_APP_ID: &str = "VOD_SUB_APP_ID";

impl Settings {
    /// The variables that hold secrets.
    pub const SECRETS: [&str; 2] = [SECRET_ID, SECRET_KEY];

    /// Reads `TENCENT_SECRET_ID`, `TENCENT_SECRET_KEY`, `VOD_SUB_APP_ID`, `VOD_ENDPOINT` and `LIVE_ENDPOINT`. `None` without
    /// the keys.
    ///
    /// # Errors
    /// The first variable that is malformed, or missing beside another one.
    pub fn read(vars: Vars<'_>) -> Result<Option<Self>, SettingError> {
        let endpoint = |name, default: Endpoint| match vars.optional(name) {
            None => Ok(default),
            Some(url) => url
                .parse()
                .map_err(|invalid: InvalidEndpoint| SettingError::new(name, invalid.0)),
        };
        let vod = endpoint("VOD_ENDPOINT", Endpoint::vod())?;
        let live = endpoint("LIVE_ENDPOINT", Endpoint::live())?;
        let wrong = SettingError::new;
        let number = |id: String| {
            id.parse()
                .map_err(|_| wrong(SUB_APP_ID, "must be a whole number"))
        };
        let sub_app_id = vars.optional(SUB_APP_ID).map(number).transpose()?;
        let (secret_key, secret_id) = match (vars.secret(SECRET_KEY)?, vars.secret(SECRET_ID)?) {
            (Some(key), Some(id)) => (key, id),
            (None, None) => return Ok(None),
            (None, Some(_)) => {
                return Err(wrong(SECRET_KEY, "is required with TENCENT_SECRET_ID"));
            }
            (Some(_), None) => {
                return Err(wrong(SECRET_ID, "is required with TENCENT_SECRET_KEY"));
            }
        };
        let secret_key = Secret::new(secret_key).map_err(|_| wrong(SECRET_KEY, "is required"))?;
        Ok(Some(Self {
            vod,
            live,
            sub_app_id,
            ..Self::new(Credentials {
                secret_id,
                secret_key,
                token: None,
            })
        }))
    }
}
