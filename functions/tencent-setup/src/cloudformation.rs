//! What CloudFormation sends, and how it is answered.

pub(crate) mod answer;
pub(crate) mod event;
pub(crate) mod identity;
pub(crate) mod post;
pub(crate) mod properties;
