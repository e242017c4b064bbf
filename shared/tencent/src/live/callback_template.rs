//! Callback templates: where callbacks are sent, and what they are signed with
//! (<https://cloud.tencent.com/document/api/267/32637>).

use crate::fields::{Fields, Unreadable};
use replay_signature::Secret;
use serde::{Serialize, Serializer};
use std::fmt;

/// A callback template. Modifying one leaves what is `None` unchanged, and an empty address removes the one that was
/// there. Neither is documented, but nothing else could be meant by either.
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
    /// A recording's state changed (332). Tencent accepts this address and never shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_status_notify_url: Option<String>,
    /// A screenshot was taken (200).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot_notify_url: Option<String>,
    /// An image is suspicious (317).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub porn_censorship_notify_url: Option<String>,
    /// The pushed stream is malformed (321).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_exception_notify_url: Option<String>,
    /// Recording met a problem (341).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_exception_notify_url: Option<String>,
    /// The levels of problems that are sent: `error`, `warning`, `info`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_exception_levels: Option<Vec<String>>,
    /// The key that all of them are signed with. Tencent shows it in clear.
    #[serde(
        rename = "CallbackKey",
        skip_serializing_if = "CallbackKey::is_kept",
        serialize_with = "exposed"
    )]
    pub key: CallbackKey,
}

/// The key that callbacks are signed with.
#[derive(Debug, Clone, Default)]
pub enum CallbackKey {
    /// The key that the template already has.
    #[default]
    Kept,
    /// No key: callbacks are not signed.
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
            name: template.lenient_text("TemplateName").unwrap_or_default(),
            stream_begin_notify_url: template.lenient_text("StreamBeginNotifyUrl"),
            stream_end_notify_url: template.lenient_text("StreamEndNotifyUrl"),
            record_notify_url: template.lenient_text("RecordNotifyUrl"),
            record_status_notify_url: template.lenient_text("RecordStatusNotifyUrl"),
            snapshot_notify_url: template.lenient_text("SnapshotNotifyUrl"),
            porn_censorship_notify_url: template.lenient_text("PornCensorshipNotifyUrl"),
            push_exception_notify_url: template.lenient_text("PushExceptionNotifyUrl"),
            record_exception_notify_url: template.lenient_text("RecordExceptionNotifyUrl"),
            record_exception_levels: Some(levels).filter(|levels| !levels.is_empty()),
            key: match template.lenient_text("CallbackKey").map(Secret::new) {
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
