//! What viewers are told of a broadcast, by what it was and what it is.

use super::{at, change, told, viewpoint};
use crate::tests::samples::{Sample, broadcast, part};
use replay_grouping::{ReplayId, Screenshot};
use replay_store::{Broadcast, PollState, Visibility, stream::StreamChange};
use serde_json::{Value, json};

/// Each event with the fields that it says changed, of viewers who see what VOD has confirmed.
#[track_caller]
fn check(old: Option<&Broadcast>, new: Option<&Broadcast>, expected: &[&str]) -> Vec<Value> {
    check_with(&[], old, new, expected)
}

#[track_caller]
fn check_with(
    settings: &[(&str, &str)],
    old: Option<&Broadcast>,
    new: Option<&Broadcast>,
    expected: &[&str],
) -> Vec<Value> {
    let told = told(change(old, new), &viewpoint(settings));
    let lines = told.iter().map(|(kind, detail)| {
        let changed = detail["changed"].as_array().unwrap().iter();
        let changed: Vec<&str> = changed.map(|name| name.as_str().unwrap()).collect();
        format!("{kind} {}", changed.join(" "))
            .trim_end()
            .to_owned()
    });
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    told.into_iter().map(|(_, detail)| detail).collect()
}

/// A replay of ten minutes, with what else is true of it.
fn ended(parts: &[Sample]) -> Broadcast {
    broadcast(&[(0, 600)], parts)
}

fn live(parts: &[Sample]) -> Broadcast {
    Broadcast {
        on_air: true,
        ..broadcast(&[(0, 0)], parts)
    }
}

fn with(visibility: Visibility, broadcast: Broadcast) -> Broadcast {
    let mut broadcast = broadcast;
    broadcast.curation.visibility = visibility;
    broadcast
}

fn pending(broadcast: Broadcast) -> Broadcast {
    with(Visibility::Pending, broadcast)
}

fn hidden(broadcast: Broadcast) -> Broadcast {
    with(Visibility::Hidden, broadcast)
}

fn settled(broadcast: Broadcast) -> Broadcast {
    let poll_state = PollState {
        settled_at: Some(at(900)),
        ..PollState::default()
    };
    Broadcast {
        poll_state,
        ..broadcast
    }
}

fn emptied(broadcast: Broadcast) -> Broadcast {
    Broadcast {
        summary: broadcast.summary.emptied(),
        emptied: true,
        on_air: false,
        ..broadcast
    }
}

fn whole() -> [Sample; 1] {
    [part("hls", 0, 600)]
}

#[test]
fn who_is_live_is_told_once_tencent_says_so() {
    let unsure = Broadcast {
        on_air: false,
        ..pending(live(&[]))
    };
    check(None, Some(&unsure), &[]);
    let told = check(Some(&unsure), Some(&pending(live(&[]))), &["replay.live"]);
    let live = &told[0]["live"];
    assert_eq!(live["title"], "room42_host7 2025-10-09 08:53 UTC");
    assert_eq!(
        (&told[0]["replay"], live.get("channel")),
        (&Value::Null, None)
    );
    // A forged begin makes nobody live, and its end is no news.
    check(Some(&unsure), Some(&pending(ended(&[]))), &[]);
    // A file that VOD has confirmed says so too.
    let shown = Broadcast {
        on_air: false,
        ..live_with_files()
    };
    check(
        Some(&unsure),
        Some(&shown),
        &["replay.live", "replay.published"],
    );
}

fn live_with_files() -> Broadcast {
    live(&[part("mp4", 0, 300)])
}

#[test]
fn without_keys_or_a_doubt_a_callback_makes_live() {
    let unsure = pending(broadcast(&[(0, 0)], &[]));
    let nobody = &[("HAS_TENCENT_KEYS", "false")];
    check_with(nobody, None, Some(&unsure), &["replay.live"]);
    check_with(
        &[("PUBLISH", "auto")],
        None,
        Some(&unsure),
        &["replay.live"],
    );
}

