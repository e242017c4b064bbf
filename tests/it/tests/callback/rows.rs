//! For each kind of callback: the answer, and what is stored.

use crate::callback::{Function, NOW, answer};
use replay_grouping::Timestamp;
use replay_it::{Fault, Functions, Proxy, begin, end, key, part, request, request_base64, signed};
use replay_signature::sign;
use serde_json::{Value, json};

fn accepted() -> (u16, Value) {
    (200, json!({"code": 0}))
}

fn file() -> Value {
    part("room42", 1, "mp4", NOW - 2_000, NOW - 200)
}

#[tokio::test]
async fn a_usable_event_is_kept_once_in_a_plain_or_a_base64_body() {
    for fixture in [
        include_str!("../../fixtures/callback_plain.json"),
        include_str!("../../fixtures/callback_base64.json"),
    ] {
        let function = Function::start(&[]).await;
        for _ in 0..2 {
            let event = lambda_http::request::from_str(fixture).unwrap();
            let response = function.callback.handle(event, Timestamp(NOW)).await;
            assert_eq!(response.headers()["x-request-id"], "JKJaXmPLvHcESHA=");
            assert_eq!(answer(&response), accepted());
            let broadcasts = function.broadcasts().await;
            assert_eq!(
                (
                    broadcasts.len(),
                    broadcasts[0].summary.parts(),
                    broadcasts[0].version
                ),
                (1, 1, 1)
            );
            assert!(function.quarantined().await.is_empty());
        }
    }
}

#[tokio::test]
async fn a_retry_with_a_fresh_signature_is_the_same_event() {
    let function = Function::start(&[]).await;
    assert_eq!(function.post(&signed(&file(), NOW)).await, accepted());
    let before = function.broadcasts().await;
    assert_eq!(function.post(&signed(&file(), NOW + 60)).await, accepted());
    assert_eq!(function.broadcasts().await, before);
}

#[tokio::test]
async fn a_field_that_is_not_needed_may_be_odd() {
    for odd in [
        json!({"duration": -1}),
        json!({"duration": 7 * 86_400 + 1}),
        json!({"file_size": -1}),
        json!({"video_url": "http://vod.example.com/a b.mp4"}),
        json!({"start_time": {}, "app": [], "callback_ext": "{", "stream_param": 0.5}),
    ] {
        let function = Function::start(&[]).await;
        let mut body = file();
        for (field, value) in odd.as_object().unwrap() {
            body[field] = value.clone();
        }
        assert_eq!(function.post(&signed(&body, NOW)).await, accepted());
        assert_eq!(function.broadcasts().await[0].summary.parts(), 1, "{odd}");
        assert!(function.quarantined().await.is_empty(), "{odd}");
    }
}

#[tokio::test]
async fn an_unusable_event_goes_into_quarantine_whole_and_once() {
    let unusable = |changes: Value| {
        let mut body = file();
        for (field, value) in changes.as_object().unwrap() {
            body[field] = value.clone();
        }
        body
    };
    for (body, reason) in [
        (unusable(json!({"event_type": 4_711})), "4711"),
        (unusable(json!({"event_type": null})), "event_type"),
        (
            unusable(json!({"file_id": "", "record_file_id": ""})),
            "file_id",
        ),
        (unusable(json!({"end_time": "soon"})), "end_time"),
        (unusable(json!({"end_time": 1_000_000_000})), "end_time"),
        (unusable(json!({"end_time": NOW + 86_401})), "end_time"),
        (unusable(json!({"file_format": {}})), "file_format"),
    ] {
        let function = Function::start(&[]).await;
        let sent = signed(&body, NOW);
        assert_eq!(function.post(&sent).await, accepted(), "{reason}");
        assert_eq!(function.post(&signed(&body, NOW + 60)).await, accepted());
        let quarantined = function.quarantined().await;
        assert_eq!(quarantined.len(), 1);
        assert_eq!(
            (&quarantined[0].body, quarantined[0].received_at),
            (&sent, Timestamp(NOW))
        );
        assert!(
            quarantined[0].reason.contains(reason),
            "{}",
            quarantined[0].reason
        );
        assert!(function.broadcasts().await.is_empty());
    }
}

#[tokio::test]
async fn a_contradicting_event_goes_into_quarantine_and_the_first_fact_stays() {
    let function = Function::start(&[]).await;
    function.post(&signed(&file(), NOW)).await;
    let before = function.broadcasts().await;
    let mut other = file();
    other["duration"] = json!(1);
    let sent = signed(&other, NOW);
    assert_eq!(function.post(&sent).await, accepted());
    assert_eq!(function.broadcasts().await, before);
    assert_eq!(function.quarantined().await[0].body, sent);
}

