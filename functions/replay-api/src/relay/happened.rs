//! What a record of the table's stream means. Pure: an event follows from one record and the settings alone.

use super::{
    event::{
        CurationDetail, Detail, Event, EventType, MergedDetail, Outcome, QuarantineDetail,
        QueryDetail, ReplayDetail,
    },
    viewpoint::{Seen, Viewpoint},
};
use crate::{
    http::Time,
    views::{HistoryEntryView, QueryView},
};
use replay_grouping::{ReplayId, Stream, Timestamp};
use replay_store::{
    Broadcast, HistoryEntry, Quarantined, Query, QueryState, StoredQuery, Visibility,
    stream::{StreamChange, StreamRecord},
};
use std::{collections::BTreeSet, error::Error};

/// Something that happened, before it has the name of its record.
type Happening = (EventType, Timestamp, Detail);

/// What happened, in the order in which it is told. An error means that the record can't be understood, now or later.
pub(super) fn happened(
    record: &StreamRecord,
    viewpoint: &Viewpoint,
) -> Result<Vec<Event>, Box<dyn Error + Send + Sync>> {
    let happenings = happenings(record.change()?, record.at, viewpoint)?;
    let events = happenings.into_iter().map(|(kind, at, detail)| Event {
        id: format!("{}-{kind}", record.sequence_number),
        kind,
        time: Time(at),
        detail,
    });
    Ok(events.collect())
}

/// `at` is when the item was written.
pub(super) fn happenings(
    change: StreamChange,
    at: Timestamp,
    viewpoint: &Viewpoint,
) -> Result<Vec<Happening>, serde_json::Error> {
    Ok(match change {
        StreamChange::Broadcast { old, new } => {
            return to_broadcast(old.as_deref(), new.as_deref(), at, viewpoint);
        }
        StreamChange::Merged {
            stream,
            id,
            into,
            version,
            was_published: true,
            into_hidden,
        } => vec![match into_hidden {
            false => merged(stream, id, into, version, at),
            // Of what curators hide, viewers don't even hear the id.
            true => vanished(EventType::ReplayHidden, stream, id, Some(version), at),
        }],
        StreamChange::Removed { stream, id } => {
            vec![vanished(EventType::ReplayGone, stream, id, None, at)]
        }
        StreamChange::History { stream, id, entry } => vec![curated(stream, id, *entry)],
        StreamChange::Query { old, new } => finished(old.as_deref(), *new).into_iter().collect(),
        StreamChange::Quarantined(event) => vec![quarantined(*event)],
        _ => Vec::new(),
    })
}

fn to_broadcast(
    old: Option<&Broadcast>,
    new: Option<&Broadcast>,
    at: Timestamp,
    viewpoint: &Viewpoint,
) -> Result<Vec<Happening>, serde_json::Error> {
    let seen = |broadcast: Option<&Broadcast>| {
        let seen = broadcast.map(|broadcast| viewpoint.seen(broadcast));
        seen.transpose().map(Option::unwrap_or_default)
    };
    let (before, after) = (seen(old)?, seen(new)?);
    let (Some(broadcast), at) = (new.or(old), new.map_or(at, |new| new.updated_at)) else {
        return Ok(Vec::new());
    };
    let changed = after.changed(&before);
    let kinds = match new {
        Some(new) => kinds(
            &before,
            &after,
            new.curation.visibility,
            !changed.is_empty(),
        ),
        // It was merged, or left the list: another record says which. Nobody is live under this id any more.
        None => Vec::from_iter(before.live.map(|_| EventType::ReplayEnded)),
    };
    let [replay, live] = after.into_views();
    let detail = ReplayDetail {
        id: broadcast.id.clone(),
        stream: broadcast.stream.clone(),
        version: Some(broadcast.version),
        time: Time(at),
        changed,
        replay,
        live,
        too_large: false,
    };
    let detail = || Detail::Replay(Box::new(detail.clone()));
    Ok(kinds.into_iter().map(|kind| (kind, at, detail())).collect())
}

