//! The files of a replay.

use crate::{
    http::{Mark, Time},
    media::{Links, NamedBy},
    views::Audience,
};
use replay_grouping::{Cut, FileId, Format, Part, Span, Timestamp, lanes};
use replay_store::{Broadcast, FileJoin, PartInBroadcast, StoredPart, playing_cuts};
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
            let other_trim = joined.trim.is_some() && joined.trim != broadcast.trim();
            let valid = valid && !other_trim;
            let file = joined.file.as_ref();
            let file = file.filter(|_| valid || audience == Audience::Curators)?;
            let own = parts.iter().map(|part| &part.stored);
            let own = own.filter(|part| joined.sources.contains(&part.file_id));
            let span = own.map(|part| part.content().span).reduce(Span::hull);
            let span = span.unwrap_or(broadcast.summary.hull);
            let span = (joined.trim.and_then(|trim| span.intersection(trim))).unwrap_or(span);
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
                evidence: how_joined(joined, valid),
                unread: Vec::new(),
                of: joined.sources.clone(),
            };
            Some((mark, part))
        });
        joins.collect()
    }
}

/// Of what a joined file was made, and why it doesn't play.
fn how_joined(joined: &FileJoin, plays: bool) -> String {
    let parts = match joined.sources.len() {
        1 => "1 part".to_owned(),
        many => format!("{many} parts"),
    };
    let trimmed = joined.trim.map_or("", |_| ", trimmed");
    let why_not = match plays {
        true => "",
        false => ", which are not what plays now",
    };
    format!("joined of {parts}{trimmed}{why_not}")
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
    /// How many seconds the file has.
    duration: u32,
    /// The second of the file at which to start: what lies before it is in the file before too, or trimmed away. Only where that
    /// is not its begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_offset: Option<u32>,
    /// The second of the file at which to stop: what follows is trimmed away. Only where that is not its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_offset: Option<u32>,
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
pub(crate) fn items(
    parts: &[PartInBroadcast],
    format: &Format,
    trim: Option<Span>,
    links: Links<'_>,
) -> Vec<Item> {
    let played = played(parts, format, trim).into_iter();
    played
        .map(|(part, cut)| Item {
            url: links.part_url(&part.stored),
            duration: part.stored.content().seconds,
            start_offset: start_offset(cut),
            end_offset: cut.end,
        })
        .collect()
}

/// Where to start, where that isn't the begin of the file.
pub(crate) fn start_offset(cut: Cut) -> Option<u32> {
    Some(cut.start).filter(|seconds| *seconds > 0)
}

/// The files that play one after the other, and which seconds of each: those that the trim leaves, without those that the
/// file before holds too.
pub(crate) fn played<'a>(
    parts: &'a [PartInBroadcast],
    format: &Format,
    trim: Option<Span>,
) -> Vec<(&'a PartInBroadcast, Cut)> {
    let mut before = Timestamp::MIN;
    let played = playing_cuts(parts, format, trim).filter_map(|(part, cut)| {
        let content = part.stored.content();
        let cut = cut.without_first(content.seconds_before(before));
        before = content.span.end();
        Some((part, cut?))
    });
    played.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{Sample, links, part, placed, start};
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
        assert_eq!(items(&parts, &Format::new("mp4"), None, links()).len(), 1);
    }

    /// The lengths of the MP4 items.
    #[track_caller]
    fn check(parts: &[Sample], audience: Audience, expected: &[u32]) {
        let items = items(
            &known(placed(parts), audience),
            &Format::new("mp4"),
            None,
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
        let items = items(&placed(&parts), &Format::new("mp4"), None, links());
        let offsets: Vec<_> = items.iter().map(|item| item.start_offset).collect();
        assert_eq!(offsets, [None, Some(6), None]);
    }

    #[test]
    fn a_trim_drops_files_outside_and_cuts_those_at_its_edges() {
        let parts = [
            part("mp4", 0, 60),
            part("mp4", 54, 100),
            part("mp4", 100, 130),
            part("mp4", 130, 200),
        ];
        let offsets = |from: i64, to: i64| -> Vec<_> {
            let trim = Span::from((start() + from, start() + to));
            let items = items(&placed(&parts), &Format::new("mp4"), Some(trim), links());
            let items = items.into_iter();
            items
                .map(|item| (item.duration, item.start_offset, item.end_offset))
                .collect()
        };
        let (second, third) = ((46, Some(6), None), (30, None, Some(15)));
        assert_eq!(
            offsets(20, 115),
            [(60, Some(20), None), second, third],
            "what two files hold plays once"
        );
        assert_eq!(offsets(57, 58), [(60, Some(57), Some(58))]);
        assert_eq!(offsets(60, 100), [second]);
        assert_eq!(offsets(200, 300), []);
    }

    #[test]
    fn an_item_has_an_address_and_a_length() {
        let items = items(
            &placed(&[part("mp4", 0, 60)]),
            &Format::new("mp4"),
            None,
            links(),
        );
        let expected = json!([{"url": "https://vod.example.com/0.mp4", "duration": 60}]);
        assert_eq!(serde_json::to_value::<Vec<Item>>(items).unwrap(), expected);
        assert_eq!(
            serde_json::to_value(Vec::<Item>::new()).unwrap(),
            Value::Array(Vec::new())
        );
    }
}
