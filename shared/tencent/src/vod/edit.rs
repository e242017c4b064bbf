//! Joins files into one: `FastEditMedia` (<https://www.tencentcloud.com/document/api/266/59715>) and `EditMedia`
//! (<https://www.tencentcloud.com/document/api/266/34126>).

use super::{Join, JoinKey, Source, Sources};
use crate::{
    client::{Action, ApiError, Effect, Tencent},
    task_id::{self, TaskId},
    timestamp,
};
use replay_grouping::FileId;
use serde::Serialize;
use std::collections::BTreeMap;

const FAST_EDIT_MEDIA: Action = Action::vod("FastEditMedia", 20, Effect::Creates).slow();
/// Idempotent, because Tencent accepts a task of the same key only once.
const EDIT_MEDIA: Action = Action::vod("EditMedia", 100, Effect::Idempotent);

/// Characters of the name of a file.
const MAX_NAME: usize = 64;

/// A file that `FastEditMedia` made.
///
/// It still plays the segments of its sources. These must not be deleted before VOD has copied them, which only the
/// event `PersistenceComplete` reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JoinedFile {
    /// Its id.
    pub file_id: FileId,
    /// Where it can be fetched.
    pub url: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EditMedia<'a> {
    input_type: &'static str,
    file_infos: Vec<FileInfo<'a>>,
    output_config: OutputConfig,
    session_id: &'a JoinKey,
    session_context: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FileInfo<'a> {
    file_id: &'a FileId,
    /// Only for `FastEditMedia`.
    #[serde(skip_serializing_if = "Option::is_none")]
    audio_video_type: Option<&'static str>,
    /// Seconds from the begin of the file, as the other one. `FastEditMedia` cuts between segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time_offset: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time_offset: Option<u32>,
}

fn file_infos<'a>(
    sources: &'a Sources,
    audio_video_type: Option<&'static str>,
) -> Vec<FileInfo<'a>> {
    let info = |source: &'a Source| FileInfo {
        file_id: &source.file_id,
        audio_video_type,
        start_time_offset: Some(source.cut.start).filter(|start| *start > 0),
        end_time_offset: source.cut.end,
    };
    sources.files().iter().map(info).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct OutputConfig {
    media_name: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_time: Option<String>,
}

impl Tencent {
    /// Joins HLS files into a new one, at once.
    ///
    /// The request has no key, so that a repetition makes a second file. It is repeated only where Tencent says that we
    /// asked too often. After an error that [leaves it open](ApiError::is_undecided) whether there is a new file, only a
    /// search for edited files shows it.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, or a source is missing or not HLS.
    pub async fn fast_edit_media(&self, sources: &Sources) -> Result<JoinedFile, ApiError> {
        let parameters = BTreeMap::from([("FileInfos", file_infos(sources, Some("Original")))]);
        self.call(&FAST_EDIT_MEDIA, &parameters, |answer| {
            Ok(JoinedFile {
                file_id: answer.file_id()?,
                url: answer.lenient_url("Url"),
            })
        })
        .await
    }

    /// Has files joined into a new one. [`Tencent::describe_task`] follows it.
    ///
    /// The key makes it safe to repeat, for this client as for its caller. When the task was accepted but the answer got
    /// lost, the next attempt is [a duplicate](ApiError::is_duplicate), and [`Tencent::find_task`] finds the task.
    pub async fn edit_media(&self, join: &Join) -> Result<TaskId, ApiError> {
        let parameters = EditMedia {
            input_type: "File",
            file_infos: file_infos(&join.sources, None),
            output_config: OutputConfig {
                media_name: join.name.chars().take(MAX_NAME).collect(),
                r#type: "mp4",
                expire_time: join.expires_at.map(timestamp::write),
            },
            session_id: &join.key,
            session_context: &join.context,
        };
        self.call(&EDIT_MEDIA, &parameters, task_id::read).await
    }
}
