//! Worlds from seeds and files.

use crate::{OPENS_AT, one_drop, random};
use replay_simulator::{BadScript, Script, Size, What, World};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_same_seed_gives_the_same_world_and_another_gives_another() {
    for seed in 0..20 {
        let (one, two) = (random(seed), random(seed));
        assert_eq!(one.script(), two.script());
        assert_eq!(one.media(), two.media());
        assert_eq!(one.events(), two.events());
        assert_ne!(one.media(), random(seed + 1).media());
    }
}

#[test]
fn a_world_survives_its_file() {
    for seed in 0..50 {
        let world = random(seed);
        let again = World::from_json(&world.script().to_json()).unwrap();
        assert_eq!(again.script(), world.script());
        assert_eq!(again.media(), world.media());
        assert_eq!(again.events(), world.events());
    }
}

#[test]
fn the_sample_file_is_what_the_world_writes() {
    let script = one_drop().script().clone();
    assert_eq!(Script::from_json(&script.to_json()).unwrap(), script);
    assert_eq!(script.opens_at, OPENS_AT);
}

#[test]
fn ids_are_unique_and_some_outgrow_i64() {
    let mut past_i64 = 0;
    for seed in 0..20 {
        let world = World::random(
            seed,
            Size {
                streams: 10,
                broadcasts: 10,
            },
            OPENS_AT,
        )
        .unwrap();
        let files: BTreeSet<_> = world.media().iter().map(|media| &media.file_id).collect();
        assert_eq!(files.len(), world.media().len());
        assert!(files.iter().all(|id| id.as_str().len() == 19));
        let sequences: BTreeSet<_> = world.pushes().iter().map(|push| &push.sequence).collect();
        assert_eq!(sequences.len(), world.pushes().len());
        past_i64 += world
            .media()
            .iter()
            .filter(|media| media.record_session.parse::<i64>().is_err())
            .count();
    }
    assert!(past_i64 > 0);
}

#[test]
fn events_are_in_order_and_files_come_with_theirs() {
    for seed in 0..50 {
        let world = random(seed);
        assert!(world.events().is_sorted_by_key(|event| event.at));
        let middle = world.events()[world.events().len() / 2].at;
        assert!(
            world
                .events_until(middle)
                .iter()
                .all(|event| event.at <= middle)
        );
        assert_eq!(world.events_until(i64::MAX).len(), world.events().len());
        assert_eq!(world.events_until(OPENS_AT - 1).len(), 0);
        for event in world.events() {
            if let What::File(media) = event.what {
                let media = &world.media()[media];
                assert!(event.at == media.created_at && media.created_at >= media.times.end.0);
            }
        }
    }
}

