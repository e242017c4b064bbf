//! What callers change: templates and rules, and files and tasks.

pub(crate) mod console;
pub(crate) mod studio;