#[tokio::test]
async fn where_the_streamer_was_and_how_to_push_is_not_kept() {
    const ADDRESS: &str = "198.51.100.7";
    const SECRET: &str = "5f0c1d6c9d2f4b7a";
    let function = Function::start(&[]).await;
    let exception = json!({
        "event_type": 321, "domain": "push.live.example.com", "path": "live", "stream_id": "room42", "data_time": NOW * 1_000,
    });
    let events = [
        file(),
        begin("room42", 1, NOW - 2_000),
        end("room42", 1, NOW - 200, 1_800),
        exception,
    ];
    for mut event in events {
        event["user_ip"] = json!(ADDRESS);
        event["stream_param"] = json!(format!("txSecret={SECRET}&txTime=68E8B0C0&session=a"));
        assert_eq!(function.post(&signed(&event, NOW)).await, accepted());
    }
    let kept = json!(function.table.items()).to_string();
    assert!(!kept.contains(ADDRESS) && !kept.contains(SECRET), "{kept}");
    assert_eq!(kept.matches("session=a").count(), 4, "{kept}");
    let mut unusable = file();
    unusable["event_type"] = json!(999);
    unusable["user_ip"] = json!(ADDRESS);
    let sent = signed(&unusable, NOW);
    function.post(&sent).await;
    assert_eq!(
        function.quarantined().await[0].body,
        sent,
        "quarantine shows what came"
    );
}

#[tokio::test]
async fn signals_are_kept_and_make_no_broadcast() {
    let function = Function::start(&[]).await;
    let signal = json!({
        "event_type": 332, "appname": "live", "domain": "push.live.example.com", "stream_id": "room42",
        "event_time": NOW, "record_event": "record_ended", "record_detail": "{broken", "seq": "1", "session_id": "2",
    });
    let sent = signed(&signal, NOW);
    assert_eq!(function.post(&sent).await, accepted());
    assert_eq!(function.post(&signed(&signal, NOW + 60)).await, accepted());
    let kept = function.table.items();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let raw: Value = serde_json::from_str(kept[0]["raw"]["S"].as_str().unwrap()).unwrap();
    assert_eq!(raw, serde_json::from_str::<Value>(&sent).unwrap());
    assert_eq!(kept[0]["kept_at"]["N"], NOW.to_string());
    function.assert_empty().await;
}

#[tokio::test]
async fn a_missing_wrong_late_or_early_signature_is_401() {
    let function = Function::start(&[("SIGNATURE_GRACE_SECONDS", "900")]).await;
    let with = |t: Value, signature: Value| {
        let mut body = file();
        body["t"] = t;
        body["sign"] = signature;
        body.to_string()
    };
    let right = |t: i64| with(json!(t), json!(sign(&key(), t)));
    for body in [
        file().to_string(),
        with(json!(NOW), json!(null)),
        with(json!(null), json!(sign(&key(), NOW))),
        with(json!(NOW), json!("0".repeat(32))),
        with(json!(NOW), json!(sign(&key(), NOW + 1))),
        with(json!(format!("0{NOW}")), json!(sign(&key(), NOW))),
        with(json!(f64::from(i32::MAX) + 0.5), json!(sign(&key(), NOW))),
        right(NOW - 901),
        right(NOW + 721),
    ] {
        let (status, answer) = function.post(&body).await;
        assert_eq!((status, &answer["code"]), (401, &json!(401)), "{body}");
        assert!(!answer["message"].as_str().unwrap().contains(replay_it::KEY));
    }
    function.assert_empty().await;
    for body in [
        right(NOW - 900),
        right(NOW + 720),
        with(json!(NOW.to_string()), json!(sign(&key(), NOW))),
    ] {
        assert_eq!(function.post(&body).await, accepted(), "{body}");
    }
}

