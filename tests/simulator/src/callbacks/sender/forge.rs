//! Forged callbacks: a valid signature and false content.

use super::Disorder;
use crate::{Event, Push, World, chance::ids};
use fastrand::Rng;
use serde_json::{Value, json};

/// A kind of forgery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// A file that VOD doesn't have, somewhere in the past of a real stream.
    Alone,
    /// A file that VOD doesn't have, from the end of one broadcast into the next, which would merge them.
    Bridge,
    /// A file of a stream that nobody ever pushed.
    Stranger,
    /// Another time and address for a file that VOD has.
    Twin,
}

/// A forged callback.
#[derive(Debug)]
pub(super) struct Forged {
    pub(super) at: i64,
    pub(super) kind: Forgery,
    pub(super) file_id: String,
    pub(super) body: Value,
}

/// Pushes further apart than this are separate broadcasts under the usual gap.
const APART: i64 = 300;

/// Forges a callback about the stream of `event`, within the hour.
pub(super) fn forge(
    world: &World,
    event: &Event,
    disorder: &Disorder,
    number: usize,
    rng: &mut Rng,
) -> Forged {
    let at = event.at + rng.i64(0..=disorder.hold.max(0));
    let stream = &world.streams()[event.stream];
    let past = event.at - rng.i64(0..86_400);
    let alone = (past - rng.i64(1..7_200), past);
    let invented = ids::number("99958908", world.script().seed, number as u64);
    let own = || {
        let mut own = world.media().iter().filter(|media| media.stream == *stream);
        own.next().map(|media| media.file_id.to_string())
    };
    let (kind, stream_id, file_id, (from, to)) = match rng.u8(0..4) {
        0 => (Forgery::Stranger, "intruder", invented, alone),
        1 if disorder.twins && own().is_some() => {
            let id = own().unwrap_or(invented);
            (Forgery::Twin, stream.stream_id(), id, alone)
        }
        1 | 2 => match bridge(world, event) {
            Some(bridge) => (Forgery::Bridge, stream.stream_id(), invented, bridge),
            None => (Forgery::Alone, stream.stream_id(), invented, alone),
        },
        _ => (Forgery::Alone, stream.stream_id(), invented, alone),
    };
    let format = *rng.choice(&["hls", "mp4", "flv", "aac"]).unwrap_or(&"mp4");
    Forged {
        at,
        kind,
        body: json!({
            "event_type": 100, "appid": 1_500_000_001, "app": stream.domain(), "appname": stream.app(),
            "stream_id": stream_id, "channel_id": stream_id, "file_id": file_id, "record_file_id": file_id,
            "file_format": format, "start_time": from, "end_time": to, "duration": to - from,
            "file_size": 666_000_000, "video_url": format!("http://forged.example.net/{file_id}/f0.{format}"),
        }),
        file_id,
    }
}

/// From the end of the newest broadcast but one into the newest.
fn bridge(world: &World, event: &Event) -> Option<(i64, i64)> {
    let pushes: Vec<&Push> = world
        .pushes()
        .iter()
        .filter(|push| push.stream == event.stream && push.refused.is_none())
        .filter(|push| push.began_at <= event.at)
        .collect();
    let pair = pushes.windows(2).rev().find(|pair| {
        pair[0]
            .ended_at
            .is_some_and(|ended_at| pair[1].began_at - ended_at > APART)
    })?;
    Some((pair[0].ended_at? - 1, pair[1].began_at + 1))
}
