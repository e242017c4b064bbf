//! Event 100: a recorded file is ready. Fields: <https://cloud.tencent.com/document/product/267/47026>.

use super::{
    Unusable,
    read::{APP_AND_APPNAME, Reader},
};
use crate::{
    fields::{Fields, Unreadable},
    timestamp::{self, Unzoned},
};
use replay_grouping::{FileId, Format, MAX_RECORDING, RecordedFile, Seconds, Times, Timestamp};

impl Reader<'_> {
    pub(super) fn recorded_file(&self) -> Result<RecordedFile, Unusable> {
        let named = self.stream(&APP_AND_APPNAME)?;
        let fields = &self.fields;
        let extra = self.optional(fields.object("callback_ext"));
        let extra = extra.unwrap_or_default();
        let text = |field| self.optional(fields.text(field));
        Ok(RecordedFile {
            stream: named.stream,
            named_stream: named.explicitly,
            file_id: self.either(["file_id", "record_file_id"], |id| FileId::new(&id))?,
            format: self.format()?,
            times: Times {
                start: self.optional(self.start_time()),
                end: self.time("end_time")?,
                duration: self.optional(self.duration()),
            },
            bytes: self.optional(fields.number("file_size")),
            url: self.optional(fields.url("video_url")),
            session: self.session(),
            task_id: text("task_id"),
            record_session: Fields::new(&extra).lenient_text("session_id"),
            video_id: text("video_id"),
            template_id: text("record_temp_id"),
            unread: self.unread(),
        })
    }

    fn format(&self) -> Result<Format, Unusable> {
        const FIELD: &str = "file_format";
        self.fields.format(FIELD)?.ok_or(Unusable::Missing(FIELD))
    }

    /// Any second: one that can't be is an anomaly of the file.
    fn start_time(&self) -> Result<Option<Timestamp>, Unreadable> {
        const FIELD: &str = "start_time";
        let second = self.fields.number(FIELD);
        second
            .map(|second| second.map(Timestamp))
            .or_else(|unreadable| {
                let text = self.fields.lenient_text(FIELD);
                let at = text.and_then(|text| timestamp::read(&text, Unzoned::Beijing));
                at.map(Some).ok_or(unreadable)
            })
    }

    fn duration(&self) -> Result<Option<u32>, Unreadable> {
        const FIELD: &str = "duration";
        let seconds: Option<u32> = self.fields.number(FIELD)?;
        match seconds {
            Some(seconds) if Seconds::from(seconds) > MAX_RECORDING => {
                Err(Unreadable::new(FIELD, "is over 7 days"))
            }
            seconds => Ok(seconds),
        }
    }
}