#[test]
fn an_end_is_told_and_so_is_a_reconnect() {
    let (live, ended) = (live_with_files(), ended(&[part("mp4", 0, 300)]));
    let changed = "replay.ended coverage ended_at notes state";
    let told = check(Some(&live), Some(&ended), &[changed]);
    assert_eq!(told[0]["live"], Value::Null);
    assert_eq!(told[0]["replay"]["ended_at"], "2025-10-09T09:03:20Z");
    let again = Broadcast {
        on_air: true,
        ..broadcast(&[(0, 600), (700, 700)], &[part("mp4", 0, 300)])
    };
    check(
        Some(&ended),
        Some(&again),
        &["replay.live ended_at notes state"],
    );
    // Nothing was recorded yet: there is no replay, and still it is over.
    let told = check(
        Some(&pending(super::viewers::live(&[]))),
        Some(&pending(super::viewers::ended(&[]))),
        &["replay.ended"],
    );
    assert_eq!(told[0]["replay"], Value::Null);
}

#[test]
fn a_replay_is_published_when_viewers_see_it() {
    let unconfirmed = pending(ended(&[part("hls", 0, 600).unconfirmed()]));
    check(None, Some(&unconfirmed), &[]);
    let shown = ended(&whole());
    let told = check(Some(&unconfirmed), Some(&shown), &["replay.published"]);
    assert_eq!(told[0]["replay"]["state"], "settling");
    // Published, but not for viewers before VOD has confirmed a file.
    let unseen = with(Visibility::Published, unconfirmed);
    check(None, Some(&unseen), &[]);
    check(Some(&unseen), Some(&shown), &["replay.published"]);
    check_with(
        &[("PUBLISH", "auto")],
        None,
        Some(&unseen),
        &["replay.published"],
    );
}

#[test]
fn a_late_file_changes_what_viewers_see_once_it_is_confirmed() {
    let before = ended(&[part("mp4", 0, 300)]);
    let announced = ended(&[part("mp4", 0, 300), part("mp4", 300, 600).unconfirmed()]);
    check(
        Some(&before),
        Some(&announced),
        &["replay.changed confirmed"],
    );
    let confirmed = ended(&[part("mp4", 0, 300), part("mp4", 300, 600)]);
    check(
        Some(&announced),
        Some(&confirmed),
        &["replay.changed confirmed coverage duration notes play renditions"],
    );
}

#[test]
fn settling_is_told_whenever_no_more_files_are_expected() {
    let (open, over) = (ended(&whole()), settled(ended(&whole())));
    let told = check(Some(&open), Some(&over), &["replay.settled state"]);
    assert_eq!(told[0]["replay"]["state"], "complete");
    check(Some(&over), Some(&open), &["replay.changed state"]);
    check(None, Some(&over), &["replay.published", "replay.settled"]);
    let partial = settled(ended(&[part("hls", 0, 300)]));
    check(
        Some(&over),
        Some(&partial),
        &["replay.changed coverage duration notes renditions state"],
    );
    // Without a file, nobody hears that no more are expected.
    check(
        Some(&pending(ended(&[]))),
        Some(&settled(pending(ended(&[])))),
        &[],
    );
}

#[test]
fn what_a_curator_hides_is_told_once_and_then_nothing() {
    let shown = ended(&whole());
    let told = check(
        Some(&shown),
        Some(&hidden(shown.clone())),
        &["replay.hidden"],
    );
    assert_eq!(
        (&told[0]["replay"], &told[0]["version"]),
        (&Value::Null, &json!(7))
    );
    let of_air = hidden(live_with_files());
    check(Some(&live_with_files()), Some(&of_air), &["replay.hidden"]);
    check(
        Some(&pending(live(&[]))),
        Some(&hidden(live(&[]))),
        &["replay.hidden"],
    );
    for next in [
        ended(&[part("mp4", 0, 300)]),
        ended(&whole()),
        settled(ended(&whole())),
        emptied(ended(&whole())),
    ] {
        check(Some(&of_air), Some(&hidden(next)), &[]);
    }
    check(Some(&of_air), None, &[]);
    check(None, Some(&of_air), &[]);
    check(
        Some(&of_air),
        Some(&live_with_files()),
        &["replay.live", "replay.published"],
    );
}

