//! The state that callers change: templates and rules, files and tasks.

pub(crate) mod console;
pub(crate) mod media_host;
mod registered;
pub(crate) mod studio;
