//! What curators did, of all replays together; and who the caller is.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Functions, Proxy, Stage, at, part, request};
use serde_json::{Value, json};

const TOKENS: [(&str, &str); 2] = [
    ("CURATOR_TOKENS", "ann:curator-token,bob:of-bob"),
    ("INDEX_SHARDS", "3"),
];
const BOB: Option<&str> = Some("of-bob");

async fn rooms() -> (Stage, Vec<String>) {
    let parts = (0..3).map(|i| {
        let start = at(i64::try_from(i).unwrap() * 1_000);
        part(&format!("room{i}"), i, "mp4", start, start + 60)
    });
    let stage = stage(&TOKENS, &parts.collect::<Vec<_>>()).await;
    let all = replays(&stage, "/replays", VIEWER).await;
    let targets = all.iter().rev();
    let targets = targets.map(|one| format!("/replays/{}", one["id"].as_str().unwrap()));
    let targets = targets.collect();
    (stage, targets)
}

async fn title(stage: &Stage, target: &str, token: Option<&str>, title: &str) {
    let body = json!({"title": title}).to_string();
    assert_eq!(stage.ask("PATCH", target, token, &body).await.0, 200);
    stage.clock.set(stage.clock.now() + 1);
}

async fn log(stage: &Stage, query: &str) -> Value {
    let (status, page) = stage
        .ask("GET", &format!("/history{query}"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{page}");
    page
}

fn titles(page: &Value) -> Vec<String> {
    let changes = page["changes"].as_array().unwrap().iter();
    let to = changes.map(|one| one["changed"]["title"]["to"].as_str().unwrap_or("?"));
    to.map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn the_newest_change_of_any_replay_comes_first() {
    let (stage, all) = rooms().await;
    let [a, b, c] = &all[..] else { panic!() };
    for (target, token, name) in [
        (a, CURATOR, "1"),
        (b, BOB, "2"),
        (a, CURATOR, "3"),
        (c, BOB, "4"),
        (a, BOB, "5"),
    ] {
        title(&stage, target, token, name).await;
    }
    assert_eq!(titles(&log(&stage, "").await), ["5", "4", "3", "2", "1"]);
    assert_eq!(titles(&log(&stage, "?by=bob").await), ["5", "4", "2"]);
    assert_eq!(titles(&log(&stage, "?by=nobody").await), [""; 0]);
    for (query, all) in [("limit=2", ""), ("limit=1&by=bob", "?by=bob")] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = log(&stage, &format!("?{query}{cursor}")).await;
            found.extend(titles(&page));
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, titles(&log(&stage, all).await), "{query}");
    }
    let entry = log(&stage, "?limit=1").await["changes"][0].clone();
    let (_, own) = stage.ask("GET", &format!("{a}/history"), CURATOR, "").await;
    let mut expected = own["changes"][0].clone();
    expected["replay"] = json!({
        "id": a.rsplit('/').next().unwrap(), "title": "5",
        "stream": {"domain": "push.live.example.com", "app": "live", "stream_id": "room0"},
    });
    assert_eq!(entry, expected);
    assert_eq!(stage.ask("GET", "/history", VIEWER, "").await.0, 401);
}

#[tokio::test]
async fn a_replay_that_was_merged_has_the_title_of_what_it_became() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(60)),
        part("room", 2, "mp4", at(5_000), at(5_060)),
    ];
    let stage = stage(&[], &callbacks).await;
    let all = replays(&stage, "/replays", VIEWER).await;
    let [late, early] = [0, 1].map(|i| all[i]["id"].as_str().unwrap().to_owned());
    for id in [&early, &late] {
        title(&stage, &format!("/replays/{id}"), CURATOR, "Finale").await;
    }
    let ids = json!({"ids": [early, late]}).to_string();
    assert_eq!(
        stage.ask("POST", "/replays/merge", CURATOR, &ids).await.0,
        200
    );
    title(&stage, &format!("/replays/{early}"), CURATOR, "Both").await;
    let page = log(&stage, "").await;
    let changes = page["changes"].as_array().unwrap();
    let told: Vec<_> = changes
        .iter()
        .map(|one| {
            (
                one["action"].as_str().unwrap(),
                one["replay"]["id"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("change", &early),
        ("merge", &early),
        ("change", &late),
        ("change", &early),
    ];
    assert_eq!(told, expected.map(|(action, id)| (action, id.as_str())));
    assert!(changes.iter().all(|one| one["replay"]["title"] == "Both"));
}

#[tokio::test]
async fn a_page_costs_a_query_for_each_shard_and_two_batches() {
    let (stage, all) = rooms().await;
    for target in &all {
        title(&stage, target, CURATOR, "Finale").await;
    }
    let proxy = Proxy::metered(&stage.table.endpoint).await;
    let api = Functions::new(proxy.endpoint(), &TOKENS).api();
    let token = [("authorization", "Bearer curator-token")];
    let asked = request("GET", "/history", &token, "");
    api.handle(asked, Timestamp(NOW)).await;
    let mut operations = proxy.take().operations;
    operations.sort();
    let expected = ["BatchGetItem", "BatchGetItem", "Query", "Query", "Query"];
    assert_eq!(operations, expected);
}

#[tokio::test]
async fn a_session_has_name_and_role() {
    let (mut stage, _) = rooms().await;
    let session = async |stage: &Stage, token| stage.ask("GET", "/session", token, "").await;
    let known = |name: &str, role: &str| (200, json!({"name": name, "role": role}));
    assert_eq!(session(&stage, BOB).await, known("bob", "admin"));
    stage.set_api(&[
        ("ADMIN_TOKENS", "eve:of-eve"),
        ("VIEWER_TOKENS", "app:of-app"),
    ]);
    assert_eq!(session(&stage, BOB).await, known("bob", "curator"));
    assert_eq!(session(&stage, Some("of-eve")).await, known("eve", "admin"));
    for token in [None, Some("of-app"), Some("of-nobody")] {
        assert_eq!(session(&stage, token).await.0, 401, "{token:?}");
    }
}
