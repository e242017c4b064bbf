//! The worked example: HLS that goes on for 600 s and MP4 cut at 1800 s, over pushes of 1000 s and 2725 s with 60 s
//! between.

use crate::{OPENS_AT, one_drop};
use replay_grouping::{Atom, Part, Pins, Rules, Seconds, cluster, coverage};
use replay_simulator::{RecordState, StreamState, Truth, What};

#[test]
fn four_files_with_their_times() {
    let world = one_drop();
    let files: Vec<_> = world
        .media()
        .iter()
        .map(|media| {
            let (start, end) = (media.times.start.unwrap().0, media.times.end.0);
            let duration = media.times.duration.unwrap();
            (
                media.format.as_str(),
                [start, end, media.created_at].map(|at| at - OPENS_AT),
                duration,
            )
        })
        .collect();
    assert_eq!(
        files,
        [
            ("mp4", [0, 1_000, 1_006], 1_000),
            ("mp4", [1_060, 2_860, 2_866], 1_800),
            ("mp4", [2_860, 3_785, 3_791], 925),
            ("hls", [0, 3_785, 4_391], 3_725),
        ]
    );
}

#[test]
fn the_timeline_of_callbacks() {
    let world = one_drop();
    let told: Vec<_> = world
        .events()
        .iter()
        .filter_map(|event| {
            let what = match &event.what {
                What::Begin(_) => "begin",
                What::End(_) => "end",
                What::File(media) => world.media()[*media].format.as_str(),
                What::Recording {
                    state,
                    format: "hls",
                    ..
                } => match state {
                    RecordState::Started => "started",
                    RecordState::Paused => "paused",
                    RecordState::Resumed => "resumed",
                    RecordState::Ended => "ended",
                    _ => "other",
                },
                _ => return None,
            };
            Some((event.at - OPENS_AT, what))
        })
        .collect();
    assert_eq!(
        told,
        [
            (0, "begin"),
            (0, "started"),
            (1_000, "end"),
            (1_000, "paused"),
            (1_006, "mp4"),
            (1_060, "begin"),
            (1_060, "resumed"),
            (2_866, "mp4"),
            (3_785, "end"),
            (3_785, "paused"),
            (3_791, "mp4"),
            (4_385, "ended"),
            (4_391, "hls"),
        ]
    );
}

#[test]
fn one_broadcast_without_a_gap() {
    let world = one_drop();
    let truth = Truth::at(&world, world.quiet_from());
    let stream = &truth.streams[0];
    let parts: Vec<Part> = stream.files.iter().map(|file| file.confirmed()).collect();
    let atoms: Vec<Atom<'_>> = parts
        .iter()
        .map(Atom::Part)
        .chain(stream.pushes.iter().map(|push| Atom::Push(push, None)))
        .collect();
    let rules = Rules {
        gap: Seconds(300),
        daily_cut: None,
    };
    let groups = cluster(&atoms, &rules, &Pins::default()).unwrap();
    assert_eq!(groups.len(), 1);
    let summary = &groups[0].summary;
    assert_eq!(summary.hull.length(), Seconds(3_785));
    let formats: Vec<_> = summary
        .confirmed
        .iter()
        .map(|(format, tally)| (format.as_str(), tally.parts))
        .collect();
    assert_eq!(formats, [("hls", 1), ("mp4", 3)]);
    assert_eq!(coverage(summary, &summary.confirmed).thousandths, 1_000);
}

#[test]
fn the_stream_is_active_while_somebody_pushes() {
    let world = one_drop();
    let stream = &world.streams()[0];
    for (at, state) in [
        (-1, StreamState::Inactive),
        (0, StreamState::Active),
        (999, StreamState::Active),
        (1_000, StreamState::Inactive),
        (1_060, StreamState::Active),
        (3_785, StreamState::Inactive),
    ] {
        assert_eq!(world.stream_state(stream, OPENS_AT + at), state, "{at}");
    }
}
