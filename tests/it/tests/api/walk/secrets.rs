//! Replays that viewers could see and no longer may, and the words that no answer may hold.

use super::{
    THEN, in_disguise,
    routes::{Route, routes},
};
use crate::api::{CURATOR, NOW, VIEWER, stage};
use lambda_http::http::header::ETAG;
use replay_grouping::{FileId, Timestamp};
use replay_it::{Stage, at, file_id, part, request, stream, vod_file};
use replay_store::{Loss, VodFile};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CONFIRMED: [(&str, &str); 1] = [("PUBLISH", "confirmed")];

/// Fields and notes that only curators get.
const FOR_CURATORS: [&str; 8] = [
    "cover_hidden",
    "visible_to_viewers",
    "hidden_because",
    "hidden_reason",
    "reviewed",
    "waiting_for_vod",
    "files_denied",
    "files_gone",
];

/// A replay and the words that give it away.
struct Secret {
    stream: String,
    id: String,
    file: FileId,
    /// Viewers were shown them while they could see the replay.
    words: Vec<String>,
    /// Viewers may see that the replay exists.
    open: bool,
    /// Viewers have seen the replay.
    was_shown: bool,
}

pub(super) struct Secrets {
    pub(super) stage: Stage,
    replays: Vec<Secret>,
    /// Words that no viewer ever gets.
    never: Vec<String>,
    pub(super) routes: Vec<Route>,
}

/// An answer.
pub(super) struct Seen {
    pub(super) target: String,
    pub(super) status: u16,
    /// Headers and body.
    pub(super) text: String,
    pub(super) etag: Option<String>,
    /// The parameter that asks for the next page.
    next: Option<String>,
}

/// A file of this minute as VOD shows it.
fn file(name: &str, minute: u64, expires_at: Option<i64>) -> VodFile {
    let start = at(60 * i64::try_from(minute).unwrap());
    let host = "http://1500000001.vod2.myqcloud.com";
    let url = format!("{host}/of-{name}-{minute}/list.m3u8");
    VodFile {
        cover_url: Some(format!("{host}/cover-{name}-{minute}.jpg")),
        expires_at: expires_at.map(Timestamp),
        ..vod_file("hls", start, start + 60, url)
    }
}

impl Secrets {
    pub(super) async fn start() -> Self {
        let stage = stage(&CONFIRMED, &[]).await;
        Self {
            routes: routes(&stage).await,
            stage,
            replays: Vec::new(),
            never: FOR_CURATORS.map(ToOwned::to_owned).to_vec(),
        }
    }

    async fn show(&self, name: &str, minute: u64, expires_at: Option<i64>) {
        let files = [(file_id(minute), file(name, minute, expires_at))];
        let store = self.stage.table.store(&CONFIRMED);
        store
            .record_vod_files(&stream(name), &files, None, Timestamp(NOW))
            .await
            .unwrap();
    }

    /// Publishes a replay of one minute with a title and a note.
    pub(super) async fn publish(&mut self, name: &str, minute: u64) {
        self.show(name, minute, None).await;
        let target = format!("/replays?stream_id={name}&limit=1");
        let (_, page) = self.stage.ask("GET", &target, VIEWER, "").await;
        let id = page["replays"][0]["id"].as_str().unwrap().to_owned();
        let title = format!("Finale of {name} {minute}");
        let note = format!("Note on {name} {minute}");
        self.patch(
            &id,
            &json!({"title": title, "note": note, "featured_rank": minute + 1}),
        )
        .await;
        self.never.push(note);
        let file = file_id(minute);
        let words = [
            id.clone(),
            title,
            file.to_string(),
            format!("of-{name}-{minute}/"),
            format!("cover-{name}-{minute}."),
        ];
        self.replays.push(Secret {
            stream: name.to_owned(),
            id,
            file,
            words: words.to_vec(),
            open: false,
            was_shown: true,
        });
    }

    async fn patch(&self, id: &str, body: &Value) {
        let target = format!("/replays/{id}");
        let body = body.to_string();
        let (status, answer) = self.stage.ask("PATCH", &target, CURATOR, &body).await;
        assert_eq!(status, 200, "{answer}");
    }

