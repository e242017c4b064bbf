//! What writers do to the one stream of the model.

use super::Model;
use crate::{
    Broadcast, Change, Loss, PollState, Result, Store, StoreError, StoredPart, table::keys,
};
use replay_grouping::{Fact, FileId, Format, ReplayId, SessionId, Span, Stream, Timestamp};
use serde_json::{Value, from_value, json};

pub(super) const TITLE: &str = "Finale";

/// All in minutes: the gap is 5.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Op {
    /// A callback for a file, and the session that it names.
    File(u16, i64, i64, Option<&'static str>),
    /// VOD shows a file with these times.
    Shown(u16, i64, i64),
    /// VOD never had a file.
    Denied(u16),
    /// VOD no longer has a file.
    Gone(u16),
    /// A push begins.
    Begin(u8, i64),
    /// A push ends, after so many minutes.
    End(u8, i64, i64),
    /// Tencent says that the stream is active.
    Active(i64),
    /// The stream turns out to be inactive: what began by then has ended.
    Inactive(i64),
    /// A curator splits what is there.
    Split(i64),
    /// A curator merges what is at these moments.
    Merge(i64, i64),
    /// All of the stream is grouped anew.
    Regroup,
    /// A curator gives a title to what is there.
    Title(i64),
    /// Reconcile looks at what is there, and saves that it did.
    Poll(i64),
}

pub(super) fn stream() -> Stream {
    "d/live/room".parse().unwrap()
}

pub(super) fn minute(minutes: i64) -> Timestamp {
    Timestamp(1_000_000 + minutes * 60)
}

fn file_id(file: u16) -> FileId {
    FileId::new(&file.to_string()).unwrap()
}

fn fact(own: Value) -> Value {
    let mut fact = json!({"stream": stream()});
    let all = fact.as_object_mut().unwrap();
    all.extend(own.as_object().unwrap().clone());
    fact
}

impl Op {
    /// Does it, with one attempt. `Contended`: others came in between, or it was seen half.
    pub(super) async fn run(&self, store: &Store, model: &Model) -> Result<()> {
        let (stream, now) = (stream(), minute(10_000));
        let record = async |fact| store.record_fact(&fact, "", now).await.map(drop);
        let times = |from: i64, to: i64| json!({"start": minute(from), "end": minute(to), "duration": (to - from) * 60});
        match *self {
            Self::File(file, from, to, session) => {
                let file = fact(json!({
                    "named_stream": true, "file_id": file_id(file), "format": Format::new("mp4"),
                    "times": times(from, to), "bytes": 1, "url": null,
                    "session": session.map(|name| SessionId::new(name).unwrap()), "task_id": null,
                    "record_session": null, "video_id": null, "template_id": null,
                }));
                record(Fact::Part(from_value(file).unwrap())).await
            }
            Self::Begin(sequence, at) => {
                let begin = fact(json!({
                    "sequence": sequence.to_string(), "at": minute(at), "failed": false, "errcode": null,
                    "session": null,
                }));
                record(Fact::Begin(from_value(begin).unwrap())).await
            }
            Self::End(sequence, at, lasted) => {
                let end = fact(json!({
                    "sequence": sequence.to_string(), "at": minute(at), "lasted_ms": lasted * 60_000,
                    "reason": {"code": null, "message": null}, "session": null,
                }));
                record(Fact::End(from_value(end).unwrap())).await
            }
            Self::Shown(file, from, to) => {
                let mut shown = times(from, to);
                let details = json!({
                    "created_at": null, "format": Format::new("mp4"), "bytes": 1, "url": null,
                    "cover_url": null, "expires_at": null,
                });
                let all = shown.as_object_mut().unwrap();
                all.extend(details.as_object().unwrap().clone());
                let files = [(file_id(file), from_value(shown).unwrap())];
                let shown = store.record_vod_files(&stream, &files, None, now);
                shown.await.map(drop)
            }
            Self::Denied(file) => {
                let files = [file_id(file)];
                let lost = store.record_losses(&stream, &files, Loss::Denied, now);
                lost.await.map(drop)
            }
            Self::Gone(file) => {
                let files = [file_id(file)];
                let lost = store.record_losses(&stream, &files, Loss::Gone, now);
                lost.await.map(drop)
            }
            Self::Active(at) => store
                .record_active(&stream, minute(at), now)
                .await
                .map(drop),
            Self::Inactive(until) => match broadcast_at(model, until) {
                Some(broadcast) => {
                    let ended = store.presume_ended(&broadcast, minute(until), true, now);
                    ended.await.map(drop)
                }
                None => Ok(()),
            },
            Self::Split(at) => match broadcast_at(model, at) {
                Some(whole) => {
                    let split = store.split(&whole.id, None, minute(at), "ann", now);
                    split.await.map(drop)
                }
                None => Ok(()),
            },
            Self::Merge(one, other) => {
                let ids = [one, other].map(|at| broadcast_at(model, at));
                let ids: Vec<ReplayId> = ids.into_iter().flatten().map(|one| one.id).collect();
                store.merge(&ids, "ann", now).await.map(drop)
            }
            Self::Regroup => store.regroup_stream(&stream, None, now).await,
            Self::Title(at) => match broadcast_at(model, at) {
                Some(broadcast) => {
                    let title = Change {
                        title: Some(Some(TITLE.to_owned())),
                        ..Change::default()
                    };
                    let titled = store.curate(&broadcast.id, None, &title, "ann", now);
                    titled.await.map(drop)
                }
                None => Ok(()),
            },
            Self::Poll(at) => match broadcast_at(model, at) {
                Some(broadcast) => poll(store, &broadcast.id).await,
                None => Ok(()),
            },
        }
    }
}

/// Saves a poll that saw all parts of a broadcast.
async fn poll(store: &Store, id: &ReplayId) -> Result<()> {
    let Some(broadcast) = store.broadcast_of(&stream(), id).await? else {
        return Ok(());
    };
    let contents = store.contents(&broadcast).await?;
    let state = PollState {
        polls: broadcast.poll_state.polls + 1,
        ..broadcast.poll_state.clone()
    };
    let due_at = broadcast.due_at;
    let saved = store.save_poll_state(&broadcast, state, due_at, minute(10_001));
    if saved.await? {
        // Where a curator splits, a part of the next one may start where this one ends.
        let parts = contents.parts.iter().filter(|part| part.counts()).count();
        let own = broadcast.summary.parts();
        assert!(parts >= own as usize, "a poll saw {parts} of {own} parts");
    }
    Ok(())
}

/// Which broadcast a person has in mind who means this moment.
fn broadcast_at(model: &Model, at: i64) -> Option<Broadcast> {
    let at = Span::point(minute(at));
    let mut broadcasts = broadcasts(model).into_iter();
    broadcasts.find(|broadcast| broadcast.summary.hull.contains(&at))
}

/// All broadcasts that have pieces.
pub(super) fn broadcasts(model: &Model) -> Vec<Broadcast> {
    let all = super::search::items(model, keys::CAST);
    let all = all.iter().map(|item| Broadcast::read(item).unwrap());
    all.filter(|broadcast| !broadcast.emptied).collect()
}

/// All parts that take part in grouping.
pub(super) fn parts(model: &Model) -> Vec<StoredPart> {
    let all = super::search::items(model, keys::PART);
    let all = all.iter().map(|item| StoredPart::read(item).unwrap());
    all.filter(StoredPart::counts).collect()
}

pub(super) fn is_contended(error: &StoreError) -> bool {
    matches!(error, StoreError::Contended { .. })
}
