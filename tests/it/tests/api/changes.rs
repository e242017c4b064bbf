//! Apps that keep a copy of the list.

use crate::{CURATOR, VIEWER, bundle};
use replay_it::{Bundle, at, begin, end, part};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A copy of the list, and where it goes on.
#[derive(Default)]
struct Copy {
    replays: BTreeMap<String, Value>,
    next: Option<String>,
    told: Vec<(String, bool)>,
}

impl Copy {
    /// Asks until there is no more.
    async fn follow(&mut self, bundle: &Bundle, token: Option<&str>) {
        self.told.clear();
        loop {
            let since = self.next.as_ref().map(|next| format!("&since={next}"));
            let target = format!("/changes?limit=2{}", since.unwrap_or_default());
            let (status, page) = bundle.ask("GET", &target, token, "").await;
            assert_eq!(status, 200, "{page}");
            for change in page["changes"].as_array().unwrap() {
                let id = change["id"].as_str().unwrap().to_owned();
                let deleted = change["deleted"].as_bool().unwrap();
                self.told.push((id.clone(), deleted));
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

    /// It is the list.
    async fn assert_whole(&self, bundle: &Bundle) {
        let list = crate::replays(bundle, "/replays?limit=100", VIEWER).await;
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
async fn a_copy_stays_the_list_whatever_happens() {
    let files: Vec<Value> = (0..7)
        .map(|i| file(i, i64::try_from(i).unwrap() * 1_000))
        .collect();
    let bundle = bundle(&[("PUBLISH", "auto")], &files).await;
    let mut copy = Copy::default();
    copy.follow(&bundle, VIEWER).await;
    copy.assert_whole(&bundle).await;
    assert_eq!(copy.replays.len(), 7);

    let all = crate::replays(&bundle, "/replays", VIEWER).await;
    let ids: Vec<&str> = all
        .iter()
        .map(|replay| replay["id"].as_str().unwrap())
        .collect();
    bundle
        .ask(
            "PATCH",
            &format!("/replays/{}", ids[0]),
            CURATOR,
            r#"{"title": "Finale"}"#,
        )
        .await;
    bundle
        .ask(
            "PATCH",
            &format!("/replays/{}", ids[1]),
            CURATOR,
            r#"{"visibility": "hidden"}"#,
        )
        .await;
    let two = json!({"ids": [ids[2], ids[3]]}).to_string();
    bundle.ask("POST", "/replays/merge", CURATOR, &two).await;
    bundle.deliver(&file(9, 20_000)).await;
    copy.follow(&bundle, VIEWER).await;
    copy.assert_whole(&bundle).await;
    assert_eq!(copy.replays.len(), 6);

    bundle
        .ask("POST", &format!("/replays/{}/undo", ids[2]), CURATOR, "{}")
        .await;
    copy.follow(&bundle, VIEWER).await;
    copy.assert_whole(&bundle).await;
}

#[tokio::test]
async fn what_was_joined_says_to_what() {
    let files = [file(1, 0), file(2, 400)];
    let bundle = bundle(&[("PUBLISH", "auto")], &files).await;
    let mut copy = Copy::default();
    copy.follow(&bundle, VIEWER).await;
    bundle.deliver(&file(3, 200)).await;
    let (_, page) = bundle.ask("GET", "/changes", VIEWER, "").await;
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
async fn what_was_never_published_is_told_to_curators_alone() {
    let pushes = [begin("room", 1, at(0)), end("room", 1, at(60), 60)];
    let bundle = bundle(&[("PUBLISH", "manual")], &pushes).await;
    bundle.deliver(&file(1, 5_000)).await;
    let told = async |token| {
        let mut copy = Copy::default();
        copy.follow(&bundle, token).await;
        copy.told.len()
    };
    assert_eq!((told(VIEWER).await, told(CURATOR).await), (0, 2));
}

#[tokio::test]
async fn since_is_a_time_or_what_next_said() {
    let bundle = bundle(&[("PUBLISH", "auto")], &[file(1, 0)]).await;
    let told = async |since: &str| {
        let (status, page) = bundle
            .ask("GET", &format!("/changes?since={since}"), VIEWER, "")
            .await;
        assert_eq!(status, 200, "{page}");
        page["changes"].as_array().unwrap().len()
    };
    assert_eq!(told("2025-10-10T08:53:19Z").await, 1);
    assert_eq!(told("2025-10-10T08:53:21Z").await, 0);
    let (status, problem) = bundle
        .ask("GET", "/changes?since=yesterday", VIEWER, "")
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (400, &json!("invalid_parameter"))
    );
    // What a curator was told is no place for a viewer.
    let (_, page) = bundle.ask("GET", "/changes", CURATOR, "").await;
    let target = format!("/changes?since={}", page["next"].as_str().unwrap());
    assert_eq!(bundle.ask("GET", &target, VIEWER, "").await.0, 400);
}

#[tokio::test]
async fn of_what_is_hidden_or_expected_viewers_are_told_no_more_than_that_it_is_gone() {
    let bundle = bundle(&[("PUBLISH", "auto")], &[file(1, 0), file(2, 5_000)]).await;
    let all = crate::replays(&bundle, "/replays", VIEWER).await;
    let secret = r#"{"title": "Finale", "note": "cut the intro", "visibility": "#;
    for (replay, visibility) in all.iter().zip(["hidden", "pending"]) {
        let target = format!("/replays/{}", replay["id"].as_str().unwrap());
        let body = format!("{secret}\"{visibility}\"}}");
        assert_eq!(bundle.ask("PATCH", &target, CURATOR, &body).await.0, 200);
    }
    let (_, page) = bundle.ask("GET", "/changes", VIEWER, "").await;
    for change in page["changes"].as_array().unwrap() {
        let told = (
            &change["deleted"],
            &change["replay"],
            &change["replaced_by"],
        );
        assert_eq!(told, (&json!(true), &json!(null), &json!(null)));
    }
    let text = page.to_string();
    for secret in ["Finale", "intro", "myqcloud", "room", "52858908"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let (_, page) = bundle.ask("GET", "/changes", CURATOR, "").await;
    assert!(page.to_string().contains("cut the intro"));
}
