//! Searches for live recordings: `SearchMedia` (<https://cloud.tencent.com/document/api/266/31813>).

use super::{
    Media,
    creation_order::{BY_CREATION, CreatedBetween, SortBy},
    media::FILTERS,
};
use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::Fields,
};
use replay_grouping::Timestamp;
use serde::Serialize;

/// The rate isn't documented; it is a tenth of `DescribeMediaInfos`'s.
const SEARCH_MEDIA: Action = Action::vod("SearchMedia", 10, Effect::Idempotent);

/// A search names up to 10 streams.
pub const MAX_STREAMS: usize = 10;

/// Files in one page of a search. Keeps an answer small, at about 300 KB.
pub const MAX_LIMIT: u32 = 100;

/// A search shows its first 5,000 files (`Offset + Limit`), and counts no further.
pub const MAX_REACH: u32 = 5_000;

/// Which recordings to search for. An empty list matches any; the values of one list are alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Stream names, up to [`MAX_STREAMS`].
    pub stream_ids: Vec<String>,
    /// Push domains.
    pub domains: Vec<String>,
    /// Applications.
    pub apps: Vec<String>,
    /// Created in or after this Unix second.
    pub after: Timestamp,
    /// Created before it, or in it: Tencent documents both, so windows should overlap.
    pub before: Timestamp,
    /// How many to skip.
    pub offset: u32,
    /// How many to show, up to [`MAX_LIMIT`].
    pub limit: u32,
}

/// A page of the files that a search found, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MediaPage {
    /// How many there are in all; [`MAX_REACH`] stands for any number above it.
    pub total: u32,
    /// The files of this page.
    pub media: Vec<Media>,
    /// How many more files it shows that have no readable id.
    #[serde(skip_serializing_if = "is_zero")]
    pub unreadable: u32,
}

impl MediaPage {
    /// How many files it shows.
    #[must_use]
    pub fn shown(&self) -> u32 {
        let read = u32::try_from(self.media.len()).unwrap_or(u32::MAX);
        read.saturating_add(self.unreadable)
    }

    /// Whether there may be more files than a search can show. Then its window has to be narrowed.
    #[must_use]
    pub fn is_saturated(&self) -> bool {
        self.total >= MAX_REACH
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
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
    create_time: CreatedBetween,
    sort: SortBy,
    offset: u32,
    limit: u32,
    filters: [&'static str; 2],
}

impl Tencent {
    /// One page of the live recordings that VOD holds.
    pub async fn search_media(&self, search: &Search) -> Result<MediaPage, ApiError> {
        let parameters = SearchMedia {
            stream_ids: &search.stream_ids,
            stream_domains: &search.domains,
            stream_paths: &search.apps,
            source_types: ["Record"],
            create_time: CreatedBetween::new(search.after, search.before),
            sort: BY_CREATION,
            offset: search.offset,
            limit: search.limit,
            filters: FILTERS,
        };
        let read = |answer: &Fields<'_>| {
            let (media, unreadable) = Media::read_all(answer)?;
            Ok(MediaPage {
                total: answer.required_number("TotalCount")?,
                media,
                unreadable,
            })
        };
        self.call(&SEARCH_MEDIA, &parameters, read).await
    }
}
