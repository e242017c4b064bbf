//! What each route does: one file for each noun of the URL.

mod call;
pub(crate) mod changes;
pub(crate) mod channels;
pub(crate) mod featured;
pub(crate) mod feed;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod index;
pub(crate) mod quarantine;
pub(crate) mod queries;
pub(crate) mod recordings;
pub(crate) mod replays;
pub(crate) mod review;
pub(crate) mod session;
pub(crate) mod status;
pub(crate) mod streams;
pub(crate) mod tencent;

pub(crate) use call::Call;
