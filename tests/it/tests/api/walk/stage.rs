//! Replays that were shown and are no longer, and what of them must not be told.

use super::{lists, of_id, of_stream};
use crate::{CURATOR, NOW, VIEWER, bundle};
use lambda_http::http::header::ETAG;
use replay_grouping::{FileId, Format, Timestamp};
use replay_it::{Bundle, at, part, request, stream};
use replay_store::{Loss, VodFile};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CONFIRMED: [(&str, &str); 1] = [("PUBLISH", "confirmed")];

/// A replay and the words that tell of it.
struct Secret {
    stream: String,
    id: String,
    file: FileId,
    /// Those that viewers were shown.
    words: Vec<String>,
    /// They may be shown that it is there.
    open: bool,
}

pub(super) struct Stage {
    pub(super) bundle: Bundle,
    secrets: Vec<Secret>,
    /// Never told to any viewer.
    never: Vec<String>,
}

/// An answer.
pub(super) struct Seen {
    pub(super) target: String,
    pub(super) status: u16,
    /// Headers and body.
    pub(super) text: String,
    pub(super) etag: Option<String>,
    next: Option<String>,
}

fn file_id(file: i64) -> FileId {
    FileId::new(&format!("52858908{file:011}")).unwrap()
}

/// A file of this minute as VOD shows it.
fn file(name: &str, minute: i64, expires_at: Option<i64>) -> VodFile {
    VodFile {
        start: Some(Timestamp(at(60 * minute))),
        end: Some(Timestamp(at(60 * minute + 60))),
        created_at: Some(Timestamp(at(60 * minute + 70))),
        duration: Some(60),
        format: Some(Format::new("hls")),
        bytes: Some(60_000),
        url: Some(format!(
            "http://1500000001.vod2.myqcloud.com/of-{name}-{minute}/list.m3u8"
        )),
        cover_url: Some(format!(
            "http://1500000001.vod2.myqcloud.com/cover-{name}-{minute}.jpg"
        )),
        expires_at: expires_at.map(Timestamp),
    }
}

impl Stage {
    pub(super) async fn start() -> Self {
        Self {
            bundle: bundle(&CONFIRMED, &[]).await,
            secrets: Vec::new(),
            never: Vec::new(),
        }
    }

    async fn show(&self, name: &str, minute: i64, expires_at: Option<i64>) {
        let files = [(file_id(minute), file(name, minute, expires_at))];
        let store = self.bundle.table.store(&CONFIRMED);
        store
            .record_vod_files(&stream(name), &files, None, Timestamp(NOW))
            .await
            .unwrap();
    }

    /// A replay of one minute, with a title and a note, that all may see.
    pub(super) async fn publish(&mut self, name: &str, minute: i64) {
        self.show(name, minute, None).await;
        let target = format!("/replays?stream_id={name}&limit=1");
        let (_, page) = self.bundle.ask("GET", &target, VIEWER, "").await;
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
        self.secrets.push(Secret {
            stream: name.to_owned(),
            id,
            file,
            words: words.to_vec(),
            open: false,
        });
    }

    async fn patch(&self, id: &str, body: &Value) {
        let target = format!("/replays/{id}");
        let body = body.to_string();
        let (status, answer) = self.bundle.ask("PATCH", &target, CURATOR, &body).await;
        assert_eq!(status, 200, "{answer}");
    }

    fn of(&self, name: &str) -> Vec<&Secret> {
        let all = self.secrets.iter();
        all.filter(|secret| secret.stream == name).collect()
    }

    /// A curator changes the replay of this stream.
    pub(super) async fn set(&self, name: &str, body: &Value) {
        self.patch(&self.of(name)[0].id, body).await;
    }

    /// VOD says when it deletes the file of this minute.
    pub(super) async fn expire(&self, name: &str, minute: i64, expires_at: i64) {
        self.show(name, minute, Some(expires_at)).await;
    }

    /// VOD has its files no longer.
    pub(super) async fn lose(&self, name: &str) {
        let store = self.bundle.table.store(&CONFIRMED);
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
        let merge = self.bundle.ask("POST", "/replays/merge", CURATOR, &body);
        assert_eq!(merge.await.0, 200);
        self.set(name, &json!({"visibility": "hidden"})).await;
    }

