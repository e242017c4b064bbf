//! An event as a line for whoever watches the terminal.

use serde_json::Value;

/// For example `21:03:11  live        room42  6g41bj8kf9wj8d7f`.
pub(super) fn line(event: &Value) -> String {
    let detail = &event["detail"];
    let kind = text(&event["type"]);
    let what = kind.strip_prefix("replay.").unwrap_or(kind);
    let what = match what {
        "curation.changed" => "curated",
        "query.finished" => "query",
        "quarantine.added" => "quarantine",
        what => what,
    };
    // The time of day: the date is in the log.
    let time = text(&event["time"]).get(11..19).unwrap_or_default();
    let stream = text(&detail["stream"]["stream_id"]);
    let id = text(&detail["id"]);
    let more = match kind {
        "replay.published" | "replay.settled" => summary(&detail["replay"]),
        "replay.changed" => list(&detail["changed"]),
        "replay.merged" => format!("into {}", text(&detail["into"])),
        "curation.changed" => {
            let (action, by) = (text(&detail["action"]), text(&detail["by"]));
            format!("{action} by {by}: {}", list(&detail["changed"]))
        }
        "query.finished" => text(&detail["outcome"]).to_owned(),
        "quarantine.added" => text(&detail["reason"]).to_owned(),
        _ => String::new(),
    };
    let line = format!("{time}  {what:<10}  {stream:<16}  {id:<16}  {more}");
    // Names come from callbacks, and a terminal obeys control characters.
    line.trim_end().replace(char::is_control, "\u{fffd}")
}

/// For example `complete, 1:05, hls×1 mp4×2`.
fn summary(replay: &Value) -> String {
    let seconds = replay["duration"].as_u64().unwrap_or_default();
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let renditions = replay["renditions"].as_array().into_iter().flatten();
    let rendition = |it: &Value| format!("{}×{}", text(&it["format"]), it["parts"]);
    let renditions: Vec<String> = renditions.map(rendition).collect();
    let state = text(&replay["state"]);
    format!("{state}, {minutes}:{seconds:02}, {}", renditions.join(" "))
}

fn list(names: &Value) -> String {
    let names = names.as_array().into_iter().flatten().map(text);
    names.collect::<Vec<_>>().join(", ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::line;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(kind: &str, rest: Value, expected: &str) {
        let mut detail = json!({
            "id": "6g41bj8kf9wj8d7f",
            "stream": {"domain": "push.live.example.com", "app": "live", "stream_id": "room42"},
        });
        for (name, value) in rest.as_object().unwrap() {
            detail[name] = value.clone();
        }
        let event = json!({"type": kind, "time": "2026-11-28T21:03:11Z", "detail": detail});
        assert_eq!(line(&event), expected);
    }

    #[test]
    fn each_event_is_a_line_that_says_what_happened_to_which_stream() {
        check(
            "replay.live",
            json!({"replay": null}),
            "21:03:11  live        room42            6g41bj8kf9wj8d7f",
        );
        let renditions = json!([{"format": "hls", "parts": 1}, {"format": "mp4", "parts": 2}]);
        let replay = json!({"state": "complete", "duration": 65, "renditions": renditions});
        check(
            "replay.settled",
            json!({"replay": replay}),
            "21:03:11  settled     room42            6g41bj8kf9wj8d7f  complete, 1:05, hls×1 mp4×2",
        );
        check(
            "replay.changed",
            json!({"changed": ["duration", "renditions"]}),
            "21:03:11  changed     room42            6g41bj8kf9wj8d7f  duration, renditions",
        );
        check(
            "curation.changed",
            json!({"action": "edit", "by": "ann", "changed": ["title"]}),
            "21:03:11  curated     room42            6g41bj8kf9wj8d7f  edit by ann: title",
        );
        check(
            "quarantine.added",
            json!({"stream": null, "reason": "unknown event\u{1b}[2J"}),
            "21:03:11  quarantine                    6g41bj8kf9wj8d7f  unknown event\u{fffd}[2J",
        );
    }
}
