//! Deletes files: `DeleteMedia` (<https://cloud.tencent.com/document/api/266/31764>).

use crate::client::{Action, ApiError, Effect, Tencent};
use replay_grouping::FileId;
use serde_json::json;

const DELETE_MEDIA: Action = Action::vod("DeleteMedia", 100, Effect::Idempotent);

impl Tencent {
    /// Deletes a file from VOD for good, with everything that was made of it under its id. A missing file counts as
    /// deleted, and so does one of another application, which VOD doesn't show.
    pub async fn delete_media(&self, file_id: &FileId) -> Result<(), ApiError> {
        let parameters = json!({"FileId": file_id});
        match self.call(&DELETE_MEDIA, &parameters, |_| Ok(())).await {
            Err(error) if error.is_about_a_missing_file() => Ok(()),
            answer => answer,
        }
    }
}
