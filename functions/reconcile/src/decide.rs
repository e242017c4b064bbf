//! Decisions about Tencent's answers. Pure: no I/O and no clock.

pub(crate) mod diff;
pub(crate) mod from_vod;
pub(crate) mod lost_push_end;
pub(crate) mod settle;
#[cfg(test)]
mod tests;
pub(crate) mod windows;
