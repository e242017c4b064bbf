//! The callbacks' way to the receiver.

pub(crate) mod courier;
pub(crate) mod sender;
