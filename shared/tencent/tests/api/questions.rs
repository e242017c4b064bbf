//! What is sent.

use crate::{NOW, Reply, Server, client, credentials, nothing_found, search, settings, start};
use replay_grouping::{FileId, Stream, Timestamp};
use replay_signature::{
    Secret,
    tc3::{Request, SignedHeaders},
};
use replay_tencent::{
    client::Tencent,
    live::{RecordsQuery, StreamState},
    vod::Search,
};

/// From the reference vectors: the same search, and its signature had it gone to Tencent.
const KNOWN_BODY: &str = r#"{"StreamIds":["room42_host7"],"SourceTypes":["Record"],"CreateTime":{"After":"2025-10-09T08:00:00Z","Before":"2025-10-09T11:00:00Z"},"Sort":{"Field":"CreateTime","Order":"Asc"},"Offset":0,"Limit":100,"Filters":["basicInfo","metaData"]}"#;
const KNOWN_SIGNATURE: &str = "1426242e756166f87ff59913cfe1b9f6cb3cef70762031e063991a643b0d28da";

#[tokio::test]
async fn a_search_is_the_known_one_and_signed() {
    let (server, client) = start([nothing_found()]).await;
    client.search_media(&search()).await.unwrap();

    let asked = &server.asked()[0];
    assert_eq!(asked.body, KNOWN_BODY);
    assert!(asked.is_signed_for("vod"));
    assert!(!asked.is_signed_for("live"));
    assert_eq!(asked.header("host"), server.url().replace("http://", ""));
    assert_eq!(asked.header("x-tc-action"), "SearchMedia");
    assert_eq!(asked.header("x-tc-version"), "2018-07-17");
    assert_eq!(asked.header("x-tc-timestamp"), NOW.to_string());
    assert!(!asked.has("x-tc-token"));
    // The host is all that differs from a request to Tencent.
    let authorization = Request {
        service: "vod",
        host: "vod.tencentcloudapi.com",
        action: asked.header("x-tc-action"),
        version: asked.header("x-tc-version"),
        content_type: asked.header("content-type"),
        payload: asked.body.as_bytes(),
        timestamp: NOW,
        signed_headers: SignedHeaders::Least,
    }
    .authorization(&credentials());
    assert!(authorization.ends_with(KNOWN_SIGNATURE));
}

#[tokio::test]
async fn application_token_and_all_filters_are_sent_when_there_are_any() {
    let server = Server::start([nothing_found(), nothing_found()]).await;
    let mut settings = settings(&server);
    settings.sub_app_id = Some(1_500_000_001);
    settings.credentials.token = Some(Secret::new("a-token").unwrap());
    let client = client(settings);
    let everything = Search {
        stream_ids: vec![],
        domains: vec!["push.live.example.com".to_owned()],
        apps: vec!["live".to_owned()],
        offset: 200,
        limit: 50,
        ..search()
    };
    client.search_media(&everything).await.unwrap();
    client.describe_media(&ids(1)).await.unwrap();

    let asked = server.asked();
    insta::assert_snapshot!(asked[0].body, @r#"{"StreamDomains":["push.live.example.com"],"StreamPaths":["live"],"SourceTypes":["Record"],"CreateTime":{"After":"2025-10-09T08:00:00Z","Before":"2025-10-09T11:00:00Z"},"Sort":{"Field":"CreateTime","Order":"Asc"},"Offset":200,"Limit":50,"Filters":["basicInfo","metaData"],"SubAppId":1500000001}"#);
    insta::assert_snapshot!(asked[1].body, @r#"{"FileIds":["id1"],"Filters":["basicInfo","metaData"],"SubAppId":1500000001}"#);
    assert!(asked.iter().all(|it| it.header("x-tc-token") == "a-token"));
}

fn ids(count: usize) -> Vec<FileId> {
    (1..=count)
        .map(|number| FileId::new(&format!("id{number}")).unwrap())
        .collect()
}

#[tokio::test]
async fn files_are_looked_up_twenty_at_a_time() {
    let found = r#"{"Response":{"MediaInfoSet":[{"FileId":"id1"}],"NotExistFileIdSet":[]}}"#;
    let missing = r#"{"Response":{"MediaInfoSet":null,"NotExistFileIdSet":["id40"]}}"#;
    let last = r#"{"Response":{"MediaInfoSet":[{"FileId":"id41"}],"NotExistFileIdSet":null}}"#;
    let replies = [found, missing, last].map(|body| Reply::json(200, body));
    let (server, client) = start(replies).await;

    let lookup = client.describe_media(&ids(41)).await.unwrap();
    let found: Vec<_> = lookup.found.iter().map(|it| it.file_id.as_str()).collect();
    assert_eq!(found, ["id1", "id41"]);
    assert_eq!(lookup.missing, [FileId::new("id40").unwrap()]);
    assert_eq!(client.calls(), 3);
    let counts: Vec<_> = server
        .asked()
        .iter()
        .map(|it| it.body.matches("\"id").count())
        .collect();
    assert_eq!(counts, [20, 20, 1]);

    client.describe_media(&[]).await.unwrap();
    assert_eq!(client.calls(), 3);
}

async fn state(client: &Tencent) -> StreamState {
    let stream = Stream::new("push.live.example.com", "live", "room42_host7").unwrap();
    client.stream_state(&stream).await.unwrap()
}

#[tokio::test]
async fn the_state_of_a_stream() {
    let replies = ["active", "inactive", "forbid"].map(|state| {
        let body = format!(r#"{{"Response":{{"StreamState":"{state}","RequestId":"r"}}}}"#);
        Reply::json(200, &body)
    });
    let (server, client) = start(replies).await;
    assert_eq!(state(&client).await, StreamState::Active);
    assert_eq!(state(&client).await, StreamState::Inactive);
    assert_eq!(state(&client).await, StreamState::Forbidden);

    let asked = &server.asked()[0];
    assert!(asked.is_signed_for("live"));
    assert_eq!(asked.header("x-tc-version"), "2018-08-01");
    insta::assert_snapshot!(asked.body, @r#"{"DomainName":"push.live.example.com","AppName":"live","StreamName":"room42_host7"}"#);
}

#[tokio::test]
async fn records_of_callbacks() {
    let body = r#"{"Response":{"DataInfoList":[
        {"EventTime":"2025-10-09 16:53:21","EventType":1,"Request":"{\"event_type\":1}","Response":"",
         "ResponseTime":"","ResultCode":0,"StreamId":"room42_host7"},
        {"EventTime":"2025-10-09T08:53:21Z","EventType":"100","Request":{"event_type":100},"ResultCode":"500"},
        {"EventTime":null,"EventType":null,"Request":null,"ResultCode":null,"StreamId":null}
    ],"PageNum":2,"PageSize":100,"TotalNum":103,"TotalPage":2,"RequestId":"r"}}"#;
    let (server, client) = start([Reply::json(200, body)]).await;
    let query = RecordsQuery {
        stream_id: "room42_host7".to_owned(),
        from: Timestamp(1_759_996_800),
        to: Timestamp(1_759_996_800 + 3_600),
        page: 2,
    };
    insta::assert_json_snapshot!(client.callback_records(&query).await.unwrap());

    let asked = &server.asked()[0];
    assert!(asked.is_signed_for("live"));
    insta::assert_snapshot!(asked.body, @r#"{"StartTime":"2025-10-09T08:00:00Z","EndTime":"2025-10-09T09:00:00Z","StreamName":"room42_host7","PageNum":2,"PageSize":100}"#);
}
