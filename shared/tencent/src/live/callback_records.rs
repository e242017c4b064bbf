//! The callbacks that Tencent sent: `DescribeCallbackRecordsList`
//! (<https://cloud.tencent.com/document/product/267/51328>).

use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::Fields,
    timestamp,
};
use replay_grouping::{Seconds, Timestamp};
use replay_signature::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};

const DESCRIBE_CALLBACK_RECORDS: Action =
    Action::live("DescribeCallbackRecordsList", 20, Effect::Idempotent);

/// Callback records in one page.
pub const MAX_RECORDS_PAGE: u32 = 100;

/// One request for callback records spans a day at most.
pub const MAX_RECORDS_SPAN: Seconds = Seconds::DAY;

/// Callback records are kept for 14 days.
pub const RECORDS_KEPT: Seconds = Seconds::DAY.times(14);

/// Which callbacks to look for. Domain and app can't be named: the records of all streams of this name come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsQuery {
    /// The stream name.
    pub stream_id: String,
    /// From this Unix second, no longer ago than [`RECORDS_KEPT`].
    pub from: Timestamp,
    /// To this one, no further from it than [`MAX_RECORDS_SPAN`].
    pub to: Timestamp,
    /// Counted from 1.
    pub page: u32,
}

/// A page of the callbacks that Tencent sent, or tried to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordsPage {
    /// How many pages there are.
    pub pages: u32,
    /// The records of this page.
    pub records: Vec<CallbackRecord>,
}

/// What Tencent kept of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallbackRecord {
    /// The request, for [`crate::callback::recorded_callback`]; empty where Tencent kept none.
    pub request: String,
    /// The kind and the time of the event, as Tencent writes them; empty where it doesn't.
    pub event: [String; 2],
}

impl CallbackRecord {
    fn read(record: &Fields<'_>) -> Self {
        let text = |field| record.lenient_text(field).unwrap_or_default();
        // Tencent writes 0 for an object that isn't there.
        let request = record.json("Request").filter(|text| text != "0");
        Self {
            request: request.unwrap_or_default(),
            event: [text("EventType"), text("EventTime")],
        }
    }

    /// 32 hex digits that are the same each time this record of a stream is read.
    #[must_use]
    pub fn fingerprint(&self, stream_id: &str) -> String {
        let [event_type, event_time] = &self.event;
        let all = [stream_id, event_type, event_time, &self.request].join("\n");
        hex(&Sha256::digest(all)[..16])
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeCallbackRecordsList<'a> {
    start_time: String,
    end_time: String,
    stream_name: &'a str,
    page_num: u32,
    page_size: u32,
}

impl Tencent {
    /// One page of the callbacks that Tencent sent, or tried to.
    pub async fn callback_records(&self, query: &RecordsQuery) -> Result<RecordsPage, ApiError> {
        let parameters = DescribeCallbackRecordsList {
            start_time: timestamp::write(query.from),
            end_time: timestamp::write(query.to),
            stream_name: &query.stream_id,
            page_num: query.page,
            page_size: MAX_RECORDS_PAGE,
        };
        let read = |answer: &Fields<'_>| {
            let record = |record: &Fields<'_>| Ok(CallbackRecord::read(record));
            Ok(RecordsPage {
                pages: answer.required_number("TotalPage")?,
                records: answer.each_readable("DataInfoList", record)?,
            })
        };
        self.call(&DESCRIBE_CALLBACK_RECORDS, &parameters, read)
            .await
    }
}
