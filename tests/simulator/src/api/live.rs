//! The actions of Live.

mod callback_records;
mod callback_template;
mod domains;
mod record_body;
mod record_tasks;
mod record_template;
mod rules;
mod stream_state;
mod template;