    /// A callback tells of a file that VOD has not shown.
    pub(super) async fn tell(&mut self, name: &str, number: u64, start: i64) {
        let mut told = part(name, number, "mp4", start, start + 60);
        told["video_url"] = json!(format!(
            "http://1500000001.vod2.myqcloud.com/told-{name}/f0.mp4"
        ));
        self.bundle.deliver(&told).await;
        self.never
            .push(told["file_id"].as_str().unwrap().to_owned());
        self.never.push(format!("told-{name}/"));
        let target = format!("/replays?visibility=pending&stream_id={name}");
        let (_, page) = self.bundle.ask("GET", &target, CURATOR, "").await;
        for replay in page["replays"].as_array().unwrap() {
            self.secrets.push(Secret {
                stream: name.to_owned(),
                id: replay["id"].as_str().unwrap().to_owned(),
                file: file_id(0),
                words: vec![replay["id"].as_str().unwrap().to_owned()],
                open: false,
            });
        }
    }

    /// Viewers may see that the replay of this stream is there.
    pub(super) fn allow(&mut self, name: &str) {
        for secret in &mut self.secrets {
            secret.open |= secret.stream == name;
        }
    }

    pub(super) fn forbidden_ids(&self) -> Vec<String> {
        let closed = self.secrets.iter().filter(|secret| !secret.open);
        closed.map(|secret| secret.id.clone()).collect()
    }

    /// What a text tells that it must not.
    pub(super) fn tells(&self, text: &str) -> Option<&String> {
        let closed = self.secrets.iter().filter(|secret| !secret.open);
        let words = closed.flat_map(|secret| &secret.words);
        words.chain(&self.never).find(|word| text.contains(*word))
    }

    #[track_caller]
    pub(super) fn check(&self, seen: &Seen) {
        let told = self.tells(&seen.text);
        assert_eq!(told, None, "{} tells it: {}", seen.target, seen.text);
    }

    /// All that is not for curators alone was shown somewhere: otherwise the walk proves nothing.
    #[track_caller]
    pub(super) fn assert_all_occur(&self, all: &[Seen]) {
        for word in self.secrets.iter().flat_map(|secret| &secret.words) {
            assert!(all.iter().any(|seen| seen.text.contains(word)), "{word}");
        }
        for (word, seen) in self
            .never
            .iter()
            .flat_map(|word| all.iter().map(move |s| (word, s)))
        {
            assert!(!seen.text.contains(word), "{} tells {word}", seen.target);
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
        // It is large, and the stack of a test small.
        let response = Box::pin(self.bundle.api.handle(asked, Timestamp(now))).await;
        let body: &[u8] = response.body();
        let body = str::from_utf8(body).unwrap();
        let json: Value = serde_json::from_str(body).unwrap_or_default();
        let etag = response.headers().get(ETAG);
        Seen {
            target: target.to_owned(),
            status: response.status().as_u16(),
            text: format!("{:?} {body}", response.headers()),
            etag: etag.map(|etag| etag.to_str().unwrap().to_owned()),
            next: json["next_cursor"].as_str().map(ToOwned::to_owned),
        }
    }

    /// Goes all the ways there are, and on each to its end.
    pub(super) async fn walk(&self, now: i64) -> Vec<Seen> {
        let streams: BTreeSet<&String> = self.secrets.iter().map(|secret| &secret.stream).collect();
        let streams = streams.into_iter().flat_map(|name| of_stream(name));
        let ids = self.secrets.iter().flat_map(|secret| of_id(&secret.id));
        let mut seen = Vec::new();
        for first in lists().into_iter().chain(streams).chain(ids) {
            let mut target = first.clone();
            loop {
                let answer = self.ask("GET", &target, None, now).await;
                let next = answer.next.clone();
                seen.push(answer);
                let Some(next) = next else { break };
                let mark = if first.contains('?') { '&' } else { '?' };
                target = format!("{first}{mark}cursor={next}");
            }
        }
        seen
    }
}
