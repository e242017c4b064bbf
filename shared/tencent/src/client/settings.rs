//! What the client has to know.

use super::{Endpoint, InvalidEndpoint, Retry};
use replay_settings::{SettingError, Vars};
use replay_signature::{Secret, tc3::Credentials};
use std::time::Duration;

/// Room for one lost packet: TCP sends its first one again after 1 s, and once more 2 s later.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// From connecting to the last byte read. Four attempts and their pauses fit into a minute: 4 × 8 + 3.5 s.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(8);

/// The same for `FastEditMedia`, which looks through the playlists of up to 100 files before it answers. It is asked
/// once, and what it did after we stopped listening can't be known.
pub const FAST_EDIT_TIMEOUT: Duration = Duration::from_secs(20);

/// What the client has to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who asks.
    pub credentials: Credentials,
    /// Where VOD is.
    pub vod: Endpoint,
    /// Where Live is.
    pub live: Endpoint,
    /// The application in VOD. Accounts that opened VOD since 2023-12-25 must name one, even the default one.
    pub sub_app_id: Option<u64>,
    /// [`CONNECT_TIMEOUT`] unless changed.
    pub connect_timeout: Duration,
    /// [`REQUEST_TIMEOUT`] unless changed.
    pub request_timeout: Duration,
    /// [`FAST_EDIT_TIMEOUT`] unless changed.
    pub fast_edit_timeout: Duration,
    /// How often and how soon to ask again.
    pub retry: Retry,
    /// How often to ask at all.
    pub rates: Rates,
}

impl Settings {
    /// Tencent's own endpoints, no application, and the default patience.
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
            rates: Rates::default(),
        }
    }
}

const SECRET_ID: &str = "TENCENT_SECRET_ID";
const SECRET_KEY: &str = "TENCENT_SECRET_KEY";
const SUB_APP_ID: &str = "VOD_SUB_APP_ID";

impl Settings {
    /// The variables that hold secrets.
    pub const SECRETS: [&str; 2] = [SECRET_ID, SECRET_KEY];

    /// Reads `TENCENT_SECRET_ID`, `TENCENT_SECRET_KEY`, `VOD_SUB_APP_ID`, `VOD_ENDPOINT` and `LIVE_ENDPOINT`. None without
    /// the keys.
    ///
    /// # Errors
    /// The first variable that is malformed, or missing beside another one.
    pub fn read(vars: Vars<'_>) -> Result<Option<Self>, SettingError> {
        let endpoint = |name, default: Endpoint| match vars.optional(name) {
            None => Ok(default),
            Some(url) => url
                .parse()
                .map_err(|invalid: InvalidEndpoint| SettingError::new(name, invalid.problem)),
        };
        let vod = endpoint("VOD_ENDPOINT", Endpoint::vod())?;
        let live = endpoint("LIVE_ENDPOINT", Endpoint::live())?;
        let wrong = SettingError::new;
        let number = |id: String| {
            id.parse()
                .map_err(|_| wrong(SUB_APP_ID, "must be a whole number"))
        };
        let sub_app_id = vars.optional(SUB_APP_ID).map(number).transpose()?;
        let Some(secret_key) = vars.secret(SECRET_KEY)? else {
            return match vars.secret(SECRET_ID)? {
                None => Ok(None),
                Some(_) => Err(wrong(SECRET_KEY, "is required with TENCENT_SECRET_ID")),
            };
        };
        let secret_key = Secret::new(secret_key).map_err(|_| wrong(SECRET_KEY, "is required"))?;
        let Some(secret_id) = vars.secret(SECRET_ID)? else {
            return Err(wrong(SECRET_ID, "is required with TENCENT_SECRET_KEY"));
        };
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

/// Requests a second, for each action. Tencent's limits are the account's, whoever else uses them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// `SearchMedia`.
    pub search_media: u32,
    /// `DescribeMediaInfos`.
    pub describe_media: u32,
    /// `FastEditMedia`.
    pub fast_edit_media: u32,
    /// `EditMedia`.
    pub edit_media: u32,
    /// `DescribeTaskDetail`.
    pub describe_task: u32,
    /// `DescribeTasks`.
    pub describe_tasks: u32,
    /// `DeleteMedia`.
    pub delete_media: u32,
    /// `DescribeLiveStreamState`.
    pub stream_state: u32,
    /// `DescribeCallbackRecordsList`.
    pub callback_records: u32,
    /// `CreateRecordTask`.
    pub create_record_task: u32,
    /// `StopRecordTask`.
    pub stop_record_task: u32,
    /// `DescribeRecordTask`.
    pub record_tasks: u32,
    /// What looks at templates and rules, together.
    pub describe_setup: u32,
    /// What changes templates and rules, together.
    pub change_setup: u32,
}

impl Default for Rates {
    /// As documented; the limits of `SearchMedia` and `DescribeTasks` aren't, so a tenth of their siblings'.
    fn default() -> Self {
        Self {
            search_media: 10,
            describe_media: 100,
            fast_edit_media: 20,
            edit_media: 100,
            describe_task: 100,
            describe_tasks: 10,
            delete_media: 100,
            stream_state: 300,
            callback_records: 20,
            create_record_task: 20,
            stop_record_task: 20,
            record_tasks: 20,
            describe_setup: 500,
            change_setup: 200,
        }
    }
}

impl Rates {
    /// The same for every action: for a stand-in, which needs no sparing.
    #[must_use]
    pub fn all(per_second: u32) -> Self {
        Self {
            search_media: per_second,
            describe_media: per_second,
            fast_edit_media: per_second,
            edit_media: per_second,
            describe_task: per_second,
            describe_tasks: per_second,
            delete_media: per_second,
            stream_state: per_second,
            callback_records: per_second,
            create_record_task: per_second,
            stop_record_task: per_second,
            record_tasks: per_second,
            describe_setup: per_second,
            change_setup: per_second,
        }
    }
}
