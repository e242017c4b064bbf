//! Looks files up by id, in such a way that one bad id does not spoil the answer for the others.

use super::Inquiry;
use crate::{Failure, Run};
use replay_grouping::FileId;
use replay_tencent::{
    client::{ApiError, Tencent},
    vod::{MAX_FILE_IDS, Media},
};
use std::collections::{BTreeMap, BTreeSet};

/// The result of a lookup.
#[derive(Debug, Default)]
pub(crate) struct LookedUp {
    pub(crate) found: Vec<Media>,
    pub(crate) missing: BTreeSet<FileId>,
    /// Files for which VOD gave no answer, and why.
    failed: BTreeMap<FileId, Unanswered>,
}

/// Why VOD gave no answer about a file.
#[derive(Debug)]
struct Unanswered {
    reason: String,
    is_throttled: bool,
}

/// Looks files up, 20 per request.
pub(crate) async fn look_up(tencent: &Tencent, files: &[FileId]) -> LookedUp {
    let mut looked_up = LookedUp::default();
    let chunks = files.chunks(MAX_FILE_IDS);
    let mut chunks: Vec<Vec<FileId>> = chunks.map(<[_]>::to_vec).collect();
    while let Some(chunk) = chunks.pop() {
        match tencent.describe_media(&chunk).await {
            Ok(lookup) => {
                looked_up.found.extend(lookup.found);
                looked_up.missing.extend(lookup.missing);
            }
            Err(error) if error.is_retryable() => looked_up.fail(chunk, &error),
            // One of them may be the reason for the refusal.
            Err(_) if chunk.len() > 1 => {
                let (first, second) = chunk.split_at(chunk.len() / 2);
                chunks.extend([first.to_vec(), second.to_vec()]);
            }
            // VOD can't have a file with such an id.
            Err(error) if error.is_about_parameters() => looked_up.missing.extend(chunk),
            Err(error) => looked_up.fail(chunk, &error),
        }
    }
    looked_up
}

impl Run<'_> {
    /// Looks up the `wanted` files of each broadcast of the pack. One request looks up 20 files, whichever broadcasts they
    /// belong to; but the files of a broadcast whose last query failed get requests of their own.
    pub(super) async fn look_up(
        &self,
        tencent: &Tencent,
        pack: &[Inquiry],
        wanted: Vec<Vec<FileId>>,
    ) -> LookedUp {
        let (mut together, mut groups) = (BTreeSet::new(), Vec::new());
        for (inquiry, files) in pack.iter().zip(wanted) {
            match inquiry.failed_before() {
                true => groups.push(files),
                false => together.extend(files),
            }
        }
        groups.push(together.into_iter().collect());
        let mut looked_up = LookedUp::default();
        for files in groups {
            let of_group = look_up(tencent, &files).await;
            looked_up.found.extend(of_group.found);
            looked_up.missing.extend(of_group.missing);
            looked_up.failed.extend(of_group.failed);
        }
        looked_up
    }
}

impl LookedUp {
    fn fail(&mut self, files: Vec<FileId>, error: &ApiError) {
        let unanswered = files.into_iter().map(|file| {
            let reason = error.to_string();
            let is_throttled = error.is_throttled();
            (
                file,
                Unanswered {
                    reason,
                    is_throttled,
                },
            )
        });
        self.failed.extend(unanswered);
    }

    /// Whether VOD refused to answer about a file because of too many requests.
    pub(crate) fn is_throttled(&self, file_id: &FileId) -> bool {
        let unanswered = self.failed.get(file_id);
        unanswered.is_some_and(|unanswered| unanswered.is_throttled)
    }

    /// Why VOD gave no answer about some file.
    pub(crate) fn failure(&self) -> Option<&str> {
        let first = self.failed.values().next()?;
        Some(&first.reason)
    }

    /// Marks a broadcast as failed if VOD gave no answer for one of its files.
    pub(super) fn report_failure(&self, inquiry: &mut Inquiry) {
        let mut parts = inquiry.contents.parts.iter();
        if let Some(failed) = parts.find_map(|part| self.failed.get(&part.file_id)) {
            inquiry.fail_unanswered(&Failure::Lookup(failed.reason.clone()));
        }
    }
}