#[test]
fn who_is_live_stays_so_when_only_the_replay_is_taken_back() {
    let mut shown = live_with_files();
    shown.curation.title = Some("Finale".to_owned());
    let unpublished = pending(shown.clone());
    let told = check(Some(&shown), Some(&unpublished), &["replay.hidden title"]);
    assert_eq!(
        told[0]["live"]["title"],
        "room42_host7 2025-10-09 08:53 UTC"
    );
    assert_eq!(told[0]["replay"], Value::Null);
    let over = pending(ended(&[part("mp4", 0, 300)]));
    check(Some(&unpublished), Some(&over), &["replay.ended"]);
}

#[test]
fn a_replay_is_gone_with_its_files_and_comes_back_with_them() {
    let shown = settled(ended(&whole()));
    let gone = emptied(shown.clone());
    check(Some(&shown), Some(&gone), &["replay.gone"]);
    check(
        Some(&gone),
        Some(&shown),
        &["replay.published", "replay.settled"],
    );
    check(Some(&hidden(shown.clone())), Some(&hidden(gone)), &[]);
    // The last confirmed file is gone, and another is only announced.
    let doubtful = settled(ended(&[part("mp4", 0, 300).unconfirmed()]));
    check(Some(&shown), Some(&doubtful), &["replay.gone"]);
    // The list doesn't show a file that has expired; the next change tells.
    let expiring = settled(ended(&[
        part("hls", 0, 600).expiring(crate::tests::samples::start() + 5_000)
    ]));
    let mut late = expiring.clone();
    late.updated_at = at(5_000);
    late.curation.note = Some("too late".to_owned());
    check(Some(&expiring), Some(&late), &["replay.gone"]);
    check(Some(&late), Some(&emptied(late.clone())), &[]);
}

#[test]
fn what_is_merged_away_is_told_by_its_alias_alone() {
    let shown = settled(ended(&whole()));
    check(Some(&shown), None, &[]);
    // Nobody is live under the old id any more, which only this record can tell.
    let told = check(Some(&pending(live(&[]))), None, &["replay.ended"]);
    assert_eq!(
        (&told[0]["replay"], &told[0]["live"]),
        (&Value::Null, &Value::Null)
    );
    let merged = |was_published, into_hidden| StreamChange::Merged {
        stream: shown.stream.clone(),
        id: shown.id.clone(),
        into: ReplayId::derive(&shown.stream, "other"),
        version: 8,
        was_published,
        into_hidden,
    };
    assert!(told_of(merged(false, false)).is_empty());
    assert!(told_of(merged(false, true)).is_empty());
    let (kind, detail) = told_of(merged(true, true)).remove(0);
    assert_eq!((kind, detail.get("into")), ("replay.hidden", None));
    assert_eq!(
        (&detail["version"], &detail["replay"]),
        (&json!(8), &Value::Null)
    );
    let (kind, detail) = told_of(merged(true, false)).remove(0);
    assert_eq!(kind, "replay.merged");
    assert_eq!(
        detail["into"],
        ReplayId::derive(&shown.stream, "other").as_str()
    );
    assert_eq!(
        [&detail["version"], &detail["replay"], &detail["live"]],
        [&json!(8), &Value::Null, &Value::Null]
    );
    // A curator splits it, or undoes the merge: the id has a replay again.
    check(None, Some(&shown), &["replay.published", "replay.settled"]);
    let removed = StreamChange::Removed {
        stream: shown.stream.clone(),
        id: shown.id.clone(),
    };
    let (kind, detail) = told_of(removed).remove(0);
    assert_eq!((kind, &detail["version"]), ("replay.gone", &Value::Null));
    assert_eq!(detail["time"], "2025-10-09T11:23:20Z");
}

