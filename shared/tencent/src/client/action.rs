//! What the client has to know about a call before it sends it.
//!
//! Each call is one `const Action` beside the method that sends it, in `vod` or `live`. Nothing else lists the calls.

use super::ApiError;

pub(crate) struct Action {
    /// As Tencent calls it.
    pub(crate) name: &'static str,
    pub(super) service: Service,
    /// Requests per second for the whole account, as Tencent documents it with the call.
    pub(super) rate: u32,
    pub(super) effect: Effect,
    /// Its answer may take up to [`super::Settings::fast_edit_timeout`].
    pub(super) is_slow: bool,
    /// Several functions call it all the time, each at most as often as [`super::Settings::share`] says.
    pub(super) is_shared: bool,
}

/// Who answers a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Vod,
    Live,
}

/// What sending a call twice does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The same as sending it once: it reads, replaces or deletes, or Tencent recognises the repetition.
    Idempotent,
    /// It makes one more file, task, template or rule.
    Creates,
}

impl Action {
    pub(crate) const fn vod(name: &'static str, rate: u32, effect: Effect) -> Self {
        Self {
            name,
            service: Service::Vod,
            rate,
            effect,
            is_slow: false,
            is_shared: false,
        }
    }

    pub(crate) const fn live(name: &'static str, rate: u32, effect: Effect) -> Self {
        Self {
            service: Service::Live,
            ..Self::vod(name, rate, effect)
        }
    }

    pub(crate) const fn slow(self) -> Self {
        Self {
            is_slow: true,
            ..self
        }
    }

    pub(crate) const fn shared(self) -> Self {
        Self {
            is_shared: true,
            ..self
        }
    }

    /// Whether to send it again after `error`. What creates is sent again only when it surely created nothing.
    pub(super) fn may_repeat(&self, error: &ApiError) -> bool {
        error.is_retryable() && (self.effect == Effect::Idempotent || !error.is_undecided())
    }
}

impl Service {
    /// As the signature names it, whatever the host is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Vod => "vod",
            Self::Live => "live",
        }
    }

    /// Of the API, by its date.
    pub(super) fn version(self) -> &'static str {
        match self {
            Self::Vod => "2018-07-17",
            Self::Live => "2018-08-01",
        }
    }
}
