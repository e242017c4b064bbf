//! A field that isn't needed and can't be read counts as unknown: the fact is kept, and names the field.

use crate::{begin, end, file};
use replay_grouping::RecordedFile;
use serde_json::{Value, json};

/// The fact is the one without the field, and names it.
#[track_caller]
fn check_file(field: &str, odd: Value) {
    let absent = file(json!({field: null}));
    let expected = RecordedFile {
        unread: vec![field.to_owned()],
        ..absent
    };
    assert_eq!(
        file(json!({field: odd.clone()})),
        expected,
        "{field}: {odd}"
    );
}

#[test]
fn odd_numbers_of_a_file() {
    for field in ["start_time", "duration", "file_size"] {
        for odd in [
            json!([]),
            json!({}),
            json!(true),
            json!("x"),
            json!("NaN"),
            json!("1e999"),
            json!("60 s"),
            json!(1e300),
            json!("999999999999999999999999999999999999999999"),
        ] {
            check_file(field, odd);
        }
    }
    for impossible in [
        json!(-1),
        json!("-1"),
        json!(-0.6),
        json!(604_801),
        json!(u64::MAX),
    ] {
        check_file("duration", impossible);
    }
    for negative in [json!(-1), json!("-702000000")] {
        check_file("file_size", negative);
    }
}

#[test]
fn odd_texts_of_a_file() {
    for odd in [
        json!([]),
        json!(7),
        json!("javascript:alert(1)"),
        json!("1500000001.vod2.myqcloud.com/a/f0.mp4"),
        json!("//vod.example.com/f0.mp4"),
        json!("http://vod.example.com/my show.mp4"),
        json!("http:///f0.mp4"),
        json!(format!("http://vod.example.com/{}", "x".repeat(2_048))),
    ] {
        check_file("video_url", odd);
    }
    for odd in [
        json!([]),
        json!(7),
        json!("{\"session_id"),
        json!("[1]"),
        json!("x"),
    ] {
        check_file("callback_ext", odd);
    }
    for field in ["task_id", "video_id", "record_temp_id", "stream_param"] {
        for odd in [json!({}), json!([]), json!(false), json!(0.5)] {
            check_file(field, odd);
        }
    }
    check_file("stream_param", json!("session=%00"));
    check_file(
        "stream_param",
        json!(format!("session={}", "x".repeat(513))),
    );
}

#[test]
fn an_odd_domain_or_app_is_that_of_the_deployment() {
    for odd in [
        json!({}),
        json!("a/b"),
        json!("a\u{7}b"),
        json!("x".repeat(256)),
    ] {
        check_file("app", odd.clone());
        check_file("appname", odd);
    }
    assert!(!file(json!({"app": []})).named_stream);
}

#[test]
fn the_other_name_of_a_field_does() {
    let odd = file(json!({"stream_id": {}, "file_id": []}));
    assert_eq!(odd.unread, ["file_id", "stream_id"]);
    let unread = Vec::new();
    assert_eq!(RecordedFile { unread, ..odd }, file(json!({})));
}

#[test]
fn fractions_are_rounded() {
    for (sent, seconds) in [
        (json!(69.403), 69),
        (json!("69.5"), 70),
        (json!(0.4), 0),
        (json!(-0.4), 0),
        (json!(6.04e5), 604_000),
    ] {
        let file = file(json!({"duration": sent}));
        assert_eq!((file.times.duration, file.unread.len()), (Some(seconds), 0));
    }
    assert_eq!(file(json!({"file_size": 10.5})).bytes, Some(11));
    assert_eq!(file(json!({"end_time": 1_760_003_724.6})), file(json!({})));
    assert_eq!(
        end(json!({"push_duration": "113224.2"})).lasted_ms,
        Some(113_224)
    );
}

#[test]
fn a_recording_lasts_from_0_seconds_to_7_days() {
    for duration in [0, 604_800] {
        assert_eq!(
            file(json!({"duration": duration})).times.duration,
            Some(duration)
        );
    }
}

#[test]
fn times_may_be_text_in_beijing_time() {
    let plain = file(json!({}));
    for (start, end) in [
        ("2025-10-09 16:53:21", "2025-10-09 17:55:25"),
        ("2025-10-09T16:53:21", "2025-10-09T17:55:25+08:00"),
        ("2025-10-09T08:53:21Z", "2025-10-09 09:55:25Z"),
    ] {
        assert_eq!(file(json!({"start_time": start, "end_time": end})), plain);
    }
    let at = begin(json!({"event_time": "2025-10-09 16:53:20"})).at;
    assert_eq!(at.0, 1_760_000_000);
}

#[test]
fn odd_fields_of_a_push() {
    for odd in [
        json!([]),
        json!("abc"),
        json!("-1"),
        json!(-1),
        json!(604_800_001),
    ] {
        let end = end(json!({"push_duration": odd}));
        assert_eq!(
            (end.lasted_ms, end.unread),
            (None, vec!["push_duration".to_owned()])
        );
    }
    let odd = end(json!({"errcode": "18/305", "errmsg": 5.5, "stream_param": [], "app": 1.5}));
    assert_eq!((odd.reason.code, odd.reason.message), (None, None));
    assert_eq!(odd.unread, ["app", "errcode", "errmsg", "stream_param"]);
    assert_eq!(odd.stream.to_string(), "default/live/room42_host7");
    for errcode in [json!("18/305"), json!({}), json!(1e300)] {
        let begin = begin(json!({"errcode": errcode}));
        assert_eq!((begin.failed, begin.errcode), (false, None));
        assert_eq!(begin.unread, ["errcode"]);
    }
}
