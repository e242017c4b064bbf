//! The files of a replay.

use crate::{
    http::{Mark, Time},
    media::{Links, NamedBy},
    views::Audience,
};
use replay_grouping::{FileId, Format, Part, Span, Timestamp, lanes};
use replay_store::{Broadcast, PartInBroadcast, StoredPart, playing_lane};
use serde::Serialize;

/// A file of a replay.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Part"))]
pub(crate) struct PartView {
    /// `recorded`, or `joined` for a file that was made of others.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::PartKind"))]
    kind: &'static str,
    /// The id of the file in VOD.
    #[cfg_attr(test, schemars(with = "crate::http::Name"))]
    file_id: FileId,
    /// The format, in lower case.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: Format,
    /// When its content begins.
    from: Time,
    /// When its content ends.
    to: Time,
    /// How many seconds it plays. Less than from `from` to `to` where the stream paused or the network was weak.
    duration: u32,
    /// The file holds nothing: it ended when it began. It never plays.
    empty: bool,
    /// Its size; null if unknown.
    bytes: Option<u64>,
    /// Its address; null if unknown.
    url: Option<String>,
    /// 0 for a file that plays. Files of other lanes hold the same seconds again, or nothing.
    lane: u32,
    /// The file does not play: others hold its seconds, or it holds nothing.
    duplicate: bool,
    /// Who reported the file.
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Source>"))]
    sources: Vec<&'static str>,
    /// VOD has shown the file.
    confirmed: bool,
    /// VOD no longer has the file, or never had it. Only curators see such files.
    gone: bool,
    /// The reported times of the file contradicted each other.
    time_anomaly: bool,
    /// Why the file belongs to the replay, such as `same push`.
    evidence: String,
    /// The fields of its callback that could not be read, and count as unknown. Absent when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<String>,
    /// The files of which it was made. Only for a `joined` file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<crate::http::Name>"))]
    of: Vec<FileId>,
}

impl PartView {
    pub(crate) fn new(part: &PartInBroadcast, links: Links<'_>) -> Self {
        let stored = &part.stored;
        let content = stored.content();
        Self {
            kind: "recorded",
            unread: stored.unread().to_vec(),
            of: Vec::new(),
            file_id: stored.file_id.clone(),
            format: stored.format(),
            from: Time(content.span.start()),
            to: Time(content.span.end()),
            duration: content.seconds,
            empty: content.empty,
            bytes: stored.bytes(),
            url: links.part_url(stored),
            lane: part.lane,
            duplicate: part.lane > 0,
            sources: stored.sources(),
            confirmed: stored.confirmed_at.is_some(),
            gone: !stored.counts(),
            time_anomaly: content.time_anomaly,
            evidence: match &part.evidence {
                Some(evidence) => evidence.to_string(),
                None => how_lost(stored).to_owned(),
            },
        }
    }

    /// The files into which parts of the broadcast were joined. Viewers see those that contain all parts. Each has the
    /// place of its first part.
    pub(crate) fn joined(
        broadcast: &Broadcast,
        parts: &[PartInBroadcast],
        audience: Audience,
        links: Links<'_>,
    ) -> Vec<(Mark, Self)> {
        let tallies = audience.tallies(broadcast);
        let joins = broadcast.file_joins.iter().filter_map(|joined| {
            let valid = joined.file_for(tallies).is_some();
            let file = joined.file.as_ref();
            let file = file.filter(|_| valid || audience == Audience::Curators)?;
            let own = parts.iter().map(|part| &part.stored);
            let own = own.filter(|part| joined.sources.contains(&part.file_id));
            let span = own.map(|part| part.content().span).reduce(Span::hull);
            let span = span.unwrap_or(broadcast.summary.hull);
            let many = joined.sources.len();
            let mark = Mark {
                at: span.start(),
                id: file.file_id.to_string(),
            };
            let part = Self {
                kind: "joined",
                file_id: file.file_id.clone(),
                format: file.format.clone(),
                from: Time(span.start()),
                to: Time(span.end()),
                duration: file.duration.unwrap_or_default(),
                empty: false,
                bytes: file.bytes,
                url: (file.url.as_deref()).map(|url| links.public_url(url, NamedBy::Vod)),
                lane: 0,
                duplicate: false,
                sources: vec!["vod"],
                confirmed: true,
                gone: false,
                time_anomaly: false,
                evidence: match valid {
                    true => format!("joined of {many} parts"),
                    false => format!("joined of {many} parts, which are not what plays now"),
                },
                unread: Vec::new(),
                of: joined.sources.clone(),
            };
            Some((mark, part))
        });
        joins.collect()
    }
}

/// Why a part that was lost no longer belongs to its replay.
pub(crate) fn how_lost(part: &StoredPart) -> &'static str {
    match part.denied_at {
        Some(_) => "denied by VOD",
        None => "gone from VOD",
    }
}

/// A file in the order in which a player plays several.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Item {
    /// Its address; null if unknown.
    url: Option<String>,
    /// How many seconds it plays.
    duration: u32,
    /// How many of them the file before it holds too: start so far in. Only where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_offset: Option<u32>,
}

/// The parts that the audience knows, with their lanes computed again: of two recordings of the same seconds, the
/// audience may not know the one that plays.
pub(crate) fn known(mut parts: Vec<PartInBroadcast>, audience: Audience) -> Vec<PartInBroadcast> {
    let all = parts.len();
    parts.retain(|part| audience.knows(&part.stored));
    if parts.len() < all {
        let known: Vec<Part> = parts.iter().map(|part| part.stored.part()).collect();
        let lanes = lanes(&known.iter().collect::<Vec<_>>());
        for (part, lane) in parts.iter_mut().zip(lanes) {
            part.lane = lane;
        }
    }
    parts
}

