//! `DELETE /replays/{id}` hides a replay. With `media=true` it also deletes its files from VOD, for good.

use crate::{
    Api,
    endpoints::{Call, replays::keeps_changing},
    http::{Code, Problem, Reply},
    views::Replay,
};
use futures_util::{StreamExt, stream};
use replay_grouping::{FileId, Timestamp};
use replay_store::{
    Broadcast, Change, FileJoin, Loss, PartInBroadcast, QueryState, Refusal, Visibility,
};
use replay_tencent::client::Tencent;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How often the endpoint starts again when the replay has changed meanwhile.
const ATTEMPTS: u32 = 4;

const DELETED_AT_ONCE: usize = 8;

/// API Gateway gives up after 30 s, and a deletion that has begun takes up to 9 s more.
const TIME_TO_DELETE: Duration = Duration::from_secs(15);

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Deleted<'a> {
    replay: Replay<'a>,
    files: Vec<DeletedFileView>,
}

/// Whether a file was deleted.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "DeletedFile"))]
struct DeletedFileView {
    #[cfg_attr(test, schemars(with = "crate::http::Name"))]
    file_id: FileId,
    deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

struct FilesToDelete {
    recorded: Vec<FileId>,
    joined: Vec<FileId>,
}

impl Api {
    pub(crate) async fn delete(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let parse = |text: &str| text.parse().ok();
        let media = call.params.parsed("media", "true or false", parse)?;
        if media == Some(true) {
            return self.delete_media(call, id).await;
        }
        let (broadcast, expected) = self.visible_at(call, id).await?;
        self.curate(call, &broadcast.id, expected, &hide()).await
    }

    /// Everything that can refuse the request comes before anything is done: first the state of the replay, then
    /// whether VOD has the files. VOD confirms the deletion of files that it can't see: those of another application,
    /// for example.
    async fn delete_media(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        call.for_admins()?;
        let precondition = call.precondition()?;
        let tencent = self.tencent(call.now, "files can't be deleted without keys to Tencent")?;
        for _ in 0..ATTEMPTS {
            let broadcast = self.visible(call, id).await?;
            precondition.expected(broadcast.version)?;
            let to_delete = self.files_to_delete(&broadcast, call.now).await?;
            let all = [&to_delete.recorded[..], &to_delete.joined].concat();
            let lookup = tencent.describe_media(&all).await;
            let lookup = lookup.map_err(|error| {
                Problem::of(Code::VodUnavailable, "VOD does not answer; try again").because(error)
            })?;
            let (id, version, by) = (&broadcast.id, Some(broadcast.version), call.curator());
            let store = &self.store;
            let hidden = match store.curate(id, version, &hide(), by, call.now).await? {
                Ok(hidden) => hidden,
                // A join may have been asked for.
                Err(Refusal::VersionMismatch(_)) => continue,
                Err(refusal) => return Err(refusal.into()),
            };
            let missing: BTreeSet<FileId> = lookup.missing.into_iter().collect();
            let files = delete_all(&tencent, all, &missing).await;
            self.lose(call, &hidden, &to_delete, &files).await?;
            let now = self.store.broadcast(&hidden.id).await?;
            let now = now.ok_or(Problem::NO_REPLAY)?;
            let replay = self.replay(call, &now).await?;
            return Reply::json(&Deleted { replay, files });
        }
        Err(keeps_changing(id))
    }

    /// All files of a broadcast, with those that were joined of any of them; a problem if one has to stay.
    async fn files_to_delete(
        &self,
        broadcast: &Broadcast,
        now: Timestamp,
    ) -> Result<FilesToDelete, Problem> {
        if broadcast.summary.is_live() {
            let detail = "the broadcast is still live: more files would come";
            return Err(Problem::of(Code::StillLive, detail));
        }
        let parts = self.store.parts_and_lost(broadcast).await?;
        let joins = joins_of_any(&broadcast.file_joins, &parts);
        for joined in &joins {
            self.check_unneeded(joined, now).await?;
        }
        let recorded = parts.iter().map(|part| &part.stored);
        let recorded = recorded.filter(|part| part.counts());
        let files = joins.iter().filter_map(|joined| joined.file.as_ref());
        Ok(FilesToDelete {
            recorded: recorded.map(|part| part.file_id.clone()).collect(),
            joined: files.map(|file| file.file_id.clone()).collect(),
        })
    }

