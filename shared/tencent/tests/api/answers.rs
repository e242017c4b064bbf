//! What is read from answers.

use crate::{Reply, search, start};
use replay_grouping::Stream;
use replay_tencent::{
    client::ApiError,
    vod::{Media, MediaPage},
};
use serde_json::{Value, json};

async fn page(body: &str) -> Result<MediaPage, ApiError> {
    let (_server, client) = start([Reply::json(200, body)]).await;
    client.search_media(&search()).await
}

async fn media(item: Value) -> Media {
    let body = json!({"Response": {"TotalCount": 1, "MediaInfoSet": [item]}});
    page(&body.to_string()).await.unwrap().media.remove(0)
}

#[tokio::test]
async fn a_page_of_recordings() {
    let body = include_str!("../answers/vod_search_media_response.json");
    let page = page(body).await.unwrap();
    insta::assert_json_snapshot!(page);
    assert!(!page.is_saturated());

    let stream = Stream::new("push.live.example.com", "live", "room42_host7").unwrap();
    let recording = page.media[0].recording.as_ref().unwrap();
    assert_eq!(recording.stream(), Some(stream));
    let name = page.media[2].recording_name().unwrap();
    assert_eq!(name.stream_id, "room42_host7");
    assert_eq!((name.start.0, name.end.0), (1_760_000_002, 1_760_003_725));
}

#[tokio::test]
async fn a_file_that_vod_knows_nothing_of_yet() {
    let nothing = media(json!({"FileId": "5285890806906490201"})).await;
    let nulls = json!({"FileId": "5285890806906490201", "BasicInfo": null, "MetaData": null});
    assert_eq!(media(nulls).await, nothing);
    insta::assert_json_snapshot!(nothing);
}

#[tokio::test]
async fn numbers_as_text_ids_as_numbers_and_fields_that_make_no_sense() {
    let loose = media(json!({
        "FileId": 5_285_890_806_906_490_201_u64,
        "BasicInfo": {
            "Name": " a name ",
            "CreateTime": "2025-10-09T18:05:32+08:00",
            "ExpireTime": "2025-12-31T23:59:59Z",
            "Type": "MP4",
            "MediaUrl": "http://example.com/f0.mp4",
            "CoverUrl": 7,
            "SourceInfo": {"SourceType": "Record", "LiveRecordInfo": {
                "Domain": "", "Path": "live", "StreamId": "room42_host7",
                "RecordStartTime": "soon", "RecordEndTime": "2025-10-09T09:55:25Z",
            }},
        },
        "MetaData": {"Size": "702000000", "Duration": "3725.5"},
    }))
    .await;
    assert_eq!(loose.recording.as_ref().unwrap().stream(), None);
    insta::assert_json_snapshot!(loose);
}

#[tokio::test]
async fn impossible_times_and_empty_records_are_unknown() {
    for duration in [
        json!(-1),
        json!(604_801),
        json!(1e300),
        json!("nan"),
        json!([]),
    ] {
        let item = json!({"FileId": "1", "MetaData": {"Duration": duration}});
        assert_eq!(media(item).await.duration, None, "{duration}");
    }
    for info in [json!(null), json!({}), json!({"Domain": "", "Path": null})] {
        let source = json!({"SourceType": "Record", "LiveRecordInfo": info});
        let item = json!({"FileId": "1", "BasicInfo": {"SourceInfo": source}});
        assert_eq!(media(item).await.recording, None, "{info}");
    }
}

#[tokio::test]
async fn five_thousand_may_be_more() {
    let body = r#"{"Response":{"TotalCount":5000,"MediaInfoSet":null}}"#;
    let page = page(body).await.unwrap();
    assert!(page.is_saturated() && page.media.is_empty());
}

