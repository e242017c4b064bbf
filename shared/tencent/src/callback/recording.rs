//! Event 100: a recorded file is ready. Fields: <https://cloud.tencent.com/document/product/267/47026>.

use super::{
    Unusable,
    read::{APP_AND_APPNAME, Reader},
};
use crate::fields::{Fields, Unreadable};
use replay_grouping::{FileId, Format, MAX_RECORDING, RecordedFile, Seconds, Times, Timestamp};

impl Reader<'_> {
    pub(super) fn recorded_file(&self) -> Result<RecordedFile, Unusable> {
        let named = self.stream(&APP_AND_APPNAME)?;
        let extra = self.fields.object("callback_ext");
        Ok(RecordedFile {
            stream: named.stream,
            named_stream: named.explicitly,
            file_id: self.file_id()?,
            format: self.format()?,
            times: Times {
                start: self.fields.number("start_time")?.map(Timestamp),
                end: self.time("end_time")?,
                duration: self.duration()?,
            },
            bytes: self.fields.number("file_size")?,
            url: self.fields.url("video_url")?,
            session: self.session()?,
            task_id: self.fields.lenient_text("task_id"),
            record_session: Fields::new(&extra).lenient_text("session_id"),
            video_id: self.fields.lenient_text("video_id"),
            template_id: self.fields.lenient_text("record_temp_id"),
        })
    }

    fn file_id(&self) -> Result<FileId, Unusable> {
        let (field, id) = self.either(["file_id", "record_file_id"])?;
        FileId::new(&id).map_err(|invalid| Unreadable::new(field, invalid.problem).into())
    }

    fn format(&self) -> Result<Format, Unusable> {
        const FIELD: &str = "file_format";
        self.fields.format(FIELD)?.ok_or(Unusable::Missing(FIELD))
    }

    fn duration(&self) -> Result<Option<u32>, Unusable> {
        const FIELD: &str = "duration";
        let impossible = |problem| Err(Unreadable::new(FIELD, problem).into());
        match self.fields.number(FIELD)?.map(Seconds) {
            Some(Seconds(..0)) => impossible("is negative"),
            Some(seconds) if seconds > MAX_RECORDING => impossible("is over 7 days"),
            seconds => Ok(seconds.and_then(|seconds| u32::try_from(seconds.0).ok())),
        }
    }
}
