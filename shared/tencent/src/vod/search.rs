//! What VOD holds: `SearchMedia` (<https://cloud.tencent.com/document/api/266/31813>) and `DescribeMediaInfos`
//! (<https://cloud.tencent.com/document/api/266/31763>).

use super::Media;
use crate::{
    client::{Action, ApiError, Tencent},
    fields::{Fields, Unreadable},
    moment,
};
use replay_grouping::FileId;
use serde::Serialize;

/// A search names up to 10 streams.
pub const MAX_STREAMS: usize = 10;

/// Files in one page of a search: as many as keep its answer small, about 300 KB.
pub const MAX_LIMIT: u32 = 100;

/// A search shows its first 5,000 files (`Offset + Limit`), and counts no further.
pub const MAX_REACH: u32 = 5_000;

/// One `DescribeMediaInfos` looks up to 20 files up.
pub const MAX_FILE_IDS: usize = 20;

const FILTERS: [&str; 2] = ["basicInfo", "metaData"];

/// Which recordings to search for. What is empty doesn't narrow it; values of one kind are alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Stream names, up to [`MAX_STREAMS`].
    pub stream_ids: Vec<String>,
    /// Push domains.
    pub domains: Vec<String>,
    /// Applications.
    pub apps: Vec<String>,
    /// Created in or after this Unix second.
    pub after: i64,
    /// Created before it, or in it: Tencent says both, so windows should overlap.
    pub before: i64,
    /// How many to pass over.
    pub offset: u32,
    /// How many to show, up to [`MAX_LIMIT`].
    pub limit: u32,
}

/// A page of what was found, by time of creation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MediaPage {
    /// How many there are in all, [`MAX_REACH`] standing for any more.
    pub total: u32,
    /// Those of this page.
    pub media: Vec<Media>,
}

impl MediaPage {
    /// There may be more than a search can show: narrow its window.
    #[must_use]
    pub fn is_saturated(&self) -> bool {
        self.total >= MAX_REACH
    }
}

/// What became of files that were looked up by id.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Lookup {
    /// Those that VOD holds.
    pub found: Vec<Media>,
    /// Those that it doesn't: never there, or deleted.
    pub missing: Vec<FileId>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SearchMedia<'a> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stream_ids: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stream_domains: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stream_paths: &'a [String],
    source_types: [&'static str; 1],
    create_time: TimeRange,
    sort: SortBy,
    offset: u32,
    limit: u32,
    filters: [&'static str; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TimeRange {
    after: String,
    before: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SortBy {
    field: &'static str,
    order: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeMediaInfos<'a> {
    file_ids: &'a [FileId],
    filters: [&'static str; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

impl Tencent {
    /// One page of the live recordings that VOD holds.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn search_media(&self, search: &Search) -> Result<MediaPage, ApiError> {
        let question = SearchMedia {
            stream_ids: &search.stream_ids,
            stream_domains: &search.domains,
            stream_paths: &search.apps,
            source_types: ["Record"],
            create_time: TimeRange {
                after: moment::utc(search.after),
                before: moment::utc(search.before),
            },
            sort: SortBy {
                field: "CreateTime",
                order: "Asc",
            },
            offset: search.offset,
            limit: search.limit,
            filters: FILTERS,
            sub_app_id: self.settings.sub_app_id,
        };
        let read = |answer: &Fields<'_>| {
            Ok(MediaPage {
                total: answer.needed("TotalCount")?,
                media: Media::read_all(answer)?,
            })
        };
        self.ask(Action::SearchMedia, &question, read).await
    }

    /// Looks files up by id, [`MAX_FILE_IDS`] with each request.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer to one of the requests, after the attempts that may help.
    pub async fn describe_media(&self, file_ids: &[FileId]) -> Result<Lookup, ApiError> {
        let mut lookup = Lookup::default();
        for file_ids in file_ids.chunks(MAX_FILE_IDS) {
            let question = DescribeMediaInfos {
                file_ids,
                filters: FILTERS,
                sub_app_id: self.settings.sub_app_id,
            };
            let read = |answer: &Fields<'_>| Ok((Media::read_all(answer)?, missing(answer)?));
            let asked = self.ask(Action::DescribeMediaInfos, &question, read);
            let (found, missing) = asked.await?;
            lookup.found.extend(found);
            lookup.missing.extend(missing);
        }
        Ok(lookup)
    }
}

fn missing(answer: &Fields<'_>) -> Result<Vec<FileId>, Unreadable> {
    const FIELD: &str = "NotExistFileIdSet";
    let ids = answer.list(FIELD)?.iter();
    ids.map(|id| {
        id.as_str()
            .and_then(|id| FileId::new(id).ok())
            .ok_or(Unreadable {
                field: FIELD,
                problem: "holds what is no file id",
            })
    })
    .collect()
}
