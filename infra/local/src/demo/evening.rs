//! Yesterday evening: three rooms, four shows, two drops, and callbacks that come twice, late, out of order or not at all.

use super::event::{Delivery, Room, legacy};

const DAY: i64 = 86_400;

/// Yesterday, 19:00 UTC. The last show ends three hours later, so all of it is past.
fn opens_at(now: i64) -> i64 {
    now - now.rem_euclid(DAY) - 5 * 3600
}

/// The deliveries in the order in which they arrive.
pub(super) fn evening(now: i64, media_base: &str) -> Vec<Delivery> {
    let room = |digit, app, stream_id| Room {
        stream_id,
        app,
        digit,
        opens_at: opens_at(now),
        media_base,
    };
    // Two hours with two drops of a minute. HLS goes on over them; MP4 is cut every half hour, FLV and AAC at the drops.
    let drops = room(1, "live", "room42_host7");
    // Two shows, 75 minutes apart.
    let twice = room(2, "live", "room7_host2");
    // Sound only, and the callback of its begin got lost.
    let radio = room(3, "radio", "room108_host1");
    vec![
        drops.begins(0),
        drops.screenshot(10),
        drops.file("mp4", 0, 1800),
        twice.begins(1800),
        twice.screenshot(1810),
        drops.begins(2460),
        drops.ends(0, 2400).remarked("(out of order)"),
        drops.file("mp4", 1800, 2400),
        drops.file("aac", 0, 2400),
        drops.file("flv", 0, 2400),
        twice.file("mp4", 1800, 3600),
        radio.file("aac", 3000, 4200),
        radio.ends(3000, 4200).remarked("(its begin is lost)"),
        twice.ends(1800, 4500),
        twice.file("mp4", 3600, 4500),
        twice.file("hls", 1800, 4500),
        drops.file("mp4", 0, 1800).remarked("(again)"),
        drops.file("mp4", 4260, 5400).remarked("(out of order)"),
        drops.file("flv", 2460, 5400),
        drops.begins(5460),
        drops.ends(2460, 5400),
        drops.file("aac", 5460, 7200).remarked("(out of order)"),
        drops.file("aac", 2460, 5400),
        drops.ends(5460, 7200),
        drops.file("flv", 5460, 7200),
        drops.file("mp4", 5460, 7200),
        drops.resumed("hls", 0, 7200, 7200 - 2 * 60),
        twice.file("hls", 9000, 10_800).remarked("(out of order)"),
        twice.begins(9000),
        twice.screenshot(9010),
        twice.ends(9000, 10_800),
        twice.file("mp4", 9000, 10_800),
        legacy(media_base),
        drops.file("mp4", 2460, 4260).remarked("(late)"),
    ]
}

/// A recording of half an hour that ended a moment ago; another one every minute.
pub(super) fn example(now: i64, media_base: &str) -> Delivery {
    let from = now - now.rem_euclid(60) - 2100;
    let room = Room {
        stream_id: "room1_host1",
        app: "live",
        digit: 0,
        opens_at: from - from.rem_euclid(DAY),
        media_base,
    };
    let from = from - room.opens_at;
    room.file("hls", from, from + 1800)
}

#[cfg(test)]
mod tests {
    use super::{DAY, evening, example};
    use serde_json::Value;
    use std::collections::BTreeMap;

    const MORNING: i64 = 1_760_000_400;
    const BASE: &str = "http://127.0.0.1:8787/-/media";

    fn bodies(now: i64) -> Vec<Value> {
        evening(now, BASE)
            .into_iter()
            .map(|delivery| delivery.body)
            .collect()
    }

    #[test]
    fn is_the_same_all_day_and_another_the_next_day() {
        let midnight = MORNING - MORNING % DAY;
        assert_eq!(bodies(midnight), bodies(midnight + DAY - 1));
        assert_ne!(bodies(midnight), bodies(midnight + DAY));
    }

    #[test]
    fn lies_in_the_past() {
        let midnight = MORNING - MORNING % DAY;
        for body in bodies(midnight) {
            for time in ["start_time", "end_time", "event_time", "create_time"] {
                assert!(body[time].as_i64().unwrap_or_default() < midnight, "{body}");
            }
        }
    }

    #[test]
    fn the_example_of_another_minute_is_another_file() {
        let file = |now| example(now, BASE).body;
        assert_eq!(file(MORNING), file(MORNING + 59));
        assert_ne!(file(MORNING)["file_id"], file(MORNING + 60)["file_id"]);
    }

    #[test]
    fn one_file_comes_twice_and_no_two_files_share_an_id() {
        let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for body in bodies(MORNING) {
            if let Some(id) = body["file_id"].as_str() {
                files.entry(id.to_owned()).or_default().push(body);
            }
        }
        let repeated: Vec<&Vec<Value>> = files.values().filter(|bodies| bodies.len() > 1).collect();
        assert_eq!(repeated.len(), 1);
        assert!(
            repeated
                .iter()
                .all(|bodies| bodies.iter().all(|body| *body == bodies[0]))
        );
    }
}
