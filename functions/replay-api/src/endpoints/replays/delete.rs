//! `DELETE /replays/{id}`: hides a replay. With `media=true` it also deletes its files from VOD, for good.

use crate::{
    api::{Api, Call},
    http::{if_match::Precondition, problem::Problem, response::Reply},
    views::replay::Replay,
};
use futures_util::{StreamExt, stream};
use replay_grouping::FileId;
use replay_store::{
    Broadcast, Change, Curated, FileJoin, Loss, PartInBroadcast, QueryState, Visibility,
};
use replay_tencent::api::Tencent;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How often it is tried while the replay changes.
const ATTEMPTS: u32 = 4;

/// So many files are deleted at once.
const DELETED_AT_ONCE: usize = 8;

/// Whoever waits for an answer gets one: API Gateway gives up after 30 s, and what is begun by then takes up to 9 s more.
const TIME_TO_DELETE: Duration = Duration::from_secs(15);

/// The wire form.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Deleted<'a> {
    replay: Replay<'a>,
    files: Vec<ShownFile>,
}

/// What became of a file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "DeletedFile"))]
struct ShownFile {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Name"))]
    file_id: FileId,
    deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// What is to be deleted.
struct Doomed {
    recorded: Vec<FileId>,
    joined: Vec<FileId>,
}

impl Api {
    /// `DELETE /replays/{id}`
    pub(crate) async fn delete(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let media = |text: &str| text.parse::<bool>().ok();
        let media = call.params.parsed("media", "true or false", media)?;
        let precondition = Precondition::read(call.request.headers())?;
        if media == Some(true) {
            return self.delete_media(call, id, &precondition).await;
        }
        let broadcast = self.seen(call, id).await?;
        let expected = precondition.expected(broadcast.version)?;
        match self.hide(call, &broadcast, expected).await? {
            Curated::Done(broadcast) => self.shown(call, &broadcast).await,
            Curated::VersionMismatch(now) => Err(Problem::Moved { now }),
            Curated::Unknown => Err(Problem::NoReplay),
        }
    }

    /// All that may be refused is asked for before anything is done: first what stands against it, then whether VOD has
    /// the files. Whoever doesn't see one would say that it is deleted: one of another application, for example.
    async fn delete_media(
        &self,
        call: &Call<'_>,
        id: &str,
        precondition: &Precondition,
    ) -> Result<Reply, Problem> {
        let tencent = self.tencent(call.now, "files can't be deleted without keys to Tencent")?;
        for _ in 0..ATTEMPTS {
            let broadcast = self.seen(call, id).await?;
            precondition.expected(broadcast.version)?;
            let doomed = self.doomed(&broadcast, call.now).await?;
            let all: Vec<FileId> = doomed.all().cloned().collect();
            let lookup = tencent.describe_media(&all).await;
            let lookup = lookup.map_err(|error| Problem::VodUnavailable {
                cause: error.to_string(),
            })?;
            let hidden = match self.hide(call, &broadcast, Some(broadcast.version)).await? {
                Curated::Done(hidden) => hidden,
                // A join may have been asked for.
                Curated::VersionMismatch(_) => continue,
                Curated::Unknown => return Err(Problem::NoReplay),
            };
            let missing: BTreeSet<FileId> = lookup.missing.into_iter().collect();
            let files = delete_all(&tencent, all, &missing).await;
            self.lose(call, &hidden, &doomed, &files).await?;
            let now = self.store.broadcast(&hidden.id).await?;
            let now = [now.ok_or(Problem::NoReplay)?];
            let mut replays = self.replays(call, &now).await?;
            let replay = replays.pop().ok_or(Problem::NoReplay)?;
            return Reply::json(&Deleted { replay, files });
        }
        Err(Problem::Unavailable {
            cause: format!("replay {id} keeps changing"),
        })
    }

    async fn hide(
        &self,
        call: &Call<'_>,
        broadcast: &Broadcast,
        expected: Option<u64>,
    ) -> Result<Curated, Problem> {
        let hide = Change {
            visibility: Some(Visibility::Hidden),
            ..Change::default()
        };
        let (id, by) = (&broadcast.id, call.curator());
        Ok(self.store.curate(id, expected, &hide, by, call.now).await?)
    }

