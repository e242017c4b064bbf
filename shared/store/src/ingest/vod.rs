//! Stores what VOD shows of files, and that it has lost or never had a file.
//!
//! A denied part takes no part in grouping any more, so its neighbourhood is grouped again. Ids that it founded give
//! way to the id of the first true piece, and lead there. A broadcast without any piece left is kept aside (`PAST#` in
//! `by_time`) with what curators made of it, in case the part comes back.

use crate::{
    Store, StoreError, StoredPart, VodFile,
    error::Lost,
    items::Head,
    table::{key, keys, number},
    write::{Edits, Import},
};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use replay_grouping::{FileId, SessionId, Stream, Timestamp};

/// What a file was to us that VOD shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileUpdate {
    /// Nobody had told of it.
    New,
    /// A callback had told of it, and VOD had not shown it yet; or we had taken it for gone.
    Confirmed,
    /// VOD shows something of it otherwise than before.
    Changed,
    /// All of this was known.
    Same,
}

/// Why a file takes no part in grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// VOD had it, and has it no longer.
    Gone,
    /// VOD never had it, or has it under another stream.
    Denied,
}

/// So many files are written together: they and what follows from them fit into one transaction.
const TOGETHER: usize = 20;

impl Store {
    /// Keeps what VOD shows of files of one stream, best of one broadcast. Answers in their order. What ended long enough
    /// ago settles with an `import`.
    ///
    /// # Errors
    /// [`StoreError`]: some of it was not kept, or nobody knows. To show it again is always right.
    pub async fn record_vod_files(
        &self,
        stream: &Stream,
        files: &[(FileId, VodFile)],
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<Vec<FileUpdate>, StoreError> {
        let mut found = Vec::new();
        for files in files.chunks(TOGETHER) {
            let together = || self.try_show(stream, files, import, now);
            found.extend(self.retried(stream, now, together).await?);
        }
        Ok(found)
    }

    async fn try_show(
        &self,
        stream: &Stream,
        files: &[(FileId, VodFile)],
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<(Vec<FileUpdate>, bool), Lost> {
        let sks: Vec<String> = files.iter().map(|(id, _)| keys::part(id)).collect();
        let seen = self.look_finished(stream, &sks, &[], now).await?;
        let order = seen.head.version + 1;
        let mut edits = Edits {
            import,
            ..Edits::default()
        };
        let mut found = Vec::new();
        for ((file_id, shown), sk) in files.iter().zip(&sks) {
            let before = seen.known.get(sk).map(StoredPart::read).transpose()?;
            let (part, what) = shown_part(stream, file_id, shown, before.as_ref(), order, now);
            if what != FileUpdate::Same {
                edits.part(before.as_ref(), &part);
            }
            found.push(what);
        }
        if edits.items.is_empty() {
            return Ok((found, true));
        }
        let done = self.commit_parts(stream, seen.head, edits, now).await?;
        Ok((found, done))
    }

    /// Keeps that VOD doesn't have these files. Answers how many of them took part in grouping until now.
    ///
    /// # Errors
    /// [`StoreError`]: some of it was not kept, or nobody knows.
    pub async fn record_losses(
        &self,
        stream: &Stream,
        files: &[FileId],
        loss: Loss,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let mut lost = 0;
        for files in files.chunks(TOGETHER) {
            let together = || self.try_lose(stream, files, loss, now);
            lost += self.retried(stream, now, together).await?;
        }
        Ok(lost)
    }

    async fn try_lose(
        &self,
        stream: &Stream,
        files: &[FileId],
        loss: Loss,
        now: Timestamp,
    ) -> Result<(usize, bool), Lost> {
        let sks: Vec<String> = files.iter().map(keys::part).collect();
        let seen = self.look_finished(stream, &sks, &[], now).await?;
        let mut edits = Edits::default();
        for item in seen.known.values() {
            let before = StoredPart::read(item)?;
            if !before.counts() {
                continue;
            }
            let part = StoredPart {
                written: seen.head.version + 1,
                gone_at: (loss == Loss::Gone).then_some(now),
                denied_at: (loss == Loss::Denied).then_some(now),
                ..before.clone()
            };
            edits.part(Some(&before), &part);
        }
        let lost = edits.items.len();
        if lost == 0 {
            return Ok((0, true));
        }
        let done = self.commit_parts(stream, seen.head, edits, now).await?;
        Ok((lost, done))
    }

    async fn commit_parts(
        &self,
        stream: &Stream,
        head: Head,
        edits: Edits,
        now: Timestamp,
    ) -> Result<bool, Lost> {
        let pieces = edits.pieces.iter();
        let pieces = pieces.flat_map(|edit| edit.before.iter().chain(&edit.after));
        let named: Vec<&SessionId> = pieces.filter_map(|piece| piece.session()).collect();
        let sessions = self.sessions(stream, &named).await?;
        self.commit(stream, head, &sessions, edits, now).await
    }

    /// Keeps that VOD was asked for a file and didn't know it. The first time counts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record_missing(
        &self,
        part: &StoredPart,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let request = self.client.update_item().table_name(&self.settings.table);
        let own = key(&keys::stream(&part.stream), &keys::part(&part.file_id));
        let missed = request
            .set_key(Some(own))
            .update_expression("SET missed_at = if_not_exists(missed_at, :now)")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(confirmed_at)")
            .expression_attribute_values(":now", number(now))
            .send()
            .await;
        match missed {
            Err(error) if is_condition(&error) => Ok(()),
            missed => missed.map(drop).map_err(StoreError::from),
        }
    }
}

/// The condition of a write didn't hold.
pub(crate) fn is_condition<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    code == Some("ConditionalCheckFailedException")
}

/// A part as it is now that VOD shows it.
fn shown_part(
    stream: &Stream,
    file_id: &FileId,
    shown: &VodFile,
    before: Option<&StoredPart>,
    order: u64,
    now: Timestamp,
) -> (StoredPart, FileUpdate) {
    let Some(before) = before else {
        let part = StoredPart {
            stream: stream.clone(),
            file_id: file_id.clone(),
            callback: None,
            vod_file: Some(shown.clone()),
            order,
            stored_at: now,
            written: order,
            confirmed_at: Some(now),
            missed_at: None,
            gone_at: None,
            denied_at: None,
        };
        return (part, FileUpdate::New);
    };
    let part = StoredPart {
        vod_file: Some(shown.clone().after(before.vod_file.as_ref())),
        written: order,
        confirmed_at: before.confirmed_at.or(Some(now)),
        missed_at: None,
        gone_at: None,
        denied_at: None,
        ..before.clone()
    };
    let found = if before.confirmed_at.is_none() || !before.counts() {
        FileUpdate::Confirmed
    } else if part.vod_file != before.vod_file {
        FileUpdate::Changed
    } else {
        FileUpdate::Same
    };
    (part, found)
}
