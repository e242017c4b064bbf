//! The texts that Tencent's record of callbacks may hold.

use crate::{NOW, defaults, sample};
use base64::{Engine as _, engine::general_purpose};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use replay_tencent::callback::{Event, Unverified, read, recorded_callback};
use serde_json::{Value, json};

/// What JavaScript's `encodeURI` encodes of a callback.
const URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\');

fn event(text: &str) -> Option<Event> {
    let body = recorded_callback(text)?;
    let callback = Unverified::parse(body.as_bytes()).unwrap().trusted();
    Some(read(&callback, &defaults(), NOW).unwrap())
}

fn percent(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Its fields as `name=value` pairs.
fn pairs(body: &Value) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in body.as_object().unwrap() {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), ToOwned::to_owned);
        pairs.append_pair(name, &text);
    }
    pairs.finish()
}

fn texts(body: &Value) -> Vec<String> {
    let plain = body.to_string();
    let mut texts = vec![
        plain.clone(),
        format!(" {plain}\n"),
        serde_json::to_string_pretty(body).unwrap(),
        json!(plain).to_string(),
        json!(json!(plain).to_string()).to_string(),
        percent(&plain),
        form(&plain),
        utf8_percent_encode(&plain, URI).to_string(),
        format!("data={}", percent(&plain)),
        format!("data={}&from=live", form(&plain)),
        format!("request={plain}"),
        format!("{}=", form(&plain)),
        format!("{plain}="),
        percent(&percent(&plain)),
        form(&form(&plain)),
        form(&format!("data={}", form(&plain))),
        percent(&json!(plain).to_string()),
        json!(percent(&plain)).to_string(),
        pairs(body),
        format!("?{}", pairs(body)),
        percent(&pairs(body)),
        json!({"data": body}).to_string(),
        json!({"Request": plain, "n": 1}).to_string(),
        json!([body]).to_string(),
        form(&format!("opensso  server=10.12.1.1: {plain}")),
        general_purpose::STANDARD.encode(&plain),
        general_purpose::URL_SAFE_NO_PAD.encode(&plain),
        format!("data={}", form(&general_purpose::STANDARD.encode(&plain))),
        format!("data={}", general_purpose::STANDARD.encode(&plain)),
    ];
    texts.dedup();
    texts
}

#[test]
fn a_callback_is_found_in_each_encoding() {
    for name in [
        "000_end",
        "001_begin",
        "100_hls",
        "100_mp4",
        "200_screenshot",
    ] {
        let mut body = sample(name);
        // Spaces, plus signs, percent signs, and text that isn't ASCII.
        body["errmsg"] = json!("recv rtmp deleteStream 50% 房间 {\"a\"}");
        body["stream_param"] = json!("txSecret=a%2Bb&session=ep%201&event_type=9");
        let plain = event(&body.to_string()).unwrap();
        for text in texts(&body) {
            let found = event(&text).unwrap_or_else(|| panic!("{text}"));
            match (&found, &plain) {
                // The id of a screenshot is a fingerprint of its body, in which numbers may have become text.
                (Event::Signal(found), Event::Signal(plain)) => {
                    assert_eq!((&found.stream, found.at), (&plain.stream, plain.at));
                }
                _ => assert_eq!(found, plain, "{text}"),
            }
        }
    }
}

#[test]
fn a_plus_sign_stays_where_spaces_are_encoded_otherwise() {
    let mut body = sample("000_end");
    body["errmsg"] = json!("a+b c");
    for text in [
        percent(&body.to_string()),
        percent(&body.to_string()).replace("%2B", "+"),
        form(&body.to_string()),
    ] {
        assert_eq!(event(&text), event(&body.to_string()), "{text}");
    }
}

#[test]
fn the_time_may_be_beijing_time_without_a_zone() {
    let mut body = sample("000_end");
    let plain = event(&body.to_string());
    body["event_time"] = json!("2025-10-09 17:55:25");
    for text in texts(&body) {
        assert_eq!(event(&text), plain, "{text}");
    }
}

#[test]
fn other_texts_hold_no_callback() {
    for text in [
        "",
        "0",
        "null",
        "[]",
        "{}",
        "request body",
        "opensso++server%3D10.12.1.1%3A",
        "status+code%3A200%2C+content%3DSuccess",
        "%7B%22event_type%22%3A",
        "%ff%fe",
        "%",
        "=",
        "a=b&c=d",
        "{\"code\":0}",
        "eyJjb2RlIjowfQ==",
    ] {
        assert_eq!(recorded_callback(text), None, "{text}");
    }
    let deep = (0..9).fold("{\"event_type\":1}".to_owned(), |text, _| percent(&text));
    assert_eq!(recorded_callback(&deep), None);
    let nested = "[".repeat(100) + &"]".repeat(100);
    assert_eq!(recorded_callback(&nested), None);
}
