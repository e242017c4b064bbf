//! The state that callers change: templates and rules, files and tasks.

pub(crate) mod console;
pub(crate) mod studio;
