//! Deleting files: `DeleteMedia` (<https://cloud.tencent.com/document/api/266/31764>).

use crate::client::{Action, ApiError, Tencent};
use replay_grouping::FileId;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteMedia<'a> {
    file_id: &'a FileId,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

impl Tencent {
    /// Deletes a file from VOD for good, with all that was made of it under its id. One that isn't there counts as
    /// deleted; so does one of another application, which VOD doesn't show.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn delete_media(&self, file_id: &FileId) -> Result<(), ApiError> {
        let question = DeleteMedia {
            file_id,
            sub_app_id: self.settings.sub_app_id,
        };
        match self.ask(Action::DeleteMedia, &question, |_| Ok(())).await {
            Err(error) if error.is_about_a_missing_file() => Ok(()),
            answer => answer,
        }
    }
}