/// Whatever a test of convergence has to survive is in some world of the first few hundred.
#[test]
fn everything_that_can_happen_happens_somewhere() {
    let mut seen = BTreeSet::new();
    for seed in 0..300 {
        let world = random(seed);
        for event in world.events() {
            seen.insert(match &event.what {
                What::Recording { state, .. } => format!("{state:?}"),
                _ => event.event_type().to_string(),
            });
        }
        for push in world.pushes() {
            let facts = [
                (push.refused.is_some(), "refused"),
                (push.refused.is_none() && push.ended_at.is_none(), "open"),
                (push.session.is_some(), "session"),
                (push.errcode == 21, "replaced"),
            ];
            seen.extend(
                facts
                    .iter()
                    .filter(|(holds, _)| *holds)
                    .map(|(_, name)| (*name).to_owned()),
            );
        }
        for media in world.media() {
            let told = media.callback_times.start > Some(media.callback_times.end);
            let written = media
                .times
                .start
                .map_or(0, |start| (media.times.end - start).0);
            let seconds = media.times.duration.map_or(0, i64::from);
            let facts = [
                (!media.named, "unnamed"),
                (told, "odd start"),
                (
                    media.callback_times.duration != media.times.duration,
                    "loose",
                ),
                (seconds > 1 && seconds < written / 2, "weak"),
                (seconds > written + 86_400, "absurd"),
                (media.times.content().empty, "empty"),
                (media.deleted_at.is_some(), "deleted"),
                (media.expires_at.is_some(), "expires"),
                (
                    media.searchable_at > media.created_at + 300,
                    "late in the index",
                ),
            ];
            seen.extend(
                facts
                    .iter()
                    .filter(|(holds, _)| *holds)
                    .map(|(_, name)| (*name).to_owned()),
            );
            seen.insert(media.format.to_string());
        }
        let names: BTreeSet<_> = world
            .streams()
            .iter()
            .map(|stream| stream.stream_id())
            .collect();
        if names.len() < world.streams().len() {
            seen.insert("one name, two streams".to_owned());
        }
    }
    let expected = [
        "0",
        "1",
        "100",
        "200",
        "341",
        "Ended",
        "Failed",
        "NotStarted",
        "Paused",
        "Resumed",
        "Started",
        "aac",
        "absurd",
        "deleted",
        "empty",
        "expires",
        "flv",
        "hls",
        "late in the index",
        "loose",
        "mp4",
        "odd start",
        "one name, two streams",
        "open",
        "refused",
        "replaced",
        "session",
        "unnamed",
        "weak",
    ];
    assert_eq!(
        seen.iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn the_world_to_watch_is_the_same_whenever_it_is_looked_at() {
    const DAY: i64 = 86_400;
    let demo = |now| World::demo(now, "http://127.0.0.1/media").unwrap();
    let [today, later] = [0, DAY].map(|passed| demo(OPENS_AT + passed));
    let both = later.script().opens_at..today.script().opens_at + today.script().closes_after;
    let events = |world: &World| -> Vec<(i64, Value)> {
        let events = world.events().iter();
        let events =
            events.filter(|event| both.contains(&event.at) && both.contains(&(event.at - DAY)));
        events.map(|event| (event.at, event.body(world))).collect()
    };
    let (one, other) = (events(&today), events(&later));
    assert!(one.len() > 10_000, "{}", one.len());
    // The number of an event, which callbacks of recorders contain, counts from the first day.
    let without_seq = |events: Vec<(i64, Value)>| -> Vec<_> {
        let strip = |(at, mut body): (i64, Value)| {
            body["seq"].take();
            (at, body)
        };
        events.into_iter().map(strip).collect()
    };
    assert_eq!(without_seq(one), without_seq(other));
}

#[test]
fn in_the_world_to_watch_somebody_begins_every_75_seconds_and_no_id_comes_twice() {
    let world = World::demo(OPENS_AT, "http://127.0.0.1/media").unwrap();
    let begins = |from: i64| {
        let begins = world
            .events()
            .iter()
            .filter(|event| event.event_type() == 1);
        begins
            .filter(|event| (from..from + 75).contains(&event.at))
            .count()
    };
    for passed in 0..600 {
        assert!(begins(OPENS_AT + passed) > 0, "{passed}");
    }
    let ids: BTreeSet<&str> = world
        .media()
        .iter()
        .map(|media| media.file_id.as_str())
        .collect();
    assert_eq!(ids.len(), world.media().len());
}

#[track_caller]
fn refuses(change: impl Fn(&mut Script), said: &str) {
    let mut script = one_drop().script().clone();
    change(&mut script);
    let refused = World::new(script).unwrap_err();
    assert_eq!(refused.to_string(), said);
}

#[test]
fn a_script_that_cannot_happen_says_where() {
    refuses(
        |script| script.streams[0].pushes[1].begin = 500,
        "streams[0].pushes are not one after the other",
    );
    refuses(
        |script| script.streams[0].pushes[0].end = Some(-1),
        "streams[0].pushes[0] ends before it begins",
    );
    refuses(
        |script| script.closes_after = 100,
        "streams[0].pushes[0] lies outside the world's time",
    );
    refuses(
        |script| script.streams[0].template.hls_continues = Some(1_801),
        "streams[0].template is out of range",
    );
    refuses(
        |script| script.habits.key_frames = 3,
        "habits are out of range",
    );
    refuses(
        |script| script.streams[0].domain = "a/b".to_owned(),
        "domain holds a slash",
    );
    let unknown = r#"{"opens_at": "2025-10-09T08:53:20Z", "closes_after": 1, "stream": []}"#;
    let refused = World::from_json(unknown).unwrap_err();
    assert!(matches!(refused, BadScript::Unreadable(_)), "{refused}");
    assert!(
        refused.to_string().contains("unknown field `stream`"),
        "{refused}"
    );
}
