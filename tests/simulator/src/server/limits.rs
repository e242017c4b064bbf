//! How often an action may be called.

use crate::ApiError;
use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

/// Calls within the last second, by action.
#[derive(Debug, Default)]
pub(super) struct Limits(HashMap<&'static str, VecDeque<Instant>>);

/// Requests per second. The limits of `SearchMedia` and `DescribeTasks` aren't published; those of similar actions are 100.
const PER_SECOND: [(&str, u32); 27] = [
    ("SearchMedia", 100),
    ("DescribeMediaInfos", 100),
    ("FastEditMedia", 20),
    ("EditMedia", 100),
    ("DescribeTaskDetail", 100),
    ("DescribeTasks", 100),
    ("DeleteMedia", 100),
    ("DescribeLiveStreamState", 300),
    ("DescribeCallbackRecordsList", 20),
    ("DescribeLiveDomains", 200),
    ("CreateRecordTask", 20),
    ("StopRecordTask", 20),
    ("DescribeRecordTask", 20),
    ("CreateLiveRecordTemplate", 200),
    ("ModifyLiveRecordTemplate", 200),
    ("DeleteLiveRecordTemplate", 200),
    ("DescribeLiveRecordTemplates", 500),
    ("CreateLiveRecordRule", 200),
    ("DeleteLiveRecordRule", 200),
    ("DescribeLiveRecordRules", 500),
    ("CreateLiveCallbackTemplate", 200),
    ("ModifyLiveCallbackTemplate", 200),
    ("DeleteLiveCallbackTemplate", 200),
    ("DescribeLiveCallbackTemplates", 500),
    ("CreateLiveCallbackRule", 200),
    ("DeleteLiveCallbackRule", 200),
    ("DescribeLiveCallbackRules", 500),
];

impl Limits {
    pub(super) fn take(&mut self, action: &str) -> Result<(), ApiError> {
        let Some((action, limit)) = PER_SECOND.iter().find(|(known, _)| *known == action) else {
            return Ok(());
        };
        let now = Instant::now();
        let calls = self.0.entry(action).or_default();
        while calls
            .front()
            .is_some_and(|call| now - *call >= Duration::from_secs(1))
        {
            calls.pop_front();
        }
        if calls.len() >= *limit as usize {
            return Err(ApiError::rate_limit(*limit));
        }
        calls.push_back(now);
        Ok(())
    }
}