/// What a change of what viewers see amounts to.
fn kinds(before: &Seen, after: &Seen, visibility: Visibility, is_changed: bool) -> Vec<EventType> {
    let was_live = before.live.is_some();
    let is_live = after.live.is_some();
    let stops = was_live && !is_live;
    let taken = match (before.is_shown() && !after.is_shown(), visibility) {
        (true, Visibility::Published) => Some(EventType::ReplayGone),
        (true, Visibility::Pending | Visibility::Hidden) => Some(EventType::ReplayHidden),
        (false, Visibility::Hidden) if stops => Some(EventType::ReplayHidden),
        (false, _) => None,
    };
    let mut kinds: Vec<EventType> = [
        (!was_live && is_live, EventType::ReplayLive),
        // Nobody hears how a broadcast that was hidden goes on.
        (stops && taken.is_none(), EventType::ReplayEnded),
        (
            !before.is_shown() && after.is_shown(),
            EventType::ReplayPublished,
        ),
        (
            !before.is_settled && after.is_settled,
            EventType::ReplaySettled,
        ),
    ]
    .into_iter()
    .filter_map(|(happened, kind)| happened.then_some(kind))
    .chain(taken)
    .collect();
    if kinds.is_empty() && is_changed {
        kinds.push(EventType::ReplayChanged);
    }
    kinds
}

fn merged(stream: Stream, id: ReplayId, into: ReplayId, version: u64, at: Timestamp) -> Happening {
    let detail = Detail::Merged(MergedDetail {
        id,
        stream,
        version,
        time: Time(at),
        changed: BTreeSet::new(),
        into,
        replay: (),
        live: (),
    });
    (EventType::ReplayMerged, at, detail)
}

/// Of a replay that is no more, and leads viewers nowhere, nothing is left but its id.
fn vanished(
    kind: EventType,
    stream: Stream,
    id: ReplayId,
    version: Option<u64>,
    at: Timestamp,
) -> Happening {
    let detail = ReplayDetail {
        id,
        stream,
        version,
        time: Time(at),
        changed: BTreeSet::new(),
        replay: None,
        live: None,
        too_large: false,
    };
    (kind, at, Detail::Replay(Box::new(detail)))
}

fn curated(stream: Stream, id: ReplayId, entry: HistoryEntry) -> Happening {
    let at = entry.at;
    let detail = Detail::Curation(CurationDetail {
        id,
        stream,
        version: entry.version,
        time: Time(at),
        by: entry.by.clone(),
        action: entry.action,
        changed: HistoryEntryView::from(entry).changed_names(),
    });
    (EventType::CurationChanged, at, detail)
}

/// The sweep never ends.
fn finished(old: Option<&StoredQuery>, new: StoredQuery) -> Option<Happening> {
    let was_active = old.is_none_or(|old| old.state == QueryState::Active);
    let outcome = match new.state {
        QueryState::Active => return None,
        QueryState::Cancelled => Outcome::Cancelled,
        QueryState::Done if new.last_error.is_some() => Outcome::Failed,
        QueryState::Done => Outcome::Done,
    };
    if !was_active || matches!(new.query, Query::Sweep { .. }) {
        return None;
    }
    let at = new.updated_at;
    let detail = QueryDetail {
        id: new.id.clone(),
        version: new.version,
        time: Time(at),
        outcome,
        query: Some(QueryView::from(new)),
        too_large: false,
    };
    let detail = Detail::Query(Box::new(detail));
    Some((EventType::QueryFinished, at, detail))
}

/// The body may hold anything, so it stays where it is.
fn quarantined(event: Quarantined) -> Happening {
    let at = event.received_at;
    let detail = Detail::Quarantine(QuarantineDetail {
        id: event.id,
        time: Time(at),
        code: event.code.as_str(),
        reason: event.reason,
    });
    (EventType::QuarantineAdded, at, detail)
}
