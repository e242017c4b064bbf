//! The JSON that answers consist of, made from what the store holds and limited to what the caller may see.

pub(crate) mod audience;
pub(crate) mod history_entry;
pub(crate) mod part;
pub(crate) mod query;
pub(crate) mod recording_task;
pub(crate) mod replay;
pub(crate) mod rules;
pub(crate) mod sparse_fields;
