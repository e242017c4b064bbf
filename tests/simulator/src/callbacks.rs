//! The delivery of callbacks.

pub(crate) mod courier;
pub(crate) mod sender;
