//! What Live knows of its streams, how it records them and where it sends callbacks (<https://cloud.tencent.com/document/api/267/20456>).

mod callback_records;
mod callback_template;
mod domains;
mod record_task;
mod record_template;
mod setup;
mod stream_state;

pub use callback_records::{
    CallbackRecord, MAX_RECORDS_PAGE, MAX_RECORDS_SPAN, RECORDS_KEPT, RecordsPage, RecordsQuery,
};
pub use callback_template::{CallbackKey, CallbackTemplate};
pub use domains::PushDomain;
pub use record_task::{
    MAX_RECORD_TASK, MAX_RECORD_TASK_AHEAD, MAX_RECORD_TASKS_SPAN, RECORD_TASKS_KEPT, RecordOrder,
    RecordTask, RecordTasksPage, RecordTasksQuery,
};
pub use record_template::{HlsSpecial, RecordParam, RecordTemplate};
pub use setup::{MAX_TEMPLATES, Rule, StoredTemplate, Template, TemplateId, TemplateKind};
pub use stream_state::StreamState;
