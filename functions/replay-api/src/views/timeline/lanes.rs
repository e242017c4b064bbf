//! The files of a replay in lanes.

use crate::{
    http::Time,
    views::{Audience, how_lost, played},
};
use replay_grouping::{FileId, Format, Span, playing};
use replay_store::{Broadcast, PartInBroadcast};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Files of one format that follow one another.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Lane {
    /// The format, in lower case.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: Format,
    /// 0 for the files that play if this format plays, and for those that VOD doesn't have. Other lanes hold the same seconds
    /// again.
    lane: u32,
    /// The files, by start.
    parts: Vec<PartSpan>,
}

/// A file on a time line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PartSpan {
    /// The id of the file in VOD.
    #[cfg_attr(test, schemars(with = "crate::http::Name"))]
    file_id: FileId,
    /// When its content begins.
    from: Time,
    /// When its content ends.
    to: Time,
    /// How many seconds it plays.
    duration: u32,
    /// Its size; null if unknown.
    bytes: Option<u64>,
    /// It is one of the files that play, or of which the file was joined that plays.
    plays: bool,
    /// How many of its seconds the file before it in this lane holds too. Only where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_offset: Option<u32>,
    /// VOD has shown the file.
    confirmed: bool,
    /// VOD no longer has the file, or never had it.
    gone: bool,
    /// The file holds nothing: it ended when it began.
    empty: bool,
    /// The reported times of the file contradicted each other.
    time_anomaly: bool,
    /// Why the file belongs to the replay, such as `same push`, or how it was lost.
    why: String,
}

/// The files that lie in `time`, or all of them, for as long as there is room.
pub(super) fn lanes(
    parts: &[PartInBroadcast],
    broadcast: &Broadcast,
    time: Option<Span>,
    room: &mut usize,
) -> Vec<Lane> {
    let tallies = Audience::Curators.tallies(broadcast);
    let plays = playing(tallies).map(|(format, _)| format);
    let formats: BTreeSet<Format> = parts.iter().map(|part| part.stored.format()).collect();
    let mut offsets: BTreeMap<&FileId, u32> = BTreeMap::new();
    for format in &formats {
        let lane = played(parts, format, None).into_iter();
        offsets.extend(lane.map(|(part, cut)| (&part.stored.file_id, cut.start)));
    }
    let mut lanes: BTreeMap<(Format, u32), Vec<PartSpan>> = BTreeMap::new();
    for part in parts {
        let content = part.stored.content();
        let is_here = time.is_none_or(|time| time.intersection(content.span).is_some());
        if !is_here || *room == 0 {
            continue;
        }
        *room -= 1;
        let (stored, format) = (&part.stored, part.stored.format());
        let offset = offsets.get(&stored.file_id).copied();
        let span = PartSpan {
            file_id: stored.file_id.clone(),
            from: Time(content.span.start()),
            to: Time(content.span.end()),
            duration: content.seconds,
            bytes: stored.bytes(),
            plays: offset.is_some() && plays == Some(&format),
            start_offset: offset.filter(|seconds| *seconds > 0),
            confirmed: stored.confirmed_at.is_some(),
            gone: !stored.counts(),
            empty: content.empty,
            time_anomaly: content.time_anomaly,
            why: match &part.evidence {
                Some(evidence) => evidence.to_string(),
                None => how_lost(stored).to_owned(),
            },
        };
        lanes.entry((format, part.lane)).or_default().push(span);
    }
    let lanes = lanes.into_iter();
    lanes
        .map(|((format, lane), parts)| Lane {
            format,
            lane,
            parts,
        })
        .collect()
}
