//! `DescribeCallbackRecordsList` (<https://cloud.tencent.com/document/product/267/51328>): the callbacks that were
//! sent, whatever became of them.

use crate::{
    Account, ApiError, Event,
    api::{live::record_body, params},
    callbacks::courier::Answer,
    callbacks::sender::signed,
    chance::{self, percent},
    moment::{self, Style},
};
use serde::Deserialize;
use serde_json::{Value, json};

const KEPT_SECONDS: i64 = 14 * 86_400;
const MAX_SPAN_SECONDS: i64 = 86_400;
/// Undocumented; the limit of similar actions.
const MAX_PAGE_SIZE: i64 = 100;
/// The only events of which records are kept.
const EVENT_TYPES: [u16; 4] = [0, 1, 100, 200];
/// What the random decisions about records are for.
const RECORDS: u64 = 0x7265_636f_7264_7300;
/// The result of an unacknowledged event. Anything but 0 is a failure.
const FAILED: i64 = -1;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeCallbackRecordsList {
    start_time: String,
    end_time: String,
    stream_name: String,
    page_num: i64,
    page_size: i64,
    #[serde(default)]
    event_type: Option<u16>,
    #[serde(default)]
    result_code: Option<i64>,
}

impl Account {
    pub(crate) fn callback_records(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DescribeCallbackRecordsList = params::read(body)?;
        let (start, style) = moment_of(&asked.start_time)?;
        let (end, _) = moment_of(&asked.end_time)?;
        ensure(start <= end, "StartTime lies after EndTime.")?;
        ensure(
            end - start <= MAX_SPAN_SECONDS,
            "The span is longer than a day.",
        )?;
        ensure(
            start >= now - KEPT_SECONDS,
            "StartTime lies more than 14 days back.",
        )?;
        ensure(asked.page_num >= 1, "PageNum starts at 1.")?;
        ensure(
            (1..=MAX_PAGE_SIZE).contains(&asked.page_size),
            "PageSize is 1 to 100.",
        )?;
        let code_of = |event: &Event| match self.receipts.of(event.id) {
            Some(receipt) if receipt.answer == Answer::Status(200) => 0,
            _ => FAILED,
        };
        let events = self.world.events_until(end.min(now));
        let start = start.max(self.records_from);
        let before = events.partition_point(|event| event.at < start);
        let found: Vec<&Event> = events[before..]
            .iter()
            .filter(|event| EVENT_TYPES.contains(&event.event_type()))
            .filter(|event| self.world.streams()[event.stream].stream_id() == asked.stream_name)
            .filter(|event| {
                asked
                    .event_type
                    .is_none_or(|kind| kind == event.event_type())
            })
            .filter(|event| asked.result_code.is_none_or(|code| code == code_of(event)))
            .collect();
        let size = usize::try_from(asked.page_size).unwrap_or(1);
        let skipped = usize::try_from(asked.page_num - 1)
            .unwrap_or(0)
            .saturating_mul(size);
        let page: Vec<Value> = found
            .iter()
            .skip(skipped)
            .take(size)
            .map(|event| self.record(event, code_of(event), style, &asked.stream_name))
            .collect();
        Ok(json!({
            "DataInfoList": page, "PageNum": asked.page_num, "PageSize": asked.page_size,
            "TotalNum": found.len(), "TotalPage": found.len().div_ceil(size),
        }))
    }

    /// Times are written in the style of the request.
    fn record(&self, event: &Event, code: i64, style: Style, stream_id: &str) -> Value {
        let receipt = self.receipts.of(event.id);
        let (at, response) = match receipt {
            Some(receipt) => (receipt.at, receipt.body),
            None => (event.at, String::new()),
        };
        let habits = &self.world.script().habits;
        let mut rng = chance::rng(self.world.script().seed, &[RECORDS, event.id as u64]);
        let unreadable = percent(&mut rng, habits.unreadable_records_percent);
        let encoding = rng.choice(&habits.record_encodings).copied();
        let request = match encoding {
            Some(encoding) if !unreadable || code != 0 => {
                let body = signed(&event.body(&self.world), &self.callback_key, event.at);
                record_body::encoded(&body, encoding)
            }
            // As in the official example.
            _ => format!("opensso++server%3D10.12.1.{}%3A", event.id),
        };
        json!({
            "EventTime": style.write(event.at), "EventType": event.event_type(),
            "Request": request,
            "Response": response, "ResponseTime": style.write(at), "ResultCode": code, "StreamId": stream_id,
        })
    }
}

fn moment_of(text: &str) -> Result<(i64, Style), ApiError> {
    moment::parse_either(text)
        .ok_or_else(|| ApiError::new("InvalidParameterValue", format!("{text:?} is no time.")))
}

fn ensure(holds: bool, problem: &str) -> Result<(), ApiError> {
    if holds {
        Ok(())
    } else {
        Err(ApiError::new("InvalidParameterValue", problem))
    }
}
