//! Apps that keep a copy of the list.

use crate::api::{CURATOR, VIEWER, stage};
use replay_it::{Stage, at, begin, end, part};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A copy of the list, and the position from which to follow it.
#[derive(Default)]
struct Copy {
    replays: BTreeMap<String, Value>,
    next: Option<String>,
    seen: Vec<(String, bool)>,
}

impl Copy {
    /// Follows the changes to their end.
    async fn follow(&mut self, stage: &Stage, token: Option<&str>) {
        self.seen.clear();
        loop {
            let since = self.next.as_ref().map(|next| format!("&since={next}"));
            let target = format!("/changes?limit=2{}", since.unwrap_or_default());
            let (status, page) = stage.ask("GET", &target, token, "").await;
            assert_eq!(status, 200, "{page}");
            for change in page["changes"].as_array().unwrap() {
                let id = change["id"].as_str().unwrap().to_owned();
                let deleted = change["deleted"].as_bool().unwrap();
                self.seen.push((id.clone(), deleted));
                match deleted {
                    true => drop(self.replays.remove(&id)),
                    false => drop(self.replays.insert(id, change["replay"].clone())),
                }
            }
            self.next = Some(page["next"].as_str().unwrap().to_owned());
            if page["more"] == false {
                return;
            }
        }
    }

    /// The copy equals the list.
    async fn assert_whole(&self, stage: &Stage) {
        let list = crate::api::replays(stage, "/replays?limit=100", VIEWER).await;
        let list: BTreeMap<String, Value> = list
            .into_iter()
            .map(|replay| (replay["id"].as_str().unwrap().to_owned(), replay))
            .collect();
        assert_eq!(self.replays, list);
    }
}

fn file(file: u64, from: i64) -> Value {
    part("room", file, "mp4", at(from), at(from + 60))
}

#[tokio::test]
async fn a_copy_that_follows_the_changes_equals_the_list() {
    let files: Vec<Value> = (0..7)
        .map(|i| file(i, i64::try_from(i).unwrap() * 1_000))
        .collect();
    let stage = stage(&[("PUBLISH", "auto")], &files).await;
    let mut copy = Copy::default();
    copy.follow(&stage, VIEWER).await;
    copy.assert_whole(&stage).await;
    assert_eq!(copy.replays.len(), 7);

    let all = crate::api::replays(&stage, "/replays", VIEWER).await;
    let ids: Vec<&str> = all
        .iter()
        .map(|replay| replay["id"].as_str().unwrap())
        .collect();
    stage
        .ask(
            "PATCH",
            &format!("/replays/{}", ids[0]),
            CURATOR,
            r#"{"title": "Finale"}"#,
        )
        .await;
    stage
        .ask(
            "PATCH",
            &format!("/replays/{}", ids[1]),
            CURATOR,
            r#"{"visibility": "hidden"}"#,
        )
        .await;
    let two = json!({"ids": [ids[2], ids[3]]}).to_string();
    stage.ask("POST", "/replays/merge", CURATOR, &two).await;
    stage.deliver(&file(9, 20_000)).await;
    copy.follow(&stage, VIEWER).await;
    copy.assert_whole(&stage).await;
    assert_eq!(copy.replays.len(), 6);

    stage
        .ask("POST", &format!("/replays/{}/undo", ids[2]), CURATOR, "{}")
        .await;
    copy.follow(&stage, VIEWER).await;
    copy.assert_whole(&stage).await;
}

#[tokio::test]
async fn a_merged_replay_names_its_replacement() {
    let files = [file(1, 0), file(2, 400)];
    let stage = stage(&[("PUBLISH", "auto")], &files).await;
    let mut copy = Copy::default();
    copy.follow(&stage, VIEWER).await;
    stage.deliver(&file(3, 200)).await;
    let (_, page) = stage.ask("GET", "/changes", VIEWER, "").await;
    let changes = page["changes"].as_array().unwrap();
    let gone: Vec<&Value> = changes
        .iter()
        .filter(|change| change["deleted"] == true)
        .collect();
    let there: Vec<&Value> = changes
        .iter()
        .filter(|change| change["deleted"] == false)
        .collect();
    assert_eq!((gone.len(), there.len()), (1, 1));
    assert_eq!(gone[0]["replaced_by"], there[0]["id"]);
}

#[tokio::test]
async fn only_curators_see_changes_of_unpublished_replays() {
    let pushes = [begin("room", 1, at(0)), end("room", 1, at(60), 60)];
    let stage = stage(&[("PUBLISH", "manual")], &pushes).await;
    stage.deliver(&file(1, 5_000)).await;
    let count = async |token| {
        let mut copy = Copy::default();
        copy.follow(&stage, token).await;
        copy.seen.len()
    };
    assert_eq!((count(VIEWER).await, count(CURATOR).await), (0, 2));
}

#[tokio::test]
async fn since_is_a_time_or_the_value_of_next() {
    let stage = stage(&[("PUBLISH", "auto")], &[file(1, 0)]).await;
    let count = async |since: &str| {
        let (status, page) = stage
            .ask("GET", &format!("/changes?since={since}"), VIEWER, "")
            .await;
        assert_eq!(status, 200, "{page}");
        page["changes"].as_array().unwrap().len()
    };
    assert_eq!(count("2025-10-10T08:53:19Z").await, 1);
    assert_eq!(count("2025-10-10T08:53:21Z").await, 0);
    let (status, problem) = stage
        .ask("GET", "/changes?since=yesterday", VIEWER, "")
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (400, &json!("invalid_parameter"))
    );
    // A viewer can't continue from a curator's position.
    let (_, page) = stage.ask("GET", "/changes", CURATOR, "").await;
    let target = format!("/changes?since={}", page["next"].as_str().unwrap());
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 400);
}

#[tokio::test]
async fn viewers_see_only_that_a_hidden_or_pending_replay_is_gone() {
    let stage = stage(&[("PUBLISH", "auto")], &[file(1, 0), file(2, 5_000)]).await;
    let all = crate::api::replays(&stage, "/replays", VIEWER).await;
    let secret = r#"{"title": "Finale", "note": "cut the intro", "visibility": "#;
    for (replay, visibility) in all.iter().zip(["hidden", "pending"]) {
        let target = format!("/replays/{}", replay["id"].as_str().unwrap());
        let body = format!("{secret}\"{visibility}\"}}");
        assert_eq!(stage.ask("PATCH", &target, CURATOR, &body).await.0, 200);
    }
    let (_, page) = stage.ask("GET", "/changes", VIEWER, "").await;
    for change in page["changes"].as_array().unwrap() {
        let gone = (
            &change["deleted"],
            &change["replay"],
            &change["replaced_by"],
        );
        assert_eq!(gone, (&json!(true), &json!(null), &json!(null)));
    }
    let text = page.to_string();
    for secret in ["Finale", "intro", "myqcloud", "room", "52858908"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let (_, page) = stage.ask("GET", "/changes", CURATOR, "").await;
    assert!(page.to_string().contains("cut the intro"));
}