/// The files to play one after the other.
pub(crate) fn items(parts: &[PartInBroadcast], format: &Format, links: Links<'_>) -> Vec<Item> {
    let lane: Vec<&PartInBroadcast> = playing_lane(parts, format).collect();
    let items = lane.iter().zip(start_offsets(&lane));
    items
        .map(|(part, repeated)| Item {
            url: links.part_url(&part.stored),
            duration: part.stored.content().seconds,
            start_offset: Some(repeated).filter(|seconds| *seconds > 0),
        })
        .collect()
}

/// How many seconds of each file of a lane the file before it holds too.
pub(crate) fn start_offsets(lane: &[&PartInBroadcast]) -> Vec<u32> {
    let mut before = Timestamp::MIN;
    let offsets = lane.iter().map(|part| {
        let content = part.stored.content();
        let repeated = content.seconds_before(before);
        before = content.span.end();
        repeated
    });
    offsets.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{Sample, links, part, placed};
    use serde_json::{Value, json};

    const CONFIRMED: Audience = Audience::Viewers {
        confirmed_only: true,
        sure_of_live: false,
    };

    #[test]
    fn a_part_looks_like_this() {
        let parts = placed(&[part("hls", 0, 3_725)]);
        insta::assert_json_snapshot!(PartView::new(&parts[0], links()));
        let mut parts = placed(&[part("mp4", 0, 60).unconfirmed().without_url()]);
        parts[0].stored.gone_at = Some(Timestamp(1));
        parts[0].evidence = None;
        parts[0].stored.callback.as_mut().unwrap().fact.bytes = None;
        insta::assert_json_snapshot!(PartView::new(&parts[0], links()));
    }

    /// A lost file, as the store gives it.
    fn lost(from: i64, gone: bool) -> PartInBroadcast {
        let mut lost = placed(&[part("mp4", from, from + 60)]).remove(0);
        let at = Some(Timestamp(1));
        (lost.stored.gone_at, lost.stored.denied_at) = if gone { (at, None) } else { (None, at) };
        lost.evidence = None;
        lost
    }

    #[test]
    fn only_curators_see_a_lost_file_and_whether_vod_had_it() {
        let mut parts = placed(&[part("mp4", 0, 60)]);
        parts.extend([lost(60, true), lost(120, false)]);
        let actual = |audience| {
            let known = known(parts.clone(), audience);
            let shown = known.iter().map(|part| PartView::new(part, links()));
            let actual = shown.map(|part| (part.gone, part.duplicate, part.evidence));
            actual.collect::<Vec<_>>()
        };
        let here = (false, false, "gap 37 s ≤ 300 s".to_owned());
        let gone = (true, false, "gone from VOD".to_owned());
        let denied = (true, false, "denied by VOD".to_owned());
        assert_eq!(actual(Audience::Curators), [here.clone(), gone, denied]);
        for confirmed_only in [true, false] {
            let viewers = Audience::Viewers {
                confirmed_only,
                sure_of_live: false,
            };
            assert_eq!(actual(viewers), std::slice::from_ref(&here));
        }
    }

    #[test]
    fn a_lost_file_never_plays() {
        let mut parts = placed(&[part("mp4", 0, 60)]);
        parts.push(lost(60, true));
        assert_eq!(items(&parts, &Format::new("mp4"), links()).len(), 1);
    }

    /// The lengths of the MP4 items.
    #[track_caller]
    fn check(parts: &[Sample], audience: Audience, expected: &[u32]) {
        let items = items(
            &known(placed(parts), audience),
            &Format::new("mp4"),
            links(),
        );
        let lengths: Vec<u32> = items.iter().map(|item| item.duration).collect();
        assert_eq!(lengths, expected);
    }

    #[test]
    fn the_playing_lane_plays_in_order() {
        let twice = [
            part("mp4", 0, 60),
            part("hls", 0, 60),
            part("mp4", 3, 40),
            part("mp4", 60, 90),
        ];
        check(&twice, CONFIRMED, &[60, 30]);
    }

    #[test]
    fn a_duplicate_plays_for_viewers_who_do_not_know_the_other_file() {
        let twice = [
            part("mp4", 0, 60).unconfirmed(),
            part("mp4", 3, 40),
            part("mp4", 41, 80),
        ];
        check(&twice, Audience::Curators, &[60, 39]);
        check(&twice, CONFIRMED, &[37, 39]);
        let twice = [part("mp4", 0, 60).unconfirmed(), part("mp4", 3, 40)];
        check(&twice, Audience::Curators, &[60]);
        check(&twice, CONFIRMED, &[37]);
    }

    #[test]
    fn a_file_that_begins_inside_the_one_before_it_has_an_offset() {
        let parts = [
            part("mp4", 0, 60),
            part("mp4", 54, 100),
            part("mp4", 100, 130),
        ];
        let items = items(&placed(&parts), &Format::new("mp4"), links());
        let offsets: Vec<_> = items.iter().map(|item| item.start_offset).collect();
        assert_eq!(offsets, [None, Some(6), None]);
    }

    #[test]
    fn an_item_has_an_address_and_a_length() {
        let items = items(&placed(&[part("mp4", 0, 60)]), &Format::new("mp4"), links());
        let expected = json!([{"url": "https://vod.example.com/0.mp4", "duration": 60}]);
        assert_eq!(serde_json::to_value::<Vec<Item>>(items).unwrap(), expected);
        assert_eq!(
            serde_json::to_value(Vec::<Item>::new()).unwrap(),
            Value::Array(Vec::new())
        );
    }
}
