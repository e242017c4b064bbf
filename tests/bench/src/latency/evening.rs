//! What happens: short shows, one every five seconds, each in a room of its own.

use replay_simulator::{Habits, PushScript, Script, StreamScript, Template, World};
use std::fmt;

/// The seconds between the begins of two shows.
const EVERY: i64 = 5;
/// Shows begin so early that the last one ends, and its files are listed, before the end of a short run …
const SHOWS_UNTIL: i64 = 80;
/// … and are polled twice before the end of a long one: 300 s after their end, and twice as long after that.
const TAIL: i64 = 480;

pub(crate) struct Evening {
    opens_at: i64,
    pub(crate) closes_at: i64,
    shows: i64,
}

impl Evening {
    pub(crate) fn new(opens_at: i64, seconds: i64) -> Self {
        Self {
            opens_at,
            closes_at: opens_at + seconds,
            shows: (seconds - TAIL).max(SHOWS_UNTIL) / EVERY,
        }
    }

    pub(crate) fn world(&self) -> World {
        let room = |n: i64| {
            let begin = 1 + n * EVERY;
            // From 20 s to 68 s, in no order.
            let end = begin + 20 + n * 19 % 49;
            StreamScript {
                template: Template {
                    hls_continues: Some(0),
                    mp4_interval: Some(60),
                    ..Template::default()
                },
                pushes: vec![PushScript {
                    begin,
                    end: Some(end),
                    errcode: 1,
                    refused: None,
                    session: None,
                }],
                ..StreamScript::of(&format!("room{n}"))
            }
        };
        let script = Script {
            title: "an evening of short shows".to_owned(),
            seed: 1,
            opens_at: self.opens_at,
            closes_after: self.closes_at - self.opens_at,
            habits: habits(),
            streams: (0..self.shows).map(room).collect(),
            media_base: replay_simulator::MEDIA_BASE.to_owned(),
            deletions: Vec::new(),
        };
        World::new(script).expect("an evening that can happen")
    }
}

/// Captured callbacks came 2–8 s after the end of a file. A file is in VOD when its callback comes, and VOD may show only some
/// of it at first. How late the index of `SearchMedia` and the state of a stream are is documented nowhere: these are guesses.
fn habits() -> Habits {
    Habits {
        ready_after: (2, 7),
        told_after: (0, 1),
        active_after: (0, 2),
        bare_for: (0, 1),
        metadata_lag: (0, 3),
        search_lag: (10, 120),
        key_frames: 2,
        unnamed_percent: 5,
        ..Habits::default()
    }
}

impl fmt::Display for Evening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.closes_at - self.opens_at;
        write!(
            f,
            "{} shows in {seconds} s, polls every 60 s, answers of Tencent after 200 ms",
            self.shows
        )
    }
}
