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
        r#"{"Response":{"TotalCount":1,"MediaInfoSet":[null]}}"#,
        r#"{"Response":{"TotalCount":1,"MediaInfoSet":[{}]}}"#,
    ] {
        let error = page(body).await.unwrap_err();
        assert!(
            matches!(error, ApiError::Malformed { .. }),
            "{body}: {error}"
        );
    }
}
