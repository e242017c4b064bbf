//! `Cache-Control`: who may keep a response, and for how long.

use lambda_http::http::HeaderValue;

/// Who may keep a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caching {
    /// No cache: only the caller may see it, or it fails now and may work in a second.
    Never,
    /// The caller. Without an age, the caller has to ask again before using it.
    Own,
    /// All caches, under the same condition.
    Shared,
}

/// For how long a cache may use a response without asking. A replay that is hidden stays visible for that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// A replay in it may still change by itself: 5 seconds.
    Settling,
    /// Only curators change it: a minute.
    Settled,
}

impl Caching {
    pub(crate) fn header(self, age: Option<Age>) -> HeaderValue {
        HeaderValue::from_static(match (self, age) {
            (Self::Never, _) => "no-store",
            (Self::Own, None) => "private, no-cache",
            (Self::Own, Some(Age::Settling)) => "private, max-age=5",
            (Self::Own, Some(Age::Settled)) => "private, max-age=60",
            (Self::Shared, None) => "no-cache",
            (Self::Shared, Some(Age::Settling)) => "public, max-age=5",
            (Self::Shared, Some(Age::Settled)) => "public, max-age=60",
        })
    }
}