#[tokio::test]
async fn events_of_other_services_and_milliseconds_are_told_from_forgeries() {
    let function = Function::start(&[]).await;
    let t = NOW * 1_000;
    let mut milliseconds = file();
    milliseconds["t"] = json!(t);
    milliseconds["sign"] = json!(sign(&key(), t));
    let vod_signed = json!({"EventType": "FileDeleted", "FileDeleteEvent": {}, "T": NOW, "Sign": sign(&key(), NOW)});
    for (body, text) in [
        (
            json!({"EventType": "NewFileUpload", "FileUploadEvent": {}}),
            "event of VOD",
        ),
        (vod_signed, "event of VOD"),
        (
            json!({"EventGroupId": 3, "EventType": 311, "CallbackTs": t, "EventInfo": {"RoomId": "1"}}),
            "event of TRTC",
        ),
        (milliseconds, "t is in milliseconds"),
        (json!({"EventType": 100}), "sign is missing"),
    ] {
        let (status, answer) = function.post(&body.to_string()).await;
        assert_eq!((status, &answer["code"]), (401, &json!(401)), "{body}");
        assert!(
            answer["message"].as_str().unwrap().contains(text),
            "{answer}"
        );
    }
    function.assert_empty().await;
}

#[tokio::test]
async fn any_of_several_keys_is_accepted() {
    let function = Function::start(&[("CALLBACK_KEYS", "newkey, replay-demo-key")]).await;
    assert_eq!(function.post(&signed(&file(), NOW)).await, accepted());
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_400() {
    let function = Function::start(&[]).await;
    for body in ["", "[]", "7", "{", "\"text\"", "null", "{\"t\":1}x"] {
        assert_eq!(function.post(body).await.0, 400, "{body}");
    }
    let not_utf8 = request_base64("POST", "/callbacks/live", "eyJ0IjogIv8ifQ==");
    assert_eq!(function.send(not_utf8).await.0, 400);
    function.assert_empty().await;
}

#[tokio::test]
async fn more_than_64_kib_is_413() {
    let function = Function::start(&[]).await;
    let mut body = file();
    body["padding"] = json!("");
    let short = signed(&body, NOW).len();
    body["padding"] = json!("x".repeat(65_537 - short));
    assert_eq!(function.post(&signed(&body, NOW)).await.0, 413);
    function.assert_empty().await;
    body["padding"] = json!("x".repeat(65_536 - short));
    assert_eq!(function.post(&signed(&body, NOW)).await, accepted());
    assert_eq!(function.broadcasts().await.len(), 1);
}

#[tokio::test]
async fn a_wrong_path_or_token_is_404_and_another_method_405() {
    let body = signed(&file(), NOW);
    let open = Function::start(&[]).await;
    let closed = Function::start(&[("CALLBACK_PATH_TOKEN", "s3cret")]).await;
    for (function, method, path, status) in [
        (&open, "POST", "/callbacks/live/", 404),
        (&open, "POST", "/callbacks/live/s3cret", 404),
        (&open, "POST", "/callbacks", 404),
        (&open, "GET", "/callbacks/live", 405),
        (&open, "PUT", "/callbacks/live", 405),
        (&closed, "POST", "/callbacks/live", 404),
        (&closed, "POST", "/callbacks/live/", 404),
        (&closed, "POST", "/callbacks/live/s3cre", 404),
        (&closed, "POST", "/callbacks/live/s3cret/", 404),
        (&closed, "GET", "/callbacks/live/wrong", 404),
        (&closed, "GET", "/callbacks/live/s3cret", 405),
    ] {
        assert_eq!(
            function.send(request(method, path, &[], &body)).await.0,
            status,
            "{method} {path}"
        );
        function.assert_empty().await;
    }
    assert_eq!(
        closed
            .send(request("POST", "/callbacks/live/s3cret", &[], &body))
            .await,
        accepted()
    );
}

#[tokio::test]
async fn only_a_stored_callback_is_acknowledged() {
    let bodies = [
        file(),
        begin("room42", 1, NOW - 100),
        json!({"event_type": 4_711}),
    ];
    for fault in [Fault::Lost, Fault::Throttle] {
        let function = Function::start(&[]).await;
        let proxy = Proxy::start(&function.table.endpoint, move |_, _| fault).await;
        let cut_off = Functions::new(proxy.endpoint(), &[]).callback();
        for body in &bodies {
            let request = request("POST", "/callbacks/live", &[], &signed(body, NOW));
            let (status, answer) = answer(&cut_off.handle(request, Timestamp(NOW)).await);
            assert_eq!((status, &answer["code"]), (503, &json!(503)), "{fault:?}");
        }
        function.assert_empty().await;
    }
    let nowhere = Functions::new("http://127.0.0.1:9", &[]).callback();
    let request = request("POST", "/callbacks/live", &[], &signed(&file(), NOW));
    assert_eq!(nowhere.handle(request, Timestamp(NOW)).await.status(), 503);
}
