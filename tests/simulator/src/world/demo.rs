//! A world to watch: six rooms, in each of which a short broadcast begins every few minutes.
//!
//! What happens on a day follows from the day alone. So each start shows the same world, and finds in VOD what an earlier
//! start has left there.

use super::{BadScript, World};
use crate::{
    chance,
    world::script::{Habits, PushScript, Script, StreamScript, Template},
};

const DAY: i64 = 86_400;
/// VOD deletes a file after as many days.
const KEPT_DAYS: i64 = 2;
/// How many days it goes on after the one on which it is asked for.
const COMING_DAYS: i64 = 1;
/// Far enough apart to be separate broadcasts under the usual gap of 300 s.
const EVERY: i64 = 450;
const ROOMS: [&str; 6] = [
    "kitchen", "garden", "workshop", "library", "studio", "harbour",
];

/// The days around the Unix second `now`. `media_base` is where the URLs of files begin.
pub(super) fn world(now: i64, media_base: &str) -> Result<World, BadScript> {
    let today = now.div_euclid(DAY);
    let days = today - KEPT_DAYS..=today + COMING_DAYS;
    let mut worlds = days.map(|day| World::new(script(day, media_base)));
    let first = worlds
        .next()
        .unwrap_or_else(|| World::new(script(today, media_base)))?;
    worlds.try_fold(first, |world, next| Ok(world.followed_by(next?)))
}

fn script(day: i64, media_base: &str) -> Script {
    let seed = day.unsigned_abs();
    let apart = EVERY / ROOMS.len() as i64;
    let rooms = ROOMS.into_iter().zip(0..).map(|(room, i)| StreamScript {
        template: Template {
            hls_continues: Some(10),
            mp4_interval: Some(30),
            keeps_for: Some(KEPT_DAYS * DAY),
            ..Template::default()
        },
        screenshots_every: Some(10),
        pushes: pushes(seed, room, i * apart),
        ..StreamScript::of(room)
    });
    Script {
        title: "days of short broadcasts".to_owned(),
        seed,
        opens_at: day * DAY,
        closes_after: DAY,
        habits: Habits {
            ready_after: (2, 5),
            search_lag: (0, 5),
            key_frames: 1,
            ..Habits::default()
        },
        streams: rooms.collect(),
        media_base: media_base.to_owned(),
        deletions: Vec::new(),
    }
}

/// Each broadcast drops once, for less than the recording's continuation, and lasts about 65 s.
fn pushes(seed: u64, room: &str, first: i64) -> Vec<PushScript> {
    let mut rng = chance::rng(seed, &[first.unsigned_abs()]);
    let mut pushes = Vec::new();
    for (n, start) in (first..DAY - EVERY).step_by(EVERY as usize).enumerate() {
        let drops_at = start + rng.i64(24..40);
        let back_at = drops_at + rng.i64(3..8);
        let push = |begin, end, errcode| PushScript {
            begin,
            end: Some(end),
            errcode,
            refused: None,
            session: Some(format!("{room}-{seed}-{n}")),
        };
        pushes.push(push(start, drops_at, 4));
        pushes.push(push(back_at, back_at + 29, 1));
    }
    pushes
}
