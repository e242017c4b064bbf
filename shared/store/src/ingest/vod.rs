//! Stores what VOD shows of files, and that it has lost or never had a file.
//!
//! A denied part takes no part in grouping any more, so its neighbourhood is grouped again. Ids that it founded give
//! way to the id of the first true piece, and lead there. A broadcast without any piece left is kept aside (`PAST#` in
//! `by_time`) with what curators set, in case the part comes back.

use crate::{
    Import, Loss, Result, Store, StoredPart, VodFile,
    error::{Conflict, condition_held},
    table::{key, keys, number},
    write::{Changeset, Progress},
};
use replay_grouping::{FileId, Stream, Timestamp};

/// How VOD's view of a file compares with what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileUpdate {
    /// The file was unknown.
    New,
    /// Known from a callback, now confirmed; or it was taken to be gone.
    Confirmed,
    /// VOD reports some detail differently than before.
    Changed,
    /// All of this was known.
    Same,
}

/// How many files are written together: they and what follows from them fit into one transaction.
const TOGETHER: usize = 20;

impl Store {
    /// Records VOD's view of files of one stream, best of one broadcast. Returns an update for each, in their order. What
    /// ended long enough ago settles with an `import`. If it fails, some of it may be recorded.
    pub async fn record_vod_files(
        &self,
        stream: &Stream,
        files: &[(FileId, VodFile)],
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<Vec<FileUpdate>> {
        let mut updates = Vec::new();
        for files in files.chunks(TOGETHER) {
            let attempt = || self.try_record_vod_files(stream, files, import, now);
            let (found, renamed) = self.write_to_stream(stream, now, attempt).await?;
            let is_guess = |(_, file): &(FileId, VodFile)| file.guess.is_some();
            let is_news = found.iter().any(|update| *update != FileUpdate::Same);
            if renamed || is_news && files.iter().any(is_guess) {
                self.revise_guesses(stream.stream_id(), now).await?;
            }
            updates.extend(found);
        }
        Ok(updates)
    }

    async fn try_record_vod_files(
        &self,
        stream: &Stream,
        files: &[(FileId, VodFile)],
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<Progress<(Vec<FileUpdate>, bool)>, Conflict> {
        let sks: Vec<String> = files.iter().map(|(id, _)| keys::part(id)).collect();
        let snapshot = self.finished_snapshot(stream, &sks, [], now).await?;
        let order = snapshot.head.version + 1;
        let mut changes = Changeset {
            import,
            ..Changeset::of(&snapshot.head)
        };
        let mut updates = Vec::new();
        for ((file_id, file), sk) in files.iter().zip(&sks) {
            let before = snapshot.items.get(sk).map(StoredPart::read).transpose()?;
            let new = || StoredPart::new(stream, file_id, order, now);
            let part = confirmed(before.clone().unwrap_or_else(new), file, order, now);
            let update = compare(before.as_ref(), &part);
            if update != FileUpdate::Same {
                changes.part(before.as_ref(), &part)?;
            }
            updates.push(update);
        }
        let progress = self.commit(stream, snapshot, changes, now).await?;
        Ok(progress.map(|renamed| (updates, renamed)))
    }

    /// Records that VOD doesn't have these files. Returns how many of them took part in grouping until now. If it
    /// fails, some of it may be recorded.
    pub async fn record_losses(
        &self,
        stream: &Stream,
        files: &[FileId],
        loss: Loss,
        now: Timestamp,
    ) -> Result<usize> {
        let mut lost = 0;
        for files in files.chunks(TOGETHER) {
            let attempt = || self.try_record_losses(stream, files, loss, now);
            let (number, renamed) = self.write_to_stream(stream, now, attempt).await?;
            if renamed {
                self.revise_guesses(stream.stream_id(), now).await?;
            }
            lost += number;
        }
        Ok(lost)
    }

    async fn try_record_losses(
        &self,
        stream: &Stream,
        files: &[FileId],
        loss: Loss,
        now: Timestamp,
    ) -> Result<Progress<(usize, bool)>, Conflict> {
        let sks: Vec<String> = files.iter().map(keys::part).collect();
        let snapshot = self.finished_snapshot(stream, &sks, [], now).await?;
        let mut changes = Changeset::of(&snapshot.head);
        for item in snapshot.items.values() {
            let before = StoredPart::read(item)?;
            if !before.counts() {
                continue;
            }
            let part = StoredPart {
                written: snapshot.head.version + 1,
                gone_at: (loss == Loss::Gone).then_some(now),
                denied_at: (loss == Loss::Denied).then_some(now),
                ..before.clone()
            };
            changes.part(Some(&before), &part)?;
        }
        let lost = changes.writes.len();
        let progress = self.commit(stream, snapshot, changes, now).await?;
        Ok(progress.map(|renamed| (lost, renamed)))
    }

    /// Records that VOD was asked for a file and didn't know it. The first time counts.
    pub async fn record_missing(&self, part: &StoredPart, now: Timestamp) -> Result<()> {
        let request = self.client.update_item().table_name(&self.settings.table);
        let own = key(&keys::stream(&part.stream), &keys::part(&part.file_id));
        let missed = request
            .set_key(Some(own))
            .update_expression("SET missed_at = if_not_exists(missed_at, :now)")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(confirmed_at)")
            .expression_attribute_values(":now", number(now))
            .send();
        condition_held(missed.await).map(drop)
    }
}

/// A part now that VOD has reported it.
pub(super) fn confirmed(
    before: StoredPart,
    file: &VodFile,
    order: u64,
    now: Timestamp,
) -> StoredPart {
    StoredPart {
        vod_file: Some(file.clone().completed_by(before.vod_file.as_ref())),
        written: order,
        confirmed_at: before.confirmed_at.or(Some(now)),
        missed_at: None,
        gone_at: None,
        denied_at: None,
        ..before
    }
}

fn compare(before: Option<&StoredPart>, after: &StoredPart) -> FileUpdate {
    match before {
        None => FileUpdate::New,
        Some(before) if before.confirmed_at.is_none() || !before.counts() => FileUpdate::Confirmed,
        Some(before) if before.vod_file != after.vod_file => FileUpdate::Changed,
        Some(_) => FileUpdate::Same,
    }
}
