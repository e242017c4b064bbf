//! Looks files up by id, so that one bad id is nobody else's trouble.

use super::Polled;
use crate::{Failure, Run};
use replay_grouping::FileId;
use replay_tencent::api::{ApiError, MAX_FILE_IDS, Media, Tencent};
use std::collections::{BTreeMap, BTreeSet};

/// What came of looking files up.
#[derive(Debug, Default)]
pub(crate) struct LookedUp {
    /// Those that VOD has.
    pub(crate) found: Vec<Media>,
    /// Those that it hasn't.
    pub(crate) missing: BTreeSet<FileId>,
    /// Those of which it said nothing, and why.
    failed: BTreeMap<FileId, String>,
}

impl Run<'_> {
    /// Looks up the files of each broadcast. 20 files are one request, whosever they are; but those of a broadcast whose
    /// last query failed are asked for alone.
    pub(crate) async fn look_up(
        &self,
        tencent: &Tencent,
        wanted: Vec<(&Polled, Vec<FileId>)>,
    ) -> LookedUp {
        let (failing, well): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .partition(|(polled, _)| polled.is_failing());
        let well: BTreeSet<FileId> = well.into_iter().flat_map(|(_, files)| files).collect();
        let well: Vec<FileId> = well.into_iter().collect();
        let alone = failing.into_iter().map(|(_, files)| files);
        let mut looked_up = LookedUp::default();
        for files in alone.chain([well]) {
            let mut chunks: Vec<Vec<FileId>> =
                files.chunks(MAX_FILE_IDS).map(<[_]>::to_vec).collect();
            while let Some(chunk) = chunks.pop() {
                match tencent.describe_media(&chunk).await {
                    Ok(lookup) => {
                        looked_up.found.extend(lookup.found);
                        looked_up.missing.extend(lookup.missing);
                    }
                    Err(error) if error.is_retryable() => looked_up.fails(chunk, &error),
                    // One of them may be what it is refused for.
                    Err(_) if chunk.len() > 1 => {
                        let (one, other) = chunk.split_at(chunk.len() / 2);
                        chunks.extend([one.to_vec(), other.to_vec()]);
                    }
                    // No file of VOD's can have such an id.
                    Err(error) if error.is_about_parameters() => looked_up.missing.extend(chunk),
                    Err(error) => looked_up.fails(chunk, &error),
                }
            }
        }
        looked_up
    }
}

impl LookedUp {
    fn fails(&mut self, files: Vec<FileId>, error: &ApiError) {
        let files = files.into_iter();
        self.failed
            .extend(files.map(|file| (file, error.to_string())));
    }

    /// Says so to a broadcast of one of whose files VOD said nothing.
    pub(crate) fn tell(&self, polled: &mut Polled) {
        let mut parts = polled.contents.parts.iter();
        let failure = parts
            .find_map(|part| self.failed.get(&part.file_id))
            .cloned();
        if let Some(failure) = failure {
            polled.fails_unanswered(&Failure::LookUp(failure));
        }
    }
}
