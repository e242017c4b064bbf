//! `FastEditMedia` (<https://www.tencentcloud.com/document/api/266/59715>) and `EditMedia`
//! (<https://www.tencentcloud.com/document/api/266/34126>), with the errors that the official clients list for them.

use crate::{
    Account, ApiError, Media,
    account::studio::{Clip, Order, Shelf},
    api::params::{self, moment_of},
};
use replay_grouping::{Format, InvalidName};
use serde::Deserialize;
use serde_json::{Value, json};

/// The limit of `FastEditMedia`. That of `EditMedia` isn't documented.
const MAX_SOURCES: usize = 100;
const MAX_NAME: usize = 64;
const MAX_SESSION_ID: usize = 50;
const MAX_SESSION_CONTEXT: usize = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FastEditMedia {
    #[serde(default)]
    sub_app_id: Option<u64>,
    file_infos: Vec<FastSource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FastSource {
    file_id: String,
    audio_video_type: String,
    start_time_offset: Option<f64>,
    end_time_offset: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct EditMedia {
    #[serde(default)]
    sub_app_id: Option<u64>,
    input_type: String,
    #[serde(default)]
    file_infos: Vec<Source>,
    #[serde(default)]
    output_config: OutputConfig,
    #[serde(default)]
    session_id: String,
    #[serde(default)]
    session_context: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Source {
    file_id: String,
    start_time_offset: Option<f64>,
    end_time_offset: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct OutputConfig {
    media_name: Option<String>,
    r#type: Option<String>,
    expire_time: Option<String>,
}

impl Account {
    pub(crate) fn fast_edit_media(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: FastEditMedia = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        if asked.file_infos.is_empty() || asked.file_infos.len() > MAX_SOURCES {
            return Err(wrong("FileInfos holds 1 to 100 files."));
        }
        let mut shelf = self.studio.open();
        let mut sources = Vec::new();
        for info in &asked.file_infos {
            if info.audio_video_type != "Original" {
                return Err(wrong("No file here was transcoded."));
            }
            let source = self.source(&shelf, holds_files, &info.file_id, now);
            let source = source.ok_or_else(|| wrong("A file doesn't exist."))?;
            if !source.format.is_hls() {
                return Err(wrong("A file is not HLS."));
            }
            let clip = Clip::new(info.start_time_offset, info.end_time_offset)?;
            sources.push(clip.of_segments(source).ok_or_else(beyond_the_end)?);
        }
        let made = shelf.join_fast(&self.world, &sources, now);
        let made = made.map_err(internal)?;
        Ok(json!({"FileId": made.file_id.as_str(), "Url": made.url}))
    }

    pub(crate) fn edit_media(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: EditMedia = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        let order = asked.order()?;
        let clips = order.clips.clone();
        let mut shelf = self.studio.open();
        if !order.key.is_empty() && shelf.jobs(now).any(|job| job.key == order.key) {
            let message = "A task of this SessionId was taken before.";
            return Err(ApiError::new("FailedOperation.TaskDuplicate", message));
        }
        let sources: Option<Vec<Media>> = asked
            .file_infos
            .iter()
            .map(|info| self.source(&shelf, holds_files, &info.file_id, now))
            .collect();
        let sources =
            sources.ok_or_else(|| ApiError::new("ResourceNotFound", "A file doesn't exist."))?;
        let wanted = sources.into_iter().zip(clips);
        let wanted: Option<Vec<Media>> = wanted.map(|(source, clip)| clip.of(source)).collect();
        let sources = wanted.ok_or_else(beyond_the_end)?;
        let id = shelf.take(&self.world, &sources, order, now);
        Ok(json!({"TaskId": id.map_err(internal)?}))
    }

    fn source(&self, shelf: &Shelf, holds_files: bool, id: &str, now: i64) -> Option<Media> {
        let media = shelf.file(&self.world, id, now);
        media.filter(|_| holds_files).cloned()
    }
}

impl EditMedia {
    fn order(&self) -> Result<Order, ApiError> {
        if self.input_type != "File" || self.file_infos.is_empty() {
            return Err(wrong("Here only files are joined."));
        }
        let too_long = |text: &str, most, code| match text.chars().count() > most {
            true => Err(ApiError::new(code, format!("At most {most} characters."))),
            false => Ok(()),
        };
        let session = "InvalidParameterValue.SessionIdTooLong";
        too_long(&self.session_id, MAX_SESSION_ID, session)?;
        let context = "InvalidParameterValue.SessionContextTooLong";
        too_long(&self.session_context, MAX_SESSION_CONTEXT, context)?;
        let OutputConfig {
            media_name,
            r#type,
            expire_time,
        } = &self.output_config;
        let name = media_name.as_deref().unwrap_or_default();
        too_long(name, MAX_NAME, "InvalidParameterValue")?;
        let format = match r#type.as_deref() {
            None | Some("mp4") => "mp4",
            Some("hls") => "hls",
            Some(_) => return Err(wrong("Type is mp4 or hls.")),
        };
        let infos = self.file_infos.iter();
        let clips = infos.map(|info| Clip::new(info.start_time_offset, info.end_time_offset));
        Ok(Order {
            format: Format::new(format),
            name: media_name.clone().filter(|name| !name.is_empty()),
            expires_at: moment_of(expire_time.as_ref(), "InvalidParameterValue.ExpireTime")?,
            key: self.session_id.clone(),
            context: self.session_context.clone(),
            clips: clips.collect::<Result<_, _>>()?,
        })
    }
}

fn wrong(message: &str) -> ApiError {
    ApiError::new("InvalidParameterValue", message)
}

fn beyond_the_end() -> ApiError {
    wrong("An offset lies beyond the end of its file.")
}

/// Ids that are made here are valid.
fn internal(_: InvalidName) -> ApiError {
    ApiError::internal()
}
