//! Tencent Cloud's API 3.0: what VOD holds and can be asked to do, and what Live knows of its streams.
//!
//! [`Tencent`] signs, paces and repeats; answers are read loosely into plain types. VOD is documented at
//! <https://cloud.tencent.com/document/api/266/31753>, Live at <https://cloud.tencent.com/document/api/267/20456>.

mod action;
mod answer;
mod callback_template;
mod delete;
mod edit;
mod endpoint;
mod error;
mod http;
mod join;
mod live;
mod media;
mod moment;
mod name;
mod pace;
mod record;
mod record_task;
mod record_template;
mod retry;
mod settings;
mod setup;
mod setup_action;
mod tally;
mod task;
mod task_id;
mod tasks;
mod tencent;
mod vod;

pub use callback_template::{CallbackKey, CallbackTemplate};
pub use edit::Joined;
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::ApiError;
pub use join::{
    Container, InvalidJoin, Join, JoinKey, MAX_CONTEXT, MAX_JOIN_KEY, MAX_NAME, MAX_SOURCES,
    Sources,
};
pub use live::{MAX_RECORDS_PAGE, MAX_RECORDS_SPAN_SECONDS, RECORDS_KEPT_SECONDS, StreamState};
pub use media::{Media, Recording};
pub use name::RecordingName;
pub use record::{CallbackRecord, RecordsPage, RecordsQuery};
pub use record_task::{
    MAX_RECORD_TASK_AHEAD_SECONDS, MAX_RECORD_TASK_SECONDS, MAX_RECORD_TASKS_SPAN_SECONDS,
    RECORD_TASKS_KEPT_SECONDS, RecordOrder, RecordTask, RecordTasksPage, RecordTasksQuery,
};
pub use record_template::{HlsSpecial, RecordParam, RecordTemplate};
pub use replay_https::NoTls;
pub use replay_signature::{Secret, tc3::Credentials};
pub use retry::Retry;
pub use settings::{CONNECT_TIMEOUT, FAST_EDIT_TIMEOUT, REQUEST_TIMEOUT, Rates, Settings};
pub use setup::{Found, MAX_TEMPLATES, Rule, TemplateId, TemplateKind};
pub use tally::Failures;
pub use task::{TASKS_KEPT_SECONDS, Task, TaskFailure, TaskOutput};
pub use task_id::{InvalidTaskId, TaskId};
pub use tencent::Tencent;
pub use vod::{Lookup, MAX_FILE_IDS, MAX_LIMIT, MAX_REACH, MAX_STREAMS, MediaPage, Search};
