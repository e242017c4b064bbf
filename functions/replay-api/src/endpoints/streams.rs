//! The routes below `/streams`.

pub(crate) mod list;
pub(crate) mod regroup;
