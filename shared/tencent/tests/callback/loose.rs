//! Numbers as text, text as numbers, broken extras, other names: all read.

use crate::{begin, end, file, file_id, read_value, sample, sequence, signal, with};
use replay_grouping::Fact;
use replay_tencent::callback::{Event, RecordEvent, SignalKind};
use serde_json::{Value, json};

#[track_caller]
fn same_file(changes: Value) {
    assert_eq!(file(changes), file(json!({})));
}

#[test]
fn numbers_may_be_text_or_whole_floats() {
    same_file(json!({"duration": "3725", "end_time": "1760003725", "start_time": " 1760000001 "}));
    same_file(json!({"duration": 3725.0, "file_size": 702_000_000.0, "event_type": "100"}));
    same_file(json!({"duration": "3725.0", "file_size": "702000000"}));
    assert_eq!(file(json!({"file_size": u64::MAX})).bytes, Some(u64::MAX));
    assert_eq!(
        end(json!({"push_duration": 61_000})).lasted_ms,
        Some(61_000)
    );
    assert_eq!(end(json!({"event_type": "0"})), end(json!({})));
}

#[test]
fn ids_may_be_numbers_beyond_i64() {
    let big = 18_288_319_047_887_901_972_u64;
    assert_eq!(
        file(json!({"file_id": big})).file_id,
        file_id("18288319047887901972")
    );
    assert_eq!(
        begin(json!({"sequence": big})).sequence,
        sequence("18288319047887901972")
    );
    assert_eq!(
        file(json!({"task_id": big})).task_id.as_deref(),
        Some("18288319047887901972")
    );
}

#[test]
fn a_field_has_another_name_when_the_first_is_absent() {
    same_file(json!({"stream_id": null}));
    same_file(json!({"stream_id": "", "file_id": null}));
    same_file(json!({"channel_id": "other", "record_file_id": "other"}));
}

#[test]
fn unknown_fields_and_empty_ones_may_be_anything() {
    same_file(json!({"appid": {}, "new": [[]], "set_id": "x"}));
    for nothing in [json!(null), json!(""), json!(" ")] {
        let file =
            file(json!({"callback_ext": nothing, "duration": nothing, "video_url": nothing}));
        assert!(file.unread.is_empty());
        assert_eq!((file.record_session, file.url), (None, None));
    }
}

#[test]
fn nested_json_may_be_an_object() {
    let file = file(json!({"callback_ext": {"session_id": 1_820_625_260_475_124_043_u64}}));
    assert_eq!(file.record_session.as_deref(), Some("1820625260475124043"));
}

#[test]
fn formats_are_read_in_any_case_and_unknown_ones_kept() {
    for (sent, format) in [
        ("HLS", "hls"),
        ("m3u8", "hls"),
        (" Flv", "flv"),
        ("Ogg", "ogg"),
    ] {
        assert_eq!(file(json!({"file_format": sent})).format.as_str(), format);
    }
}

#[test]
fn the_stream_is_the_defaults_where_the_callback_names_none() {
    let named = file(json!({}));
    assert!(named.named_stream);
    let half = file(json!({"appname": null}));
    assert_eq!(
        half.stream.to_string(),
        "push.live.example.com/live/room42_host7"
    );
    assert!(!half.named_stream);
    let old = file(json!({"app": "", "appname": null}));
    assert_eq!(old.stream.to_string(), "default/live/room42_host7");
    assert!(!old.named_stream);
}

#[track_caller]
fn check_session(stream_param: Value, session: Option<&str>) {
    let begin = begin(json!({"stream_param": stream_param}));
    assert_eq!(begin.session.as_ref().map(|id| id.as_str()), session);
}

#[test]
fn the_first_session_that_is_not_empty_wins() {
    check_session(json!("session=a&session=b"), Some("a"));
    check_session(json!("?session=&txTime=1&session=b"), Some("b"));
    check_session(json!("session=ep%201%2F2"), Some("ep 1/2"));
    check_session(json!("Session=a&xsession=b"), None);
    check_session(json!("session"), None);
    check_session(json!(""), None);
    check_session(json!(null), None);
}

#[test]
fn a_begin_with_an_error_failed() {
    for (errcode, failed) in [
        (json!(0), false),
        (json!(null), false),
        (json!("0"), false),
        (json!(18), true),
        (json!("-1"), true),
    ] {
        assert_eq!(begin(json!({"errcode": errcode})).failed, failed);
    }
}

#[test]
fn a_signal_is_identified_by_its_numbers_or_its_whole_body() {
    let id = |changes| signal("332_record_ended", changes).id.to_string();
    assert_eq!(id(json!({})), "1820625260475124043#3266441426274648006");
    assert_eq!(id(json!({"appid": 7})), id(json!({})));
    for odd in [json!(null), json!("a#b"), json!("x".repeat(65))] {
        assert_eq!(id(json!({"seq": odd})).len(), 32);
    }
}

#[track_caller]
fn check_recording(changes: Value, event: RecordEvent, format: Option<&str>) {
    match signal("332_record_ended", changes).kind {
        SignalKind::Recording {
            event: was,
            format: kept,
            ..
        } => {
            assert_eq!((was, kept.as_ref().map(|f| f.as_str())), (event, format));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_recording_event_may_be_new_and_its_detail_broken() {
    check_recording(json!({}), RecordEvent::Ended, Some("hls"));
    let unknown = RecordEvent::Unknown("record_dreamt".to_owned());
    check_recording(
        json!({"record_event": "record_dreamt"}),
        unknown,
        Some("hls"),
    );
    check_recording(
        json!({"record_detail": "{\"file_fo"}),
        RecordEvent::Ended,
        None,
    );
    check_recording(
        json!({"record_detail": {"file_format": "5"}}),
        RecordEvent::Ended,
        Some("mp3"),
    );
    check_recording(
        json!({"record_detail": "{\"file_format\":9}"}),
        RecordEvent::Ended,
        None,
    );
}

#[test]
fn a_signal_that_only_informs_needs_no_time() {
    for (name, field) in [
        ("200_screenshot", "create_time"),
        ("314_relay_exit", "event_time"),
        ("317_image_moderation", "screenshotTime"),
        ("321_push_exception", "data_time"),
    ] {
        for odd in [json!(null), json!("x"), json!([]), json!(5)] {
            assert_eq!(signal(name, json!({field: odd})).at, None, "{name}");
        }
    }
}

#[test]
fn a_relay_is_about_the_stream_that_it_pushes_to() {
    for (to_url, stream) in [
        (
            "rtmp://a.example.com:1935/app/s?txSecret=1",
            "a.example.com/app/s",
        ),
        ("rtmp://a.example.com/app/s/t", "a.example.com/app/s/t"),
        ("rtmp://a.example.com", "default/live/room42_host7"),
        ("x", "default/live/room42_host7"),
        ("", "default/live/room42_host7"),
    ] {
        let signal = signal("314_relay_exit", json!({"to_url": to_url}));
        assert_eq!(signal.stream.to_string(), stream);
    }
}

#[test]
fn every_event_names_its_stream() {
    for (name, body) in crate::samples() {
        let event = read_value(&with(body, json!({}))).unwrap();
        let legacy = name.starts_with("100_legacy");
        assert_eq!(event.stream().domain() == "default", legacy, "{name}");
    }
    assert!(matches!(
        read_value(&sample("000_end")),
        Ok(Event::Fact(Fact::End(_)))
    ));
}
