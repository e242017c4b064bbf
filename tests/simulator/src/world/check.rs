//! Checks that a script is possible.

use super::BadScript;
use crate::world::script::{Habits, PushScript, Script, StreamScript, Template};

/// A replaced push ends at most this much after the begin of the push that replaces it.
const MAX_OVERLAP: i64 = 10;
/// `FlowContinueDuration`.
const MAX_CONTINUATION: i64 = 1_800;
/// `RecordInterval` starts at 60; worlds for demonstration are shorter.
const MIN_INTERVAL: i64 = 5;
/// Cuts wait for a key frame; more than 2 s between those is unusual.
const MAX_KEY_FRAMES: i64 = 2;

pub(super) fn check(script: &Script) -> Result<(), BadScript> {
    let habits = &script.habits;
    ensure(
        habits_can_be(habits),
        "habits".to_owned(),
        "are out of range",
    )?;
    for (i, stream) in script.streams.iter().enumerate() {
        let place = format!("streams[{i}]");
        ensure(
            template_can_be(&stream.template),
            format!("{place}.template"),
            "is out of range",
        )?;
        check_pushes(script, stream, &place)?;
        check_tasks(stream, &place)?;
    }
    Ok(())
}

fn check_pushes(script: &Script, stream: &StreamScript, place: &str) -> Result<(), BadScript> {
    let last = |push: &PushScript| push.end.unwrap_or(push.begin);
    for (i, push) in stream.pushes.iter().enumerate() {
        let ensure = |holds, problem| ensure(holds, format!("{place}.pushes[{i}]"), problem);
        ensure(push.begin <= last(push), "ends before it begins")?;
        ensure(
            (0..=script.closes_after).contains(&push.begin) && last(push) <= script.closes_after,
            "lies outside the world's time",
        )?;
        ensure(
            push.refused.is_none() || push.end.is_none(),
            "was refused, so it can't end",
        )?;
    }
    let pushed: Vec<&PushScript> = stream
        .pushes
        .iter()
        .filter(|push| push.refused.is_none())
        .collect();
    for pair in pushed.windows(2) {
        let after = pair[0].begin < pair[1].begin
            && pair[0]
                .end
                .is_some_and(|end| end <= pair[1].begin + MAX_OVERLAP);
        ensure(
            after,
            format!("{place}.pushes"),
            "are not one after the other",
        )?;
    }
    Ok(())
}

fn check_tasks(stream: &StreamScript, place: &str) -> Result<(), BadScript> {
    for (i, task) in stream.tasks.iter().enumerate() {
        let holds = task.begin < task.end
            && match task.format.as_str() {
                "hls" => task.interval.is_none(),
                "mp4" | "flv" | "aac" => task.interval.is_none_or(|every| every >= MIN_INTERVAL),
                _ => false,
            };
        ensure(holds, format!("{place}.tasks[{i}]"), "can't be")?;
    }
    Ok(())
}

fn template_can_be(template: &Template) -> bool {
    let intervals = [
        template.mp4_interval,
        template.flv_interval,
        template.aac_interval,
        template.keeps_for,
    ];
    template
        .hls_continues
        .is_none_or(|seconds| (0..=MAX_CONTINUATION).contains(&seconds))
        && intervals
            .into_iter()
            .flatten()
            .all(|every| every >= MIN_INTERVAL)
}

fn habits_can_be(habits: &Habits) -> bool {
    let lags = [
        habits.ready_after,
        habits.told_after,
        habits.active_after,
        habits.search_lag,
        habits.metadata_lag,
    ];
    let shares = [
        habits.unnamed_percent,
        habits.contextless_percent,
        habits.odd_start_percent,
        habits.loose_percent,
        habits.weak_percent,
        habits.absurd_percent,
        habits.empty_percent,
        habits.unreadable_records_percent,
    ];
    lags.iter()
        .all(|(least, most)| 0 <= *least && least <= most)
        && shares.iter().all(|share| *share <= 100)
        && !habits.record_encodings.is_empty()
        && (0..=MAX_KEY_FRAMES).contains(&habits.key_frames)
}

fn ensure(holds: bool, place: String, problem: &'static str) -> Result<(), BadScript> {
    if holds {
        Ok(())
    } else {
        Err(BadScript::Impossible { place, problem })
    }
}
