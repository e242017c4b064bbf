//! What VOD holds and can be asked to do (<https://cloud.tencent.com/document/api/266/31753>).

mod creation_order;
mod delete;
mod edit;
mod find_task;
mod join;
mod lookup;
mod media;
mod push_url;
mod recording_name;
mod search;
mod task;

pub use edit::JoinedFile;
pub use join::{InvalidJoin, Join, JoinKey, MAX_JOIN_KEY, MAX_SOURCES, Source, Sources};
pub use lookup::{Lookup, MAX_FILE_IDS};
pub use media::{Media, Recording};
pub use push_url::PushUrl;
pub use recording_name::RecordingName;
pub use search::{MAX_LIMIT, MAX_REACH, MAX_STREAMS, MediaPage, Search};
pub use task::{TASKS_KEPT, Task, TaskFailure, TaskOutput};
