//! What Live knows of its streams: `DescribeLiveStreamState` (<https://cloud.tencent.com/document/api/267/20470>) and
//! `DescribeCallbackRecordsList`.

use super::{RecordsPage, RecordsQuery};
use crate::{
    client::{Action, ApiError, Tencent},
    fields::{Fields, Unreadable},
    moment,
};
use replay_grouping::Stream;
use serde::Serialize;

/// Callback records in one page.
pub const MAX_RECORDS_PAGE: u32 = 100;

/// One question for callback records spans a day at most.
pub const MAX_RECORDS_SPAN_SECONDS: i64 = 86_400;

/// Callback records are kept for 14 days.
pub const RECORDS_KEPT_SECONDS: i64 = 14 * 86_400;

/// Whether a stream is being pushed. Without an answer, assume that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamState {
    /// It is.
    Active,
    /// It isn't.
    Inactive,
    /// It isn't, and may not be.
    Forbidden,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeLiveStreamState<'a> {
    domain_name: &'a str,
    app_name: &'a str,
    stream_name: &'a str,
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
    /// Whether `stream` is being pushed now.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn stream_state(&self, stream: &Stream) -> Result<StreamState, ApiError> {
        let question = DescribeLiveStreamState {
            domain_name: stream.domain(),
            app_name: stream.app(),
            stream_name: stream.stream_id(),
        };
        self.ask(Action::DescribeLiveStreamState, &question, state)
            .await
    }

    /// One page of the callbacks that Tencent sent, or tried to.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn callback_records(&self, query: &RecordsQuery) -> Result<RecordsPage, ApiError> {
        let question = DescribeCallbackRecordsList {
            start_time: moment::utc(query.from),
            end_time: moment::utc(query.to),
            stream_name: &query.stream_id,
            page_num: query.page,
            page_size: MAX_RECORDS_PAGE,
        };
        self.ask(
            Action::DescribeCallbackRecordsList,
            &question,
            RecordsPage::read,
        )
        .await
    }
}

fn state(answer: &Fields<'_>) -> Result<StreamState, Unreadable> {
    const FIELD: &str = "StreamState";
    match answer.note(FIELD).as_deref() {
        Some("active") => Ok(StreamState::Active),
        Some("inactive") => Ok(StreamState::Inactive),
        Some("forbid") => Ok(StreamState::Forbidden),
        _ => Err(Unreadable {
            field: FIELD,
            problem: "is no state that we know",
        }),
    }
}