    fn of(&self, name: &str) -> Vec<&Secret> {
        let all = self.replays.iter();
        all.filter(|secret| secret.stream == name).collect()
    }

    /// A curator changes the replay of this stream.
    pub(super) async fn set(&self, name: &str, body: &Value) {
        self.patch(&self.of(name)[0].id, body).await;
    }

    /// A schedule hides the replay of this stream.
    pub(super) async fn hide_by_schedule(&self, name: &str) {
        let soon = Timestamp(NOW + 1);
        self.set(name, &json!({"unpublish_at": soon.rfc3339()}))
            .await;
        let id = self.of(name)[0].id.parse().unwrap();
        let store = self.stage.table.store(&CONFIRMED);
        let hidden = store.apply_schedule(&stream(name), &id, soon).await;
        assert!(hidden.unwrap().is_some());
    }

    /// VOD announces when it deletes the file of this minute.
    pub(super) async fn expire(&self, name: &str, minute: u64, expires_at: i64) {
        self.show(name, minute, Some(expires_at)).await;
    }

    /// VOD no longer has the files of this stream.
    pub(super) async fn lose(&self, name: &str) {
        let store = self.stage.table.store(&CONFIRMED);
        let files = [self.of(name)[0].file.clone()];
        store
            .record_losses(&stream(name), &files, Loss::Gone, Timestamp(NOW))
            .await
            .unwrap();
    }

    /// Two replays of this stream become one, which is hidden.
    pub(super) async fn merge_and_hide(&self, name: &str) {
        let ids: Vec<&String> = self.of(name).iter().map(|secret| &secret.id).collect();
        let body = json!({"ids": ids}).to_string();
        let merge = self.stage.ask("POST", "/replays/merge", CURATOR, &body);
        assert_eq!(merge.await.0, 200);
        self.set(name, &json!({"visibility": "hidden"})).await;
    }

    /// A callback reports a file that VOD has not shown.
    pub(super) async fn report(&mut self, name: &str, number: u64, start: i64) {
        let mut callback = part(name, number, "mp4", start, start + 60);
        callback["video_url"] = json!(format!(
            "http://1500000001.vod2.myqcloud.com/reported-{name}/f0.mp4"
        ));
        self.stage.deliver(&callback).await;
        self.never
            .push(callback["file_id"].as_str().unwrap().to_owned());
        self.never.push(format!("reported-{name}/"));
        let target = format!("/replays?visibility=pending&stream_id={name}");
        let (_, page) = self.stage.ask("GET", &target, CURATOR, "").await;
        for replay in page["replays"].as_array().unwrap() {
            self.replays.push(Secret {
                stream: name.to_owned(),
                id: replay["id"].as_str().unwrap().to_owned(),
                file: file_id(0),
                words: vec![replay["id"].as_str().unwrap().to_owned()],
                open: false,
                was_shown: false,
            });
        }
    }

    /// Viewers may see that the replay of this stream exists.
    pub(super) fn allow(&mut self, name: &str) {
        for secret in &mut self.replays {
            secret.open |= secret.stream == name;
        }
    }

    pub(super) fn all_ids(&self) -> Vec<&str> {
        let all = self.replays.iter();
        all.map(|secret| secret.id.as_str()).collect()
    }

    pub(super) fn forbidden_ids(&self) -> Vec<String> {
        let closed = self.replays.iter().filter(|secret| !secret.open);
        closed.map(|secret| secret.id.clone()).collect()
    }

    /// The first forbidden word in a text.
    pub(super) fn forbidden_word(&self, text: &str) -> Option<&String> {
        let closed = self.replays.iter().filter(|secret| !secret.open);
        let words = closed.flat_map(|secret| &secret.words);
        words.chain(&self.never).find(|word| text.contains(*word))
    }

    #[track_caller]
    pub(super) fn check(&self, seen: &Seen) {
        let word = self.forbidden_word(&seen.text);
        assert_eq!(word, None, "{} gives it away: {}", seen.target, seen.text);
    }

