//! Broadcasts and parts for the tests of these modules. Seconds count from 2025-10-09T08:53:20Z.

use crate::Timing;
use replay_grouping::{
    FileId, Format, Push, ReplayId, Seconds, Sequence, Span, Stream, Summary, Timestamp,
};
use replay_store::{Broadcast, Contents, Curation, Lost, PollState, StoredPart, VodFile};
use std::time::Duration;

pub(crate) const START: i64 = 1_760_000_000;

pub(crate) const TIMING: Timing = Timing {
    lag: Seconds(300),
    deadline: Seconds(86_400),
    sweep_every: Seconds(900),
    sweep_overlap: Seconds(3_600),
    audit_every: Seconds(604_800),
    patience: Duration::from_secs(20),
};

pub(crate) fn stream() -> Stream {
    Stream::new("push.live.example.com", "live", "room42_host7").unwrap()
}

pub(crate) fn shown(from: i64, to: i64) -> VodFile {
    VodFile {
        start: Some(Timestamp(START + from)),
        end: Some(Timestamp(START + to)),
        created_at: Some(Timestamp(START + to + 6)),
        duration: u32::try_from(to - from).ok(),
        format: Some(Format::new("mp4")),
        bytes: Some(1_000),
        url: None,
        cover_url: None,
        expires_at: None,
        session: None,
        guess: None,
    }
}

/// A part that VOD has shown.
pub(crate) fn part(from: i64, to: i64) -> StoredPart {
    StoredPart {
        stream: stream(),
        file_id: FileId::new(&format!("5285890818412{from:06}")).unwrap(),
        callback: None,
        vod_file: Some(shown(from, to)),
        order: 1,
        stored_at: Timestamp(START + to + 10),
        written: 1,
        confirmed_at: Some(Timestamp(START + to + 10)),
        missed_at: None,
        gone_at: None,
        denied_at: None,
        in_cos: false,
    }
}

/// A part that VOD has not shown, with times as if it had.
pub(crate) fn unconfirmed(from: i64, to: i64) -> StoredPart {
    StoredPart {
        confirmed_at: None,
        ..part(from, to)
    }
}

/// A broadcast with a push of this time, which is open if it has no length, and these parts.
pub(crate) fn broadcast(pushed: (i64, i64), parts: &[StoredPart]) -> (Broadcast, Contents) {
    let (from, to) = (START + pushed.0, START + pushed.1);
    let push = Push {
        sequence: Sequence::new("1").unwrap(),
        began_at: Some(Timestamp(from)),
        ended_at: (from < to).then_some(Timestamp(to)),
        lasted_ms: None,
        active_at: None,
        failed: false,
        session: None,
    };
    let mut summary = Summary::of_push(&push, Span::new(Timestamp(from), Timestamp(to)));
    for part in parts.iter().filter(|part| part.counts()) {
        summary.add(&Summary::of_part(&part.part()));
    }
    let broadcast = Broadcast {
        id: ReplayId::derive(&stream(), "PUSH#1"),
        stream: stream(),
        summary,
        founder: "PUSH#1".to_owned(),
        founder_start: Timestamp(from),
        created: 1,
        version: 1,
        updated_at: Timestamp(from),
        curation: Curation::default(),
        screenshot: None,
        poll_state: PollState::default(),
        due_at: None,
        listed_at: None,
        on_air: false,
        emptied: false,
        file_joins: Vec::new(),
        written: None,
        lost: Lost::default(),
    };
    let contents = Contents {
        parts: parts.to_vec(),
        ..Contents::default()
    };
    (broadcast, contents)
}
