//! Where callbacks are sent, and what they are signed with.

use crate::fields::{Fields, Unreadable};
use replay_signature::Secret;
use serde::{Serialize, Serializer};
use std::fmt;

/// A callback template. What is none is left as it is when a template is modified, and an empty address takes one away:
/// neither is documented, but nothing else could be meant by either.
///
/// Addresses may end in a token that only their owner knows, so `Debug` shows none of them.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallbackTemplate {
    /// Several templates may have one name.
    #[serde(rename = "TemplateName")]
    pub name: String,
    /// A push begins (event 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_begin_notify_url: Option<String>,
    /// A push ends (0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_end_notify_url: Option<String>,
    /// A file is ready (100).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_notify_url: Option<String>,
    /// A recording goes on to its next state (332). Tencent takes it, and doesn't show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_status_notify_url: Option<String>,
    /// A screenshot was taken (200).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot_notify_url: Option<String>,
    /// An image is suspicious (317).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub porn_censorship_notify_url: Option<String>,
    /// What is pushed is malformed (321).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_exception_notify_url: Option<String>,
    /// Something went wrong while recording (341).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_exception_notify_url: Option<String>,
    /// Which of the last ones are told: `error`, `warning`, `info`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_exception_levels: Option<Vec<String>>,
    /// What all of them are signed with. Tencent shows it in clear.
    #[serde(
        rename = "CallbackKey",
        skip_serializing_if = "CallbackKey::is_kept",
        serialize_with = "exposed"
    )]
    pub key: CallbackKey,
}

/// What callbacks are signed with.
#[derive(Debug, Clone, Default)]
pub enum CallbackKey {
    /// What they are signed with already.
    #[default]
    Kept,
    /// Nothing.
    None,
    /// This key.
    Given(Secret),
}

impl CallbackKey {
    fn is_kept(&self) -> bool {
        matches!(self, Self::Kept)
    }
}

fn exposed<S: Serializer>(key: &CallbackKey, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match key {
        CallbackKey::Given(key) => key.expose(),
        CallbackKey::Kept | CallbackKey::None => "",
    })
}

impl CallbackTemplate {
    pub(super) fn read(template: &Fields<'_>) -> Result<Self, Unreadable> {
        let levels = template.list("RecordExceptionLevels")?.iter();
        let levels: Vec<String> = levels
            .filter_map(|level| level.as_str().map(ToOwned::to_owned))
            .collect();
        Ok(Self {
            name: template.note("TemplateName").unwrap_or_default(),
            stream_begin_notify_url: template.note("StreamBeginNotifyUrl"),
            stream_end_notify_url: template.note("StreamEndNotifyUrl"),
            record_notify_url: template.note("RecordNotifyUrl"),
            record_status_notify_url: template.note("RecordStatusNotifyUrl"),
            snapshot_notify_url: template.note("SnapshotNotifyUrl"),
            porn_censorship_notify_url: template.note("PornCensorshipNotifyUrl"),
            push_exception_notify_url: template.note("PushExceptionNotifyUrl"),
            record_exception_notify_url: template.note("RecordExceptionNotifyUrl"),
            record_exception_levels: Some(levels).filter(|levels| !levels.is_empty()),
            key: match template.note("CallbackKey").map(Secret::new) {
                Some(Ok(key)) => CallbackKey::Given(key),
                _ => CallbackKey::None,
            },
        })
    }
}

impl fmt::Debug for CallbackTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackTemplate")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
