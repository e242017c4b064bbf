//! `SearchMedia` (<https://cloud.tencent.com/document/api/266/31813>) and `DescribeMediaInfos`
//! (<https://cloud.tencent.com/document/api/266/31763>).

use super::media_info::{self, Filters};
use crate::{
    Account, ApiError, Media, Source,
    api::params::{self, SortBy, TimeRange, at_most, moment_of},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The limit of `Offset + Limit` and of `TotalCount`.
const MAX_REACH: usize = 5_000;
const DEFAULT_LIMIT: usize = 10;
/// The limit for most array parameters.
const MAX_ELEMENTS: usize = 10;
const MAX_FILE_ID_CHARS: usize = 40;
const MAX_LOOKED_UP: usize = 20;
const SOURCE_TYPES: [&str; 6] = [
    "Record",
    "Upload",
    "VideoProcessing",
    "TrtcRecord",
    "WebPageRecord",
    "Unknown",
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
#[derive(Default)]
struct SearchMedia {
    sub_app_id: Option<u64>,
    file_ids: Vec<String>,
    name_prefixes: Vec<String>,
    source_types: Vec<String>,
    stream_ids: Vec<String>,
    stream_domains: Vec<String>,
    stream_paths: Vec<String>,
    create_time: Option<TimeRange>,
    sort: Option<SortBy>,
    offset: Option<i64>,
    limit: Option<i64>,
    filters: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeMediaInfos {
    #[serde(default)]
    sub_app_id: Option<u64>,
    file_ids: Vec<String>,
    #[serde(default)]
    filters: Option<Vec<String>>,
}

impl Account {
    pub(crate) fn search_media(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: SearchMedia = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        asked.check()?;
        let filters = Filters::new(asked.filters.as_deref())?;
        let (offset, limit) = asked.page()?;
        let created = asked.created(self.world.script().habits.excludes_end)?;
        let shelf = self.studio.open();
        let mut found: Vec<&Media> = shelf.files(&self.world, now, |media| {
            holds_files && created(media) && media.is_found(now) && asked.wants(media)
        });
        if asked.descending()? {
            found.reverse();
        }
        let page = found.iter().skip(offset).take(limit);
        let page: Vec<Value> = page
            .map(|media| media_info::of(media, filters, now))
            .collect();
        Ok(json!({"TotalCount": found.len().min(MAX_REACH), "MediaInfoSet": page}))
    }

    pub(crate) fn describe_media_infos(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DescribeMediaInfos = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        if asked.file_ids.is_empty() {
            let message = "FileIds is empty.";
            return Err(ApiError::new("InvalidParameterValue.FileIdsEmpty", message));
        }
        at_most(
            &asked.file_ids,
            MAX_LOOKED_UP,
            "InvalidParameterValue.FileIdsTooMany",
        )?;
        let filters = Filters::new(asked.filters.as_deref())?;
        let mut ids = asked.file_ids;
        ids.sort_unstable();
        ids.dedup();
        let shelf = self.studio.open();
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for id in ids {
            match shelf.file(&self.world, &id, now) {
                Some(media) if holds_files => {
                    found.push(media_info::of(media, filters, now));
                }
                _ => missing.push(id),
            }
        }
        Ok(json!({"MediaInfoSet": found, "NotExistFileIdSet": missing}))
    }

    /// Whether this application holds the files. Others hold none.
    pub(crate) fn holds_files(&self, sub_app_id: Option<u64>) -> Result<bool, ApiError> {
        if self.sub_app_id.is_some() && sub_app_id.is_none() {
            return Err(ApiError::new(
                "InvalidParameterValue.SubAppId",
                "This account must name its application.",
            ));
        }
        Ok(self.sub_app_id == sub_app_id)
    }
}

impl SearchMedia {
    fn check(&self) -> Result<(), ApiError> {
        for (list, code) in [
            (&self.file_ids, "InvalidParameterValue.FileIds"),
            (&self.name_prefixes, "InvalidParameterValue.NamePrefixes"),
            (&self.source_types, "InvalidParameterValue.SourceTypes"),
            (&self.stream_ids, "InvalidParameterValue.StreamIds"),
            (&self.stream_domains, "InvalidParameterValue.StreamDomains"),
            (&self.stream_paths, "InvalidParameterValue.StreamPaths"),
        ] {
            at_most(list, MAX_ELEMENTS, code)?;
        }
        let long = |id: &String| id.chars().count() > MAX_FILE_ID_CHARS;
        if self.file_ids.iter().any(long) {
            let message = "A FileId has at most 40 characters.";
            return Err(ApiError::new("InvalidParameterValue.FileId", message));
        }
        let unknown = |source: &String| !SOURCE_TYPES.contains(&source.as_str());
        if self.source_types.iter().any(unknown) {
            let message = "No such source type.";
            return Err(ApiError::new("InvalidParameterValue.SourceTypes", message));
        }
        Ok(())
    }

    fn page(&self) -> Result<(usize, usize), ApiError> {
        let number = |number: Option<i64>, default, code| {
            number.map_or(Ok(default), |number| {
                usize::try_from(number).map_err(|_| ApiError::new(code, "It can't be negative."))
            })
        };
        let offset = number(self.offset, 0, "InvalidParameterValue.Offset")?;
        let limit = number(self.limit, DEFAULT_LIMIT, "InvalidParameterValue.Limit")?;
        if offset.saturating_add(limit) > MAX_REACH {
            let code = if limit > MAX_REACH {
                "InvalidParameterValue.LimitTooLarge"
            } else {
                "InvalidParameterValue.OffsetTooLarge"
            };
            return Err(ApiError::new(code, "Offset + Limit is over 5000."));
        }
        Ok((offset, limit))
    }

    fn created(&self, excludes_end: bool) -> Result<impl Fn(&Media) -> bool + use<>, ApiError> {
        let range = self.create_time.as_ref();
        let [after, before] = [
            range.and_then(|range| range.after.as_ref()),
            range.and_then(|range| range.before.as_ref()),
        ];
        let after = moment_of(after, "InvalidParameterValue.StartTime")?.unwrap_or(i64::MIN);
        let before = moment_of(before, "InvalidParameterValue.EndTime")?.unwrap_or(i64::MAX);
        let before = before - i64::from(excludes_end);
        Ok(move |media: &Media| (after..=before).contains(&media.created_at))
    }

    /// A file matches if each non-empty list contains its value.
    fn wants(&self, media: &Media) -> bool {
        let one_of = |list: &[String], value: &str| {
            list.is_empty() || list.iter().any(|wanted| wanted == value)
        };
        let stream = &media.stream;
        // A file that was made of others has no stream.
        let of_stream = |list: &[String], value: &str| {
            list.is_empty() || media.source == Source::Record && one_of(list, value)
        };
        one_of(&self.file_ids, media.file_id.as_str())
            && one_of(&self.source_types, media.source.as_str())
            && of_stream(&self.stream_ids, stream.stream_id())
            && of_stream(&self.stream_domains, stream.domain())
            && of_stream(&self.stream_paths, stream.app())
            && (self.name_prefixes.is_empty()
                || self
                    .name_prefixes
                    .iter()
                    .any(|prefix| media.name.starts_with(prefix)))
    }

    /// Newest first, unless asked otherwise.
    fn descending(&self) -> Result<bool, ApiError> {
        let Some(sort) = &self.sort else {
            return Ok(true);
        };
        match (sort.field.as_str(), sort.order.as_deref()) {
            ("CreateTime", Some("Asc")) => Ok(false),
            ("CreateTime", None | Some("Desc")) => Ok(true),
            _ => Err(ApiError::new(
                "InvalidParameterValue.Sort",
                "Sorts by CreateTime, Asc or Desc.",
            )),
        }
    }
}
