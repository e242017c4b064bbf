//! What sends a signed callback into quarantine, and what the curator reads there.

use crate::{NOW, read_value, sample, with};
use replay_grouping::Seconds;
use replay_tencent::callback::{EARLIEST, MAX_AHEAD, Unusable};
use serde_json::{Value, json};

#[track_caller]
fn check(name: &str, changes: Value, message: &str) {
    let unusable = read_value(&with(sample(name), changes)).unwrap_err();
    assert_eq!(unusable.to_string(), message);
}

#[track_caller]
fn check_fine(name: &str, changes: Value) {
    read_value(&with(sample(name), changes)).unwrap();
}

#[test]
fn an_event_has_a_known_type() {
    check(
        "100_hls",
        json!({"event_type": null}),
        "event_type is missing",
    );
    check(
        "100_hls",
        json!({"event_type": ""}),
        "event_type is missing",
    );
    check(
        "100_hls",
        json!({"event_type": []}),
        "event_type is not text",
    );
    check(
        "100_hls",
        json!({"event_type": 1.5}),
        "event_type is not text",
    );
    for (unknown, shown) in [(json!(999), "999"), (json!("x\n"), "x"), (json!(-1), "-1")] {
        let message = format!("unknown event type {shown:?}");
        check("100_hls", json!({"event_type": unknown}), &message);
    }
    let long = read_value(&json!({"event_type": "é".repeat(1_000)})).unwrap_err();
    assert_eq!(long, Unusable::UnknownEvent("é".repeat(64)));
}

#[test]
fn required_fields_must_be_there() {
    let no_stream = json!({"stream_id": null, "channel_id": ""});
    for name in [
        "100_hls",
        "000_end",
        "001_begin",
        "200_screenshot",
        "332_record_ended",
        "341_record_exception",
    ] {
        check(name, no_stream.clone(), "stream_id is missing");
    }
    check(
        "317_image_moderation",
        json!({"streamId": null, "channelId": null}),
        "streamId is missing",
    );
    check(
        "314_relay_exit",
        json!({"to_url": null, "stream_id": null}),
        "stream_id is missing",
    );
    check(
        "100_hls",
        json!({"file_id": null, "record_file_id": " "}),
        "file_id is missing",
    );
    check(
        "100_hls",
        json!({"file_format": ""}),
        "file_format is missing",
    );
    check("100_hls", json!({"end_time": null}), "end_time is missing");
    for name in ["000_end", "001_begin"] {
        check(name, json!({"sequence": null}), "sequence is missing");
        check(name, json!({"event_time": null}), "event_time is missing");
    }
    check(
        "332_record_ended",
        json!({"event_time": null}),
        "event_time is missing",
    );
    check(
        "332_record_ended",
        json!({"record_event": null}),
        "record_event is missing",
    );
    check(
        "341_record_exception",
        json!({"timestamp": null}),
        "timestamp is missing",
    );
}

#[test]
fn needed_fields_are_never_guessed() {
    for (changes, message) in [
        (json!({"end_time": "abc"}), "end_time is not a number"),
        (
            json!({"end_time": "2025-10-09"}),
            "end_time is not a number",
        ),
        (json!({"end_time": u64::MAX}), "end_time is out of range"),
        (
            json!({"file_id": 1.5e30, "record_file_id": null}),
            "file_id is not text",
        ),
        (
            json!({"file_id": [], "record_file_id": {}}),
            "file_id is not text",
        ),
        (
            json!({"file_id": "a\u{0}b", "record_file_id": null}),
            "file_id holds a control character",
        ),
        (
            json!({"file_id": null, "record_file_id": "x".repeat(513)}),
            "record_file_id is longer than 512 bytes",
        ),
        (
            json!({"file_format": "mp4/../"}),
            "file_format is not the name of a format",
        ),
        (json!({"file_format": {}}), "file_format is not text"),
        (
            json!({"file_format": "x".repeat(33)}),
            "file_format is not the name of a format",
        ),
        (
            json!({"stream_id": [], "channel_id": null}),
            "stream_id is not text",
        ),
        (
            json!({"stream_id": true, "channel_id": 0.5}),
            "stream_id is not text",
        ),
    ] {
        check("100_hls", changes, message);
    }
    check("001_begin", json!({"sequence": {}}), "sequence is not text");
    check(
        "000_end",
        json!({"sequence": "1\n2"}),
        "sequence holds a control character",
    );
    check(
        "000_end",
        json!({"event_time": []}),
        "event_time is not a number",
    );
}

#[test]
fn times_lie_between_2010_and_tomorrow() {
    for (name, field) in [
        ("100_hls", "end_time"),
        ("000_end", "event_time"),
        ("001_begin", "event_time"),
        ("332_record_ended", "event_time"),
        ("341_record_exception", "timestamp"),
    ] {
        let last = NOW + MAX_AHEAD;
        check_fine(name, json!({field: EARLIEST}));
        check_fine(name, json!({field: last}));
        let before = format!("{field} lies before 2010");
        check(name, json!({field: EARLIEST - Seconds(1)}), &before);
        check(name, json!({field: i64::MIN}), &before);
        let ahead = format!("{field} lies more than a day ahead");
        check(name, json!({field: last + Seconds(1)}), &ahead);
        check(name, json!({field: i64::MAX}), &ahead);
    }
}
