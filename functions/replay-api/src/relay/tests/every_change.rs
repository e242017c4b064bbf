//! Every change from one state of a broadcast to another: who applies what is told has what viewers see.

use super::{change, told, viewpoint};
use crate::tests::samples::{Sample, broadcast, part, start};
use replay_store::{Broadcast, PollState, Review, Visibility};
use serde_json::Value;

/// The states in which a broadcast may be, and none.
fn states() -> Vec<Option<Broadcast>> {
    let pushes: [(&[(i64, i64)], bool); 3] =
        [(&[(0, 600)], false), (&[(0, 0)], true), (&[(0, 0)], false)];
    let files: [&[Sample]; 3] = [
        &[],
        &[part("mp4", 0, 300).unconfirmed()],
        &[part("mp4", 0, 300), part("hls", 0, 600).unconfirmed()],
    ];
    let mut states = vec![None];
    for visibility in [
        Visibility::Pending,
        Visibility::Published,
        Visibility::Hidden,
    ] {
        for (pushes, on_air) in pushes {
            for files in files {
                let mut state = broadcast(pushes, files);
                state.on_air = on_air;
                state.curation.visibility = visibility;
                state.curation.title = Some("Finale".to_owned());
                state.curation.note = Some("secret".to_owned());
                state.curation.hidden_reason = Some("secret".to_owned());
                state.curation.reviewed = Some(Review {
                    at: super::at(900),
                    by: "secret".to_owned(),
                });
                let settled = PollState {
                    settled_at: Some(super::at(900)),
                    ..PollState::default()
                };
                states.push(Some(Broadcast {
                    poll_state: settled,
                    ..state.clone()
                }));
                states.push(Some(Broadcast {
                    summary: state.summary.emptied(),
                    emptied: true,
                    on_air: false,
                    ..state.clone()
                }));
                states.push(Some(state));
            }
        }
    }
    states
}

/// What viewers see: the replay, and what is live.
fn seen(state: Option<&Broadcast>, settings: &[(&str, &str)]) -> [Value; 2] {
    let viewpoint = viewpoint(settings);
    let seen = state.map(|state| viewpoint.seen(state).unwrap());
    let [replay, live] = seen.unwrap_or_default().into_views();
    [replay, live].map(|view| view.map_or(Value::Null, Value::Object))
}

fn check_all(settings: &[(&str, &str)]) {
    let viewpoint = viewpoint(settings);
    let states = states();
    let views: Vec<[Value; 2]> = states
        .iter()
        .map(|one| seen(one.as_ref(), settings))
        .collect();
    let unseen = [Value::Null, Value::Null];
    for (old, before) in states.iter().zip(&views) {
        for (new, after) in states.iter().zip(&views) {
            let told = told(change(old.as_ref(), new.as_ref()), &viewpoint);
            let names: Vec<&str> = told.iter().map(|(kind, _)| *kind).collect();
            let context = format!("{before:?} {after:?} {names:?}");
            if new.is_none() {
                let was_live = before[1] != Value::Null;
                assert_eq!(
                    names,
                    vec!["replay.ended"; usize::from(was_live)],
                    "{context}"
                );
                continue;
            }
            // There is news if, and only if, viewers see something else.
            assert_eq!(names.is_empty(), before == after, "{context}");
            if *before == unseen && *after == unseen {
                assert!(names.is_empty());
            }
            for (_, detail) in &told {
                assert_eq!([&detail["replay"], &detail["live"]], [&after[0], &after[1]]);
                assert!(!detail.to_string().contains("secret"));
            }
            let [had, has] =
                [before, after].map(|views| views.each_ref().map(|one| !one.is_null()));
            let is_told = |kind: &str| names.contains(&kind);
            assert_eq!(is_told("replay.live"), !had[1] && has[1], "{context}");
            assert_eq!(is_told("replay.published"), !had[0] && has[0], "{context}");
            let taken = is_told("replay.hidden") || is_told("replay.gone");
            assert_eq!(
                is_told("replay.ended") || taken && !has[1],
                had != [false; 2] && (had[1] && !has[1] || had[0] && !has[0] && !has[1]),
                "{context}"
            );
            assert!(!is_told("replay.changed") || names.len() == 1, "{context}");
        }
    }
    assert!(views.iter().filter(|view| **view != unseen).count() > 5);
}

#[test]
fn who_applies_what_is_told_has_what_viewers_see() {
    check_all(&[]);
    check_all(&[("PUBLISH", "auto")]);
}

/// No event of any state holds an address but that of a picture, and none of it depends on when it is made.
#[test]
fn an_event_leads_to_no_file() {
    let mut state = broadcast(&[(0, 600)], &[part("mp4", 0, 300), part("hls", 0, 600)]);
    state.curation.cover_url = Some("https://cdn.example.com/a.jpg".to_owned());
    state.updated_at = replay_grouping::Timestamp(start());
    let told = told(change(None, Some(&state)), &viewpoint(&[]));
    let text = told[0].1.to_string();
    assert_eq!(text.matches("://").count(), 1, "{text}");
    assert!(!text.contains("m3u8") && !text.contains("grant"), "{text}");
}
