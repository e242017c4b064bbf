//! Joining files into one: `FastEditMedia` (<https://www.tencentcloud.com/document/api/266/59715>) and `EditMedia`
//! (<https://www.tencentcloud.com/document/api/266/34126>).

use super::{Container, Join, JoinKey, Sources};
use crate::{
    client::{Action, ApiError, Tencent},
    fields::{Fields, Unreadable},
    moment,
    task_id::{self, TaskId},
};
use replay_grouping::FileId;
use serde::Serialize;

/// A file that was made of others at once.
///
/// It still plays the segments of its sources: these must not be deleted before VOD has copied them, which only the
/// event `PersistenceComplete` tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// Its id.
    pub file_id: FileId,
    /// Where it can be fetched.
    pub url: Option<String>,
}

impl Joined {
    fn read(answer: &Fields<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            file_id: answer.file_id()?,
            url: answer.url("Url").ok().flatten(),
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FastEditMedia<'a> {
    file_infos: Vec<FastSource<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FastSource<'a> {
    file_id: &'a FileId,
    audio_video_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EditMedia<'a> {
    input_type: &'static str,
    file_infos: Vec<Source<'a>>,
    output_config: OutputConfig<'a>,
    session_id: &'a JoinKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Source<'a> {
    file_id: &'a FileId,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct OutputConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    media_name: Option<&'a str>,
    r#type: Container,
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_time: Option<String>,
}

impl Tencent {
    /// Joins HLS files into a new one, at once.
    ///
    /// Nothing names the request, so one that is repeated makes a second file. It is sent again only where Tencent
    /// says that it was too often; after an error that [leaves it open](ApiError::is_undecided) whether there is a new
    /// file, nobody can tell but a search for what was made of others.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, or a source is missing or not HLS.
    pub async fn fast_edit_media(&self, sources: &Sources) -> Result<Joined, ApiError> {
        let source = |file_id| FastSource {
            file_id,
            audio_video_type: "Original",
        };
        let question = FastEditMedia {
            file_infos: sources.files().iter().map(source).collect(),
            sub_app_id: self.settings.sub_app_id,
        };
        self.ask(Action::FastEditMedia, &question, Joined::read)
            .await
    }

    /// Has files joined into a new one. [`Tencent::describe_task`] tells what becomes of it.
    ///
    /// The key makes it safe to repeat, by this client as by its caller. When the task was taken but the answer got
    /// lost, the next attempt is [a duplicate](ApiError::is_duplicate), and [`Tencent::find_task`] finds the task.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn edit_media(&self, join: &Join) -> Result<TaskId, ApiError> {
        let question = EditMedia {
            input_type: "File",
            file_infos: join
                .sources
                .files()
                .iter()
                .map(|file_id| Source { file_id })
                .collect(),
            output_config: OutputConfig {
                media_name: join.name.as_deref(),
                r#type: join.container,
                expire_time: join.expires_at.map(moment::utc),
            },
            session_id: &join.key,
            session_context: join.context.as_deref(),
            sub_app_id: self.settings.sub_app_id,
        };
        self.ask(Action::EditMedia, &question, task_id::read).await
    }
}