fn told_of(change: StreamChange) -> Vec<(&'static str, Value)> {
    told(change, &viewpoint(&[]))
}

#[test]
fn the_half_that_a_split_leaves_is_shorter() {
    let whole = settled(ended(&[part("hls", 0, 300), part("hls", 300, 600)]));
    let half = settled(broadcast(&[(0, 300)], &[part("hls", 0, 300)]));
    check(
        Some(&whole),
        Some(&half),
        &["replay.changed duration ended_at play renditions"],
    );
}

#[test]
fn polling_alone_is_no_news() {
    let before = ended(&whole());
    let polled = PollState {
        polls: 3,
        polled_at: Some(at(700)),
        failures: 2,
        last_error: Some("timed out".to_owned()),
        hold_until: Some(at(2_000)),
        ..PollState::default()
    };
    let after = Broadcast {
        poll_state: polled,
        due_at: Some(at(2_000)),
        version: 8,
        updated_at: at(4_100),
        written: Some(9),
        ..before.clone()
    };
    for (old, new) in [
        (before.clone(), after.clone()),
        (hidden(before.clone()), hidden(after.clone())),
        (pending(before), pending(after)),
        (pending(live(&[])), pending(live(&[]))),
    ] {
        check(Some(&old), Some(&new), &[]);
    }
}

#[test]
fn of_what_curators_set_viewers_hear_what_they_see() {
    let before = ended(&whole());
    let set = |set: fn(&mut Broadcast)| {
        let mut after = before.clone();
        set(&mut after);
        after
    };
    let title = set(|after| after.curation.title = Some("Finale".to_owned()));
    check(Some(&before), Some(&title), &["replay.changed title"]);
    let rank = set(|after| after.curation.featured_rank = Some(1));
    check(
        Some(&before),
        Some(&rank),
        &["replay.changed featured_rank"],
    );
    let note = set(|after| after.curation.note = Some("check the sound".to_owned()));
    check(Some(&before), Some(&note), &[]);
    let plan = set(|after| after.curation.unpublish_at = Some(at(99_999)));
    check(Some(&before), Some(&plan), &[]);
    let told = check(Some(&note), Some(&title), &["replay.changed title"]);
    for unseen in [
        "note",
        "publish_at",
        "unpublish_at",
        "hidden_because",
        "channel",
    ] {
        assert_eq!(told[0]["replay"].get(unseen), None);
    }
}

#[test]
fn pictures_are_told_but_no_signature_and_no_forged_one() {
    let before = ended(&whole());
    let taken = |url: &str| Broadcast {
        screenshot: Some(Screenshot {
            at: at(10),
            url: url.to_owned(),
        }),
        ..before.clone()
    };
    let forged = taken("https://evil.example.com/a.jpg");
    check(Some(&before), Some(&forged), &[]);
    let shown = taken("http://shots.example.com/a.jpg");
    let told = check(Some(&before), Some(&shown), &["replay.changed cover_url"]);
    let url = "https://shots.example.com/a.jpg";
    assert_eq!(told[0]["replay"]["cover_url"], url);
    let mut signed = before.clone();
    signed.curation.cover_url = Some(format!("{url}?t=1&us=2&sign=3&w=9"));
    let told = check(Some(&before), Some(&signed), &["replay.changed cover_url"]);
    assert_eq!(told[0]["replay"]["cover_url"], format!("{url}?w=9"));
}

#[test]
fn that_a_file_lies_elsewhere_is_told_but_not_where() {
    let before = ended(&whole());
    let after = ended(&[part("hls", 0, 600).without_url()]);
    let told = check(
        Some(&before),
        Some(&after),
        &["replay.changed notes play renditions"],
    );
    assert_eq!(told[0]["replay"]["play"], json!({"format": "hls"}));
    assert_eq!(told[0]["replay"]["renditions"][0].get("url"), None);
}
