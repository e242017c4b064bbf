//! Properties that are taken, and those that aren't.

use super::*;
use serde_json::json;

fn read(changes: &Value) -> Result<Properties, WrongProperty> {
    let mut all = json!({
        "ServiceToken": "arn:aws:lambda:eu-central-1:1:function:setup", "Revision": "7",
        "Name": "replays", "CallbackUrl": "https://api.example.com/callbacks/live",
        "PushDomain": "push.example.com", "Formats": ["hls", "mp4"], "SegmentMinutes": "30",
        "HlsResumeSeconds": "600", "StorageDays": "90",
    });
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
    }
    let mut all = all.as_object().unwrap().clone();
    all.retain(|_, value| !value.is_null());
    Properties::read(&all)
}

#[test]
fn all_properties_are_read() {
    let properties = read(&json!({})).unwrap();
    let expected = Properties {
        identity: Identity::new("replays", "push.example.com", "live").unwrap(),
        callback_url: "https://api.example.com/callbacks/live".to_owned(),
        formats: Formats {
            hls: true,
            mp4: true,
            ..Formats::default()
        },
        segment: 1_800,
        hls_resume: 600,
        storage: 7_776_000,
    };
    assert_eq!(properties, expected);
    assert_eq!(
        read(&json!({"AppName": "show"})).unwrap().identity.app,
        "show"
    );
    assert_eq!(
        read(&json!({"StorageDays": 90, "Revision": null})).unwrap(),
        expected
    );
    let url = json!({"CallbackUrl": "https://api.example.com:8443/stage/callbacks/live"});
    assert!(read(&url).is_ok());
}

#[test]
fn formats_are_a_list_or_a_text() {
    let all = Formats {
        hls: true,
        mp4: true,
        flv: true,
        aac: true,
    };
    for list in [
        json!("hls, mp4,flv,aac"),
        json!(["aac", "flv", "mp4", "hls", "hls"]),
    ] {
        assert_eq!(read(&json!({"Formats": list})).unwrap().formats, all);
    }
    let one = read(&json!({"Formats": "flv"})).unwrap().formats;
    assert_eq!(
        one,
        Formats {
            flv: true,
            ..Formats::default()
        }
    );
}

#[test]
fn ends_of_ranges() {
    for (name, from, to) in [
        ("SegmentMinutes", 1, 120),
        ("HlsResumeSeconds", 0, 1_800),
        ("StorageDays", 0, 1_500),
    ] {
        for fits in [from, to] {
            assert!(
                read(&json!({name: fits.to_string()})).is_ok(),
                "{name} {fits}"
            );
        }
        for wrong in [from - 1, to + 1] {
            let error = read(&json!({name: wrong.to_string()})).unwrap_err();
            assert_eq!(error.name, name);
            assert_eq!(
                error.problem,
                format!("must be a whole number from {from} to {to}")
            );
        }
    }
}

#[test]
fn a_wrong_property_is_named() {
    let long = format!("https://{}.com/callbacks/live", "a".repeat(1_024));
    for (name, value) in [
        ("Colour", json!("red")),
        ("name", json!("replays")),
        ("Name", json!(null)),
        ("Name", json!(["replays"])),
        ("Name", json!("live replay")),
        ("PushDomain", json!(null)),
        ("PushDomain", json!("rtmp://push.example.com")),
        ("AppName", json!("")),
        ("Formats", json!(null)),
        ("Formats", json!([])),
        ("Formats", json!(" , ")),
        ("Formats", json!(["hls", "mp3"])),
        ("Formats", json!([1])),
        ("Formats", json!({"hls": "true"})),
        ("SegmentMinutes", json!(null)),
        ("SegmentMinutes", json!("1.5")),
        ("HlsResumeSeconds", json!("ten")),
        ("StorageDays", json!({})),
        ("CallbackUrl", json!(null)),
        (
            "CallbackUrl",
            json!("http://api.example.com/callbacks/live"),
        ),
        ("CallbackUrl", json!("https:///callbacks/live")),
        (
            "CallbackUrl",
            json!("https://api.example.com/callbacks/live/token"),
        ),
        (
            "CallbackUrl",
            json!("https://api.example.com/callbacks/live?a=b"),
        ),
        (
            "CallbackUrl",
            json!("https://me@api.example.com/callbacks/live"),
        ),
        (
            "CallbackUrl",
            json!("https://api example.com/callbacks/live"),
        ),
        ("CallbackUrl", json!(long)),
    ] {
        let error = read(&json!({name: value})).unwrap_err();
        assert_eq!(error.name, name, "{value}");
    }
}