    /// Refuses while a join needs its parts.
    async fn check_unneeded(&self, joined: &FileJoin, now: Timestamp) -> Result<(), Problem> {
        if joined.file.is_none() {
            let query = self.store.query(&joined.job).await?;
            if query.is_some_and(|query| query.state == QueryState::Active) {
                let detail = format!("query {} is joining its files", joined.job);
                return Err(Problem::new(Code::JoinRunning, detail));
            }
        }
        if let Some(until) = joined.keep_until.filter(|until| *until > now) {
            let until = until.rfc3339();
            let detail = format!("its files were joined, and are needed for that until {until}");
            return Err(Problem::new(Code::JoinRunning, detail));
        }
        Ok(())
    }

    /// Stores that files are gone.
    async fn lose(
        &self,
        call: &Call<'_>,
        broadcast: &Broadcast,
        to_delete: &FilesToDelete,
        files: &[DeletedFileView],
    ) -> Result<(), Problem> {
        let is_deleted = |id: &&FileId| files.iter().any(|it| it.deleted && it.file_id == **id);
        let deleted = |ids: &[FileId]| ids.iter().filter(is_deleted).cloned().collect::<Vec<_>>();
        let (recorded, joined) = (deleted(&to_delete.recorded), deleted(&to_delete.joined));
        let (store, id, stream) = (&self.store, &broadcast.id, &broadcast.stream);
        if !joined.is_empty() {
            store.remove_joined_files(id, &joined, call.now).await?;
        }
        let losses = store.record_losses(stream, &recorded, Loss::Gone, call.now);
        losses.await?;
        tracing::info!(
            replay = %broadcast.id,
            curator = call.curator(),
            files = recorded.len() + joined.len(),
            "files were deleted"
        );
        Ok(())
    }
}

fn hide() -> Change {
    Change {
        visibility: Some(Visibility::Hidden),
        ..Change::default()
    }
}

/// The joins that contain any of these parts.
fn joins_of_any<'a>(joins: &'a [FileJoin], parts: &[PartInBroadcast]) -> Vec<&'a FileJoin> {
    let own = |id: &FileId| parts.iter().any(|part| part.stored.file_id == *id);
    let has_own = |joined: &&FileJoin| joined.sources.iter().any(own);
    joins.iter().filter(has_own).collect()
}

async fn delete_all(
    tencent: &Tencent,
    files: Vec<FileId>,
    missing: &BTreeSet<FileId>,
) -> Vec<DeletedFileView> {
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
        DeletedFileView {
            deleted: error.is_none(),
            file_id,
            error,
        }
    });
    let deletions = stream::iter(deletions.collect::<Vec<_>>());
    deletions.buffered(DELETED_AT_ONCE).collect().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{part, placed};
    use replay_grouping::Format;

    #[test]
    fn joins_with_any_of_the_parts_are_found() {
        let parts = placed(&[part("mp4", 0, 60), part("mp4", 60, 90)]);
        let of = |job: &str, ids: &[&str]| FileJoin {
            job: job.to_owned(),
            format: Format::new("mp4"),
            sources: ids.iter().map(|id| FileId::new(id).unwrap()).collect(),
            trim: None,
            file: None,
            keep_until: None,
            stands_for: None,
        };
        let own = parts[1].stored.file_id.as_str();
        let joins = [of("some", &["1", own]), of("none", &["1", "2"])];
        let found = joins_of_any(&joins, &parts);
        let jobs: Vec<&str> = found.iter().map(|joined| joined.job.as_str()).collect();
        assert_eq!(jobs, ["some"]);
    }
}