    /// All files of a broadcast, with what was joined of any of them, if none has to stay.
    async fn doomed(&self, broadcast: &Broadcast, now: i64) -> Result<Doomed, Problem> {
        if broadcast.summary.is_live() {
            let detail = "somebody is still pushing: more files would come";
            return Err(Problem::Conflict(detail.to_owned(), "still_live"));
        }
        let parts = self.store.parts_and_lost(broadcast).await?;
        let joins = of_any(&broadcast.file_joins, &parts);
        for joined in &joins {
            self.may_go(joined, now).await?;
        }
        let recorded = parts.iter().map(|part| &part.stored);
        let recorded = recorded.filter(|part| part.counts());
        let files = joins.iter().filter_map(|joined| joined.file.as_ref());
        Ok(Doomed {
            recorded: recorded.map(|part| part.file_id.clone()).collect(),
            joined: files.map(|file| file.file_id.clone()).collect(),
        })
    }

    /// Refuses while a join needs its parts.
    async fn may_go(&self, joined: &FileJoin, now: i64) -> Result<(), Problem> {
        if joined.file.is_none() {
            let query = self.store.query(&joined.job).await?;
            if query.is_some_and(|query| query.state == QueryState::Active) {
                let detail = format!("query {} is joining its files", joined.job);
                return Err(Problem::Conflict(detail, "join_running"));
            }
        }
        match joined.keep_until.filter(|until| *until > now) {
            Some(until) => {
                let until = crate::http::timestamp::rfc3339(until);
                let detail =
                    format!("its files were joined, and are needed for that until {until}");
                Err(Problem::Conflict(detail, "join_running"))
            }
            None => Ok(()),
        }
    }

    /// Keeps that files are gone.
    async fn lose(
        &self,
        call: &Call<'_>,
        broadcast: &Broadcast,
        doomed: &Doomed,
        files: &[ShownFile],
    ) -> Result<(), Problem> {
        let is_deleted = |id: &&FileId| {
            let mut files = files.iter();
            files.any(|file| file.deleted && file.file_id == **id)
        };
        let deleted = |ids: &[FileId]| ids.iter().filter(is_deleted).cloned().collect::<Vec<_>>();
        let (recorded, joined) = (deleted(&doomed.recorded), deleted(&doomed.joined));
        let (store, now) = (&self.store, call.now);
        if !joined.is_empty() {
            store
                .remove_joined_files(&broadcast.id, &joined, now)
                .await?;
        }
        store
            .record_losses(&broadcast.stream, &recorded, Loss::Gone, now)
            .await?;
        tracing::info!(
            replay = %broadcast.id,
            curator = call.curator(),
            files = recorded.len() + joined.len(),
            "files were deleted"
        );
        Ok(())
    }
}

impl Doomed {
    fn all(&self) -> impl Iterator<Item = &FileId> {
        self.recorded.iter().chain(&self.joined)
    }
}

/// What was joined of any of these parts: it holds what they hold.
fn of_any<'a>(joins: &'a [FileJoin], parts: &[PartInBroadcast]) -> Vec<&'a FileJoin> {
    let own = |id: &FileId| parts.iter().any(|part| part.stored.file_id == *id);
    let joins = joins.iter();
    joins
        .filter(|joined| joined.sources.iter().any(own))
        .collect()
}

async fn delete_all(
    tencent: &Tencent,
    files: Vec<FileId>,
    missing: &BTreeSet<FileId>,
) -> Vec<ShownFile> {
    let until = Instant::now() + TIME_TO_DELETE;
    let deletions = files.into_iter().map(async |file_id| {
        let error = if missing.contains(&file_id) {
            Some("VOD doesn't have it".to_owned())
        } else if Instant::now() >= until {
            Some("there was no time for it; ask again".to_owned())
        } else {
            let deleted = tencent.delete_media(&file_id).await;
            deleted.err().map(|error| error.to_string())
        };
        ShownFile {
            deleted: error.is_none(),
            file_id,
            error,
        }
    });
    let deletions: Vec<_> = deletions.collect();
    stream::iter(deletions)
        .buffered(DELETED_AT_ONCE)
        .collect()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{part, placed};
    use replay_grouping::Format;

    #[test]
    fn what_holds_some_of_it_goes_with_it() {
        let parts = placed(&[part("mp4", 0, 60), part("mp4", 60, 90)]);
        let of = |job: &str, ids: &[&str]| FileJoin {
            job: job.to_owned(),
            format: Format::new("mp4"),
            sources: ids.iter().map(|id| FileId::new(id).unwrap()).collect(),
            file: None,
            keep_until: None,
            stands_for: None,
        };
        let own = parts[1].stored.file_id.as_str();
        let joins = [of("some", &["1", own]), of("none", &["1", "2"])];
        let doomed = of_any(&joins, &parts);
        let jobs: Vec<&str> = doomed.iter().map(|joined| joined.job.as_str()).collect();
        assert_eq!(jobs, ["some"]);
    }
}
