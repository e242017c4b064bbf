//! The callbacks that Tencent remembers to have sent.

use crate::{
    fields::{Fields, Unreadable},
    moment,
};
use serde::Serialize;

/// Which callbacks to look for. The stream is named without domain and app: records of all its namesakes come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsQuery {
    /// The stream name.
    pub stream_id: String,
    /// From this Unix second, no longer ago than [`super::RECORDS_KEPT_SECONDS`].
    pub from: i64,
    /// To this one, no further from it than [`super::MAX_RECORDS_SPAN_SECONDS`].
    pub to: i64,
    /// Counted from 1.
    pub page: u32,
}

/// A page of callbacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordsPage {
    /// How many there are in all.
    pub total: u32,
    /// How many pages they fill.
    pub pages: u32,
    /// Those of this page.
    pub records: Vec<CallbackRecord>,
}

/// A callback that Tencent sent, or tried to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallbackRecord {
    /// 0, 1, 100 or 200.
    pub event_type: Option<i64>,
    /// The Unix second of the event.
    pub event_at: Option<i64>,
    /// The body that was sent, for [`crate::callback::Unverified::parse`]; empty when it was not kept.
    pub request: String,
    /// 0 when it was delivered.
    pub result_code: Option<i64>,
    /// The stream name.
    pub stream_id: Option<String>,
}

impl RecordsPage {
    pub(super) fn read(answer: &Fields<'_>) -> Result<Self, Unreadable> {
        let records = answer.objects("DataInfoList")?;
        Ok(Self {
            total: answer.needed("TotalNum")?,
            pages: answer.needed("TotalPage")?,
            records: records.iter().map(CallbackRecord::read).collect(),
        })
    }
}

impl CallbackRecord {
    fn read(record: &Fields<'_>) -> Self {
        Self {
            event_type: record.number("EventType").ok().flatten(),
            event_at: record.note("EventTime").and_then(|at| moment::read(&at)),
            request: record.json("Request").unwrap_or_default(),
            result_code: record.number("ResultCode").ok().flatten(),
            stream_id: record.note("StreamId"),
        }
    }
}
