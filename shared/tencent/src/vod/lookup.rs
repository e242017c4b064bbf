//! Looks files up by id: `DescribeMediaInfos` (<https://cloud.tencent.com/document/api/266/31763>).

use super::{Media, media::FILTERS};
use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
};
use replay_grouping::FileId;
use serde::Serialize;

const DESCRIBE_MEDIA_INFOS: Action =
    Action::vod("DescribeMediaInfos", 100, Effect::Idempotent).shared();

/// Files in one request.
pub const MAX_FILE_IDS: usize = 20;

/// What VOD knows of files that were looked up by id.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Lookup {
    /// The files that VOD holds.
    pub found: Vec<Media>,
    /// The ids that it doesn't know: never there, or deleted.
    pub missing: Vec<FileId>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeMediaInfos<'a> {
    file_ids: &'a [FileId],
    filters: [&'static str; 2],
}

impl Tencent {
    /// Looks files up by id, [`MAX_FILE_IDS`] with each request.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer to one of the requests, after the attempts that may help.
    pub async fn describe_media(&self, file_ids: &[FileId]) -> Result<Lookup, ApiError> {
        let mut lookup = Lookup::default();
        for file_ids in file_ids.chunks(MAX_FILE_IDS) {
            let filters = FILTERS;
            let parameters = DescribeMediaInfos { file_ids, filters };
            let read = |answer: &Fields<'_>| Ok((Media::read_all(answer)?.0, missing(answer)?));
            let (found, missing) = self.call(&DESCRIBE_MEDIA_INFOS, &parameters, read).await?;
            lookup.found.extend(found);
            lookup.missing.extend(missing);
        }
        Ok(lookup)
    }
}

fn missing(answer: &Fields<'_>) -> Result<Vec<FileId>, Unreadable> {
    let ids = answer.list("NotExistFileIdSet")?.iter();
    let ids = ids.filter_map(|id| FileId::new(id.as_str()?).ok());
    Ok(ids.collect())
}
