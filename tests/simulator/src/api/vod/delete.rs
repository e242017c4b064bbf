//! `DeleteMedia` (<https://cloud.tencent.com/document/api/266/31764>).

use crate::{Account, ApiError, api::params};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DeleteMedia {
    #[serde(default)]
    sub_app_id: Option<u64>,
    file_id: String,
}

impl Account {
    pub(crate) fn delete_media(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DeleteMedia = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        let mut shelf = self.studio.open();
        let file = shelf.file(&self.world, &asked.file_id, now);
        let file = file
            .filter(|_| holds_files)
            .map(|file| file.file_id.clone());
        // The only code that the official clients list for a file that isn't there.
        let file = file.ok_or_else(|| ApiError::new("ResourceNotFound", "No such file."))?;
        shelf.delete(&file, now);
        Ok(json!({}))
    }
}
