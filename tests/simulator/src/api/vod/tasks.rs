//! `DescribeTasks` (<https://www.tencentcloud.com/document/api/266/34128>).

use super::task::overview;
use crate::{
    Account, ApiError,
    account::studio::Job,
    api::params::{self, SortBy, TimeRange, moment_of},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::ops::RangeInclusive;

const DEFAULT_LIMIT: usize = 10;
const MAX_LIMIT: usize = 100;
/// The only code that the official clients list for other errors.
const WRONG: &str = "InvalidParameterValue";

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct DescribeTasks {
    sub_app_id: Option<u64>,
    create_time: Option<TimeRange>,
    sort: Option<SortBy>,
    limit: Option<usize>,
    scroll_token: Option<String>,
}

impl Account {
    /// Oldest first by default. The token is the place where the next page begins.
    pub(crate) fn describe_tasks(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DescribeTasks = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        let (from, limit) = asked.page()?;
        let created = asked.created()?;
        let shelf = self.studio.open();
        let jobs = shelf.jobs(now).filter(|_| holds_files);
        let mut jobs: Vec<&Job> = jobs.filter(|job| created.contains(&job.asked_at)).collect();
        let order = asked.sort.as_ref().and_then(|sort| sort.order.as_deref());
        if order == Some("Desc") {
            jobs.reverse();
        }
        let page = jobs.iter().skip(from).take(limit);
        let page: Vec<Value> = page
            .map(|job| {
                let mut task = overview(job, self.status(&shelf, job, now), now);
                task["TaskId"] = json!(job.id);
                task["SessionId"] = json!(job.key);
                task["SessionContext"] = json!(job.context);
                task
            })
            .collect();
        let next = from + page.len();
        let token = (next < jobs.len()).then(|| next.to_string());
        Ok(json!({"TaskSet": page, "ScrollToken": token}))
    }
}

impl DescribeTasks {
    fn page(&self) -> Result<(usize, usize), ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        let from = self.scroll_token.as_deref().unwrap_or("0").parse();
        match from {
            Ok(from) if limit <= MAX_LIMIT => Ok((from, limit)),
            _ => Err(ApiError::new(WRONG, "Limit or ScrollToken is wrong.")),
        }
    }

    fn created(&self) -> Result<RangeInclusive<i64>, ApiError> {
        let range = self.create_time.as_ref();
        let after = moment_of(range.and_then(|range| range.after.as_ref()), WRONG)?;
        let before = moment_of(range.and_then(|range| range.before.as_ref()), WRONG)?;
        Ok(after.unwrap_or(i64::MIN)..=before.unwrap_or(i64::MAX))
    }
}
