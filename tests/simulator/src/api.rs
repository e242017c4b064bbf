//! The answers of VOD and Live, computed from the world, the time, the request, and what callers changed before.

mod live;
mod params;
mod vod;

use crate::{ApiError, Console, Receipts, Studio, World};
use replay_signature::Secret;
use serde_json::Value;
use std::sync::Arc;

/// The two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Video on demand, which holds the files.
    Vod,
    /// Live.
    Live,
}

impl Service {
    /// Its name in signatures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Vod => "vod",
            Self::Live => "live",
        }
    }

    /// The service of an API version.
    #[must_use]
    pub fn of_version(version: &str) -> Option<Self> {
        match version {
            "2018-07-17" => Some(Self::Vod),
            "2018-08-01" => Some(Self::Live),
            _ => None,
        }
    }
}

/// One request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// The service.
    pub service: Service,
    /// `X-TC-Action`.
    pub action: &'a str,
    /// The body: a JSON object.
    pub body: &'a [u8],
}

/// An account at Tencent, with everything that happens in its world.
#[derive(Debug, Clone)]
pub struct Account {
    /// Everything that happens.
    pub world: Arc<World>,
    /// The key that its callbacks are signed with.
    pub callback_key: Secret,
    /// The answers to the callbacks, for `DescribeCallbackRecordsList`.
    pub receipts: Receipts,
    /// There are no records of callbacks before: nobody had asked for any.
    pub records_from: i64,
    /// What callers had made and deleted.
    pub studio: Studio,
    /// What callers had Live record, and where it sends callbacks.
    pub console: Console,
    /// The VOD application that holds the files. When there is one, every call must name it.
    pub sub_app_id: Option<u64>,
}

impl Account {
    /// An account without a sub-application.
    #[must_use]
    pub fn new(world: Arc<World>, callback_key: Secret) -> Self {
        Self {
            world,
            callback_key,
            receipts: Receipts::default(),
            records_from: i64::MIN,
            studio: Studio::default(),
            console: Console::default(),
            sub_app_id: None,
        }
    }

    /// Answers at the Unix second `now` with the content of `Response`, without `RequestId`.
    ///
    /// # Errors
    /// An error as Tencent sends it, with HTTP status 200.
    pub fn answer(&self, call: &Call<'_>, now: i64) -> Result<Value, ApiError> {
        match (call.service, call.action) {
            (Service::Vod, "SearchMedia") => self.search_media(call.body, now),
            (Service::Vod, "DescribeMediaInfos") => self.describe_media_infos(call.body, now),
            (Service::Vod, "FastEditMedia") => self.fast_edit_media(call.body, now),
            (Service::Vod, "EditMedia") => self.edit_media(call.body, now),
            (Service::Vod, "DescribeTaskDetail") => self.describe_task_detail(call.body, now),
            (Service::Vod, "DescribeTasks") => self.describe_tasks(call.body, now),
            (Service::Vod, "DeleteMedia") => self.delete_media(call.body, now),
            (Service::Live, "DescribeLiveStreamState") => self.stream_state(call.body, now),
            (Service::Live, "DescribeLiveDomains") => self.live_domains(call.body),
            (Service::Live, "DescribeCallbackRecordsList") => self.callback_records(call.body, now),
            (Service::Live, "CreateRecordTask") => self.create_record_task(call.body, now),
            (Service::Live, "StopRecordTask") => self.stop_record_task(call.body, now),
            (Service::Live, "DescribeRecordTask") => self.describe_record_task(call.body, now),
            (Service::Live, action) => self.set_up(action, call.body, now),
            (Service::Vod, action) => Err(no_such(action)),
        }
    }

    /// Templates and rules.
    fn set_up(&self, action: &str, body: &[u8], now: i64) -> Result<Value, ApiError> {
        match action {
            "CreateLiveRecordTemplate" => self.create_record_template(body),
            "ModifyLiveRecordTemplate" => self.modify_record_template(body),
            "DeleteLiveRecordTemplate" => self.delete_record_template(body),
            "DescribeLiveRecordTemplates" => self.record_templates(body),
            "CreateLiveRecordRule" => self.create_record_rule(body, now),
            "DeleteLiveRecordRule" => self.delete_record_rule(body),
            "DescribeLiveRecordRules" => self.record_rules(body),
            "CreateLiveCallbackTemplate" => self.create_callback_template(body),
            "ModifyLiveCallbackTemplate" => self.modify_callback_template(body),
            "DeleteLiveCallbackTemplate" => self.delete_callback_template(body),
            "DescribeLiveCallbackTemplates" => self.callback_templates(body),
            "CreateLiveCallbackRule" => self.create_callback_rule(body, now),
            "DeleteLiveCallbackRule" => self.delete_callback_rule(body),
            "DescribeLiveCallbackRules" => self.callback_rules(body),
            action => Err(no_such(action)),
        }
    }
}

fn no_such(action: &str) -> ApiError {
    let message = format!("The action {action:?} doesn't exist here.");
    ApiError::new("InvalidAction", message)
}
