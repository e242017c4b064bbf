//! A day to watch: four rooms, in each of which a short broadcast begins every few minutes.

use crate::{
    chance,
    world::script::{Habits, PushScript, Script, StreamScript, Template},
};

const DAY: i64 = 86_400;
/// Far enough apart to be separate broadcasts under the usual gap of 300 s.
const EVERY: i64 = 450;
const ROOMS: [&str; 4] = ["kitchen", "garden", "workshop", "library"];

pub(super) fn script(seed: u64, opens_at: i64) -> Script {
    let rooms = ROOMS.into_iter().zip(0..).map(|(room, i)| StreamScript {
        template: Template {
            hls_continues: Some(10),
            mp4_interval: Some(15),
            ..Template::default()
        },
        pushes: pushes(seed, room, 3 + i * 100),
        ..StreamScript::of(room)
    });
    Script {
        title: "a day of short broadcasts".to_owned(),
        seed,
        opens_at,
        closes_after: DAY,
        habits: Habits {
            ready_after: (2, 5),
            search_lag: (0, 5),
            key_frames: 1,
            ..Habits::default()
        },
        streams: rooms.collect(),
        deletions: Vec::new(),
    }
}

/// Each broadcast drops once, for less than the recording's continuation, and lasts about 50 s.
fn pushes(seed: u64, room: &str, first: i64) -> Vec<PushScript> {
    let mut rng = chance::rng(seed, &[first.unsigned_abs()]);
    let mut pushes = Vec::new();
    for (n, start) in (first..DAY - EVERY).step_by(EVERY as usize).enumerate() {
        let drops_at = start + rng.i64(20..26);
        let back_at = drops_at + rng.i64(3..8);
        let push = |begin, end, errcode| PushScript {
            begin,
            end: Some(end),
            errcode,
            refused: None,
            session: Some(format!("{room}-{n}")),
        };
        pushes.push(push(start, drops_at, 4));
        pushes.push(push(back_at, back_at + 20, 1));
    }
    pushes
}
