//! What curators did to a replay.

use crate::{
    http::Time,
    views::{ReviewView, Trim},
};
use replay_grouping::{ReplayId, Stream, Timestamp};
use replay_store::{Action, Curation, HistoryEntry};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A change of a replay by a curator or a schedule.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Change"))]
pub(crate) struct HistoryEntryView {
    version: u64,
    at: Time,
    by: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Done"))]
    action: Action,
    /// The value before and after, for each field that was changed.
    #[cfg_attr(
        test,
        schemars(with = "std::collections::BTreeMap<String, crate::openapi::words::FromTo>")
    )]
    changed: Map<String, Value>,
    /// The splits that were added or removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    splits: Vec<Pin>,
    /// The merges that were added or removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merges: Vec<Pin>,
}

/// A change, and of which replay.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "LoggedChange"))]
pub(crate) struct LoggedView {
    #[serde(flatten)]
    pub(crate) change: HistoryEntryView,
    pub(crate) replay: ChangedReplay,
}

/// The replay that was changed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChangedReplay {
    /// The id that it had then. It leads to the replay into which it may have been merged since.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    pub(crate) id: ReplayId,
    /// Its title now; null once nothing is known of the replay.
    pub(crate) title: Option<String>,
    /// Its stream.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    pub(crate) stream: Stream,
}

/// A change that was taken back.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Undone"))]
pub(crate) struct UndoneView {
    /// What was done.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Done"))]
    action: Action,
    /// Who had done it.
    by: String,
    /// When it was done.
    at: Time,
    /// Each field that was changed: the value before, which it has again, and the value that was taken back.
    #[cfg_attr(
        test,
        schemars(with = "std::collections::BTreeMap<String, crate::openapi::words::FromTo>")
    )]
    changes: Map<String, Value>,
    /// The splits that had been added or removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    splits: Vec<Pin>,
    /// The merges that had been added or removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merges: Vec<Pin>,
}

impl From<HistoryEntry> for UndoneView {
    fn from(entry: HistoryEntry) -> Self {
        let entry = HistoryEntryView::from(entry);
        Self {
            action: entry.action,
            by: entry.by,
            at: entry.at,
            changes: entry.changed,
            splits: entry.splits,
            merges: entry.merges,
        }
    }
}

/// A split or a merge that was added or removed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Pin {
    from: Time,
    to: Time,
    /// Whether it was added.
    set: bool,
}

impl HistoryEntryView {
    /// What was changed, without the values.
    pub(crate) fn changed_names(&self) -> Vec<String> {
        let pins = [("splits", &self.splits), ("merges", &self.merges)];
        let pins = pins.iter().filter(|(_, pins)| !pins.is_empty());
        let pins = pins.map(|(name, _)| (*name).to_owned());
        self.changed.keys().cloned().chain(pins).collect()
    }
}

impl From<HistoryEntry> for HistoryEntryView {
    fn from(entry: HistoryEntry) -> Self {
        let set = entry.set.as_ref();
        let pins = entry.pins.unwrap_or_default();
        let (mut splits, mut merges) = (Vec::new(), Vec::new());
        for (pins, set) in [(pins.set, true), (pins.unset, false)] {
            let pin = |from, to| Pin {
                from: Time(from),
                to: Time(to),
                set,
            };
            splits.extend(pins.splits.iter().map(|at| pin(*at, *at)));
            let spans = pins.merges.iter();
            merges.extend(spans.map(|span| pin(span.start(), span.end())));
        }
        Self {
            version: entry.version,
            at: Time(entry.at),
            by: entry.by,
            action: entry.action,
            changed: set.map_or_else(Map::new, |(before, after)| changed(before, after)),
            splits,
            merges,
        }
    }
}

fn changed(before: &Curation, after: &Curation) -> Map<String, Value> {
    let pairs = fields(before).into_iter().zip(fields(after));
    pairs
        .filter(|((_, from), (_, to))| from != to)
        .map(|((name, from), (_, to))| (name.to_owned(), json!({"from": from, "to": to})))
        .collect()
}

fn fields(curation: &Curation) -> [(&'static str, Value); 10] {
    // That a curator set the visibility, and that nothing of the trim is here, are no fields of the API.
    let Curation {
        visibility,
        visibility_set: _,
        title,
        cover_url,
        featured_rank,
        note,
        publish_at,
        unpublish_at,
        hidden_reason,
        reviewed,
        trim,
        trim_elsewhere: _,
    } = curation;
    let time = |at: &Option<Timestamp>| json!(at.map(Time));
    [
        ("title", json!(title)),
        ("cover_url", json!(cover_url)),
        ("visibility", json!(visibility)),
        ("featured_rank", json!(featured_rank)),
        ("note", json!(note)),
        ("publish_at", time(publish_at)),
        ("unpublish_at", time(unpublish_at)),
        ("hidden_reason", json!(hidden_reason)),
        ("reviewed", json!(reviewed.as_ref().map(ReviewView::from))),
        ("trim", json!(trim.map(Trim::from))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::Timestamp;
    use replay_store::{Review, Visibility};

    #[test]
    fn only_changed_fields_are_listed() {
        let before = Curation {
            title: Some("Finale".to_owned()),
            ..Curation::default()
        };
        let after = Curation {
            visibility: Visibility::Hidden,
            visibility_set: true,
            publish_at: Some(Timestamp(1_760_000_000)),
            reviewed: Some(Review {
                at: Timestamp(1_760_000_000),
                by: "ada".to_owned(),
            }),
            trim: Some((1_760_000_000, 1_760_000_060).into()),
            ..before.clone()
        };
        let expected = json!({
            "visibility": {"from": "pending", "to": "hidden"},
            "publish_at": {"from": null, "to": "2025-10-09T08:53:20Z"},
            "reviewed": {"from": null, "to": {"at": "2025-10-09T08:53:20Z", "by": "ada"}},
            "trim": {"from": null, "to": {"from": "2025-10-09T08:53:20Z", "to": "2025-10-09T08:54:20Z"}},
        });
        assert_eq!(Value::Object(changed(&before, &after)), expected);
        assert!(changed(&after, &after).is_empty());
    }
}