    /// Every word that is not only for curators occurs in some answer: otherwise the walk proves nothing.
    #[track_caller]
    pub(super) fn assert_all_occur(&self, all: &[Seen]) {
        for word in self.replays.iter().flat_map(|secret| &secret.words) {
            assert!(all.iter().any(|seen| seen.text.contains(word)), "{word}");
        }
        for (word, seen) in self
            .never
            .iter()
            .flat_map(|word| all.iter().map(move |s| (word, s)))
        {
            assert!(!seen.text.contains(word), "{} holds {word}", seen.target);
        }
    }

    /// Asks as a viewer.
    pub(super) async fn ask(
        &self,
        method: &str,
        target: &str,
        tag: Option<&str>,
        now: i64,
    ) -> Seen {
        let headers: Vec<_> = tag.map(|tag| ("if-none-match", tag)).into_iter().collect();
        let asked = request(method, target, &headers, "");
        // The future is too large for the stack of a test.
        let response = Box::pin(self.stage.api.handle(asked, Timestamp(now))).await;
        let body: &[u8] = response.body();
        let body = str::from_utf8(body).unwrap();
        let mut json: Value = serde_json::from_str(body).unwrap_or_default();
        let next = next(&json);
        let body = match json["changes"].as_array_mut() {
            Some(changes) => {
                changes.retain(|change| change["deleted"] == false || !self.is_gone(change));
                json.to_string()
            }
            None => body.to_owned(),
        };
        let etag = response.headers().get(ETAG);
        Seen {
            target: target.to_owned(),
            status: response.status().as_u16(),
            text: format!("{:?} {body}", response.headers()),
            etag: etag.map(|etag| etag.to_str().unwrap().to_owned()),
            next,
        }
    }

    /// Whether a change says only that a replay is gone, and viewers have seen that replay.
    fn is_gone(&self, change: &Value) -> bool {
        let shown = |id: &Value| {
            let mut shown = self.replays.iter().filter(|replay| replay.was_shown);
            shown.any(|replay| *id == replay.id)
        };
        let (id, replaced_by) = (&change["id"], &change["replaced_by"]);
        let nothing_else =
            json!({"id": id, "deleted": true, "replaced_by": replaced_by, "replay": null});
        shown(id) && (replaced_by.is_null() || shown(replaced_by)) && *change == nothing_else
    }

    /// Viewers get 404 for both targets, and the same text.
    pub(super) async fn assert_alike(&self, target: &str, unknown: &str) {
        for method in ["GET", "HEAD"] {
            for tag in [None, Some("*")] {
                let answer = self.ask(method, target, tag, THEN).await;
                let expected = self.ask(method, unknown, tag, THEN).await;
                assert_eq!(answer.status, 404, "{method} {target}");
                assert_eq!(answer.text, expected.text, "{method} {target}");
            }
        }
    }

    /// The answers to all that viewers can ask for, each list to its last page.
    pub(super) async fn walk(&self, now: i64) -> Vec<Seen> {
        let streams: BTreeSet<&String> = self.replays.iter().map(|replay| &replay.stream).collect();
        let mut targets: BTreeSet<String> = BTreeSet::new();
        for route in self.routes.iter().filter(|route| route.for_viewers) {
            targets.extend(route.of_all());
            targets.extend(streams.iter().flat_map(|name| route.of_stream(name)));
            if route.has_id() {
                targets.extend(
                    self.replays
                        .iter()
                        .flat_map(|replay| route.of_id(&replay.id)),
                );
            }
        }
        targets.extend(self.replays.iter().map(|replay| in_disguise(&replay.id)));
        let mut seen = Vec::new();
        for first in targets {
            let mut target = first.clone();
            loop {
                let answer = self.ask("GET", &target, None, now).await;
                let next = answer.next.clone();
                seen.push(answer);
                let Some(next) = next else { break };
                let (path, query) = first.split_once('?').unwrap_or((&first, ""));
                // The next page's `since` takes the place of the first one's.
                let kept = query.split('&').filter(|one| !one.starts_with("since="));
                let query: Vec<&str> = kept.filter(|one| !one.is_empty()).chain([&*next]).collect();
                target = format!("{path}?{}", query.join("&"));
            }
        }
        seen
    }
}

/// The parameter that asks for what follows a page.
fn next(page: &Value) -> Option<String> {
    if page["more"] == true {
        return Some(format!("since={}", page["next"].as_str()?));
    }
    Some(format!("cursor={}", page["next_cursor"].as_str()?))
}