#[tokio::test]
async fn an_answer_of_another_shape_is_an_error() {
    for body in [
        "",
        "{",
        "<html></html>",
        "[]",
        "null",
        r#"{"Response":null}"#,
        r#"{"Response":{}}"#,
        r#"{"Response":{"TotalCount":"many"}}"#,
        r#"{"Response":{"TotalCount":-1}}"#,
        r#"{"Response":{"TotalCount":1,"MediaInfoSet":{}}}"#,
    ] {
        let error = page(body).await.unwrap_err();
        assert!(
            matches!(error, ApiError::Malformed { .. }),
            "{body}: {error}"
        );
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_does_not_cost_the_others() {
    let body = json!({"Response": {"TotalCount": 5, "MediaInfoSet": [
        null, {"FileId": "1"}, {}, {"FileId": {}, "BasicInfo": {"Name": "x"}}, {"FileId": "2", "BasicInfo": 0, "MetaData": 0},
    ]}});
    let page = page(&body.to_string()).await.unwrap();
    let ids: Vec<_> = page
        .media
        .iter()
        .map(|media| media.file_id.as_str())
        .collect();
    assert_eq!((ids, page.shown()), (vec!["1", "2"], 5));
}

#[tokio::test]
async fn an_odd_field_does_not_cost_the_file() {
    let plain = json!({"FileId": "1", "MetaData": {"Size": 5, "Duration": 60.4}, "BasicInfo": {
        "Name": "a", "CreateTime": "2025-10-09T08:53:21Z", "ExpireTime": "2026-10-09T08:53:21Z", "Type": "mp4",
        "MediaUrl": "http://vod.example.com/f0.mp4",
    }});
    let known = media(plain.clone()).await;
    let odd = [
        json!(0),
        json!([]),
        json!({}),
        json!(-1.5),
        json!("?"),
        json!(true),
    ];
    for (part, field) in [
        ("MetaData", "Size"),
        ("MetaData", "Duration"),
        ("BasicInfo", "Name"),
        ("BasicInfo", "CreateTime"),
        ("BasicInfo", "ExpireTime"),
        ("BasicInfo", "Type"),
        ("BasicInfo", "MediaUrl"),
        ("BasicInfo", "SourceInfo"),
    ] {
        for odd in &odd {
            let mut item = plain.clone();
            item[part][field] = odd.clone();
            assert_eq!(media(item).await.file_id, known.file_id, "{field}: {odd}");
        }
    }
    for nothing in [json!(0), json!(null), json!([]), json!("")] {
        let item = json!({"FileId": "1", "BasicInfo": nothing, "MetaData": nothing});
        assert_eq!(media(item).await, media(json!({"FileId": "1"})).await);
    }
}

#[tokio::test]
async fn times_without_a_zone_are_utc() {
    let times = |created: &str, expires: &str| {
        json!({"FileId": "1", "BasicInfo": {"CreateTime": created, "ExpireTime": expires, "SourceInfo": {
            "SourceType": "Record", "LiveRecordInfo": {"StreamId": "room", "RecordEndTime": created},
        }}})
    };
    let plain = media(times("2025-10-09T08:53:21Z", "2025-11-09T08:53:21Z")).await;
    assert_eq!(plain.expires_at.unwrap().rfc3339(), "2025-11-09T08:53:21Z");
    for (created, expires) in [
        ("2025-10-09T08:53:21", "2025-11-09T08:53:21"),
        ("2025-10-09 08:53:21", "2025-11-09 08:53:21"),
        ("2025-10-09T16:53:21+08:00", "2025-11-09T16:53:21+08:00"),
    ] {
        assert_eq!(media(times(created, expires)).await, plain);
    }
    let never = media(times("2025-10-09T08:53:21", "9999-12-31T23:59:59")).await;
    assert_eq!(never.expires_at, None);
}

#[tokio::test]
async fn no_files_may_be_null_or_0() {
    for nothing in ["null", "0", "[]"] {
        let body = format!(r#"{{"Response":{{"TotalCount":0,"MediaInfoSet":{nothing}}}}}"#);
        assert_eq!(page(&body).await.unwrap().shown(), 0);
    }
}
