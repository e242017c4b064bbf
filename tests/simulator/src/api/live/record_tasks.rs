//! `CreateRecordTask` (<https://cloud.tencent.com/document/product/267/45983>), `StopRecordTask` and
//! `DescribeRecordTask` (<https://www.tencentcloud.com/document/product/267/56133>). What they record isn't made up: a
//! world says itself which files come of a task.

use crate::{Account, ApiError, account::studio::RecordTask, api::params};
use replay_grouping::Stream;
use serde::Deserialize;
use serde_json::{Value, json};

const DAY: i64 = 86_400;
const MAX_SECONDS: i64 = DAY;
const MAX_AHEAD: i64 = 7 * DAY;
const MAX_SPAN_SECONDS: i64 = 7 * DAY;
const MAX_AGE_SECONDS: i64 = 90 * DAY;
/// Undocumented; small here, so that tests need several pages.
const PAGE: usize = 20;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CreateRecordTask {
    stream_name: String,
    domain_name: String,
    app_name: String,
    end_time: i64,
    #[serde(default)]
    start_time: Option<i64>,
    #[serde(default)]
    stream_type: u8,
    #[serde(default)]
    template_id: u64,
    #[serde(default)]
    #[expect(dead_code, reason = "it means nothing so far")]
    extension: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct StopRecordTask {
    task_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeRecordTask {
    start_time: i64,
    end_time: i64,
    #[serde(default)]
    stream_name: String,
    #[serde(default)]
    domain_name: String,
    #[serde(default)]
    app_name: String,
    #[serde(default)]
    scroll_token: String,
}

impl Account {
    pub(crate) fn create_record_task(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: CreateRecordTask = params::read(body)?;
        let (starts_at, ends_at) = (asked.start_time.unwrap_or(now), asked.end_time);
        let time = "InvalidParameter.InvalidTaskTime";
        ensure(ends_at > starts_at, time, "EndTime isn't after StartTime.")?;
        ensure(ends_at > now, time, "EndTime has passed.")?;
        ensure(ends_at < now + MAX_AHEAD, time, "EndTime is 7 days ahead.")?;
        ensure(
            ends_at - starts_at <= MAX_SECONDS,
            time,
            "It would take more than 24 hours.",
        )?;
        let wrong = "InvalidParameter";
        ensure(asked.stream_type <= 1, wrong, "StreamType is 0 or 1.")?;
        let stream = Stream::new(&asked.domain_name, &asked.app_name, &asked.stream_name)
            .map_err(|invalid| ApiError::new(wrong, invalid.to_string()))?;
        let seed = self.world.script().seed;
        let id = self
            .studio
            .open()
            .record(seed, stream, (starts_at, ends_at), asked.template_id);
        Ok(json!({"TaskId": id}))
    }

    pub(crate) fn stop_record_task(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: StopRecordTask = params::read(body)?;
        let mut shelf = self.studio.open();
        let task = shelf.record_task(&asked.task_id, now).ok_or_else(|| {
            ApiError::new("InvalidParameter.TaskNotExist", "There is no such task.")
        })?;
        ensure(
            !task.is_over(now),
            "FailedOperation.AlterTaskState",
            "The task is over.",
        )?;
        task.stopped_at = Some(now);
        Ok(json!({}))
    }

    /// By start. The token is the place where the next page begins.
    pub(crate) fn describe_record_task(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DescribeRecordTask = params::read(body)?;
        let (from, to) = (asked.start_time, asked.end_time);
        let wrong = "InvalidParameter";
        ensure(to > from, wrong, "EndTime isn't after StartTime.")?;
        ensure(
            to - from <= MAX_SPAN_SECONDS,
            wrong,
            "The span is longer than a week.",
        )?;
        ensure(
            from >= now - MAX_AGE_SECONDS,
            wrong,
            "StartTime is more than 90 days back.",
        )?;
        let skipped = match asked.scroll_token.as_str() {
            "" => Ok(0),
            token => token.parse(),
        };
        let skipped: usize = skipped.map_err(|_| ApiError::new(wrong, "No such ScrollToken."))?;
        let shelf = self.studio.open();
        let tasks = shelf.record_tasks(now);
        let mut tasks: Vec<&RecordTask> = tasks.filter(|task| asked.wants(task)).collect();
        tasks.sort_by_key(|task| task.starts_at);
        let page = tasks.iter().skip(skipped).take(PAGE);
        let page: Vec<Value> = page.map(|task| shown(task)).collect();
        let next = skipped.saturating_add(page.len());
        let token = if next < tasks.len() {
            next.to_string()
        } else {
            String::new()
        };
        Ok(json!({"TaskList": page, "ScrollToken": token}))
    }
}

impl DescribeRecordTask {
    /// A task matches when all of it lies in the range.
    fn wants(&self, task: &RecordTask) -> bool {
        let one = |wanted: &str, name| wanted.is_empty() || wanted == name;
        task.starts_at >= self.start_time
            && task.ends_at <= self.end_time
            && one(&self.stream_name, task.stream.stream_id())
            && one(&self.domain_name, task.stream.domain())
            && one(&self.app_name, task.stream.app())
    }
}

fn shown(task: &RecordTask) -> Value {
    let stream = &task.stream;
    json!({
        "TaskId": task.id, "DomainName": stream.domain(), "AppName": stream.app(), "StreamName": stream.stream_id(),
        "StartTime": task.starts_at, "EndTime": task.ends_at, "TemplateId": task.template_id,
        "Stopped": task.stopped_at.unwrap_or(0),
    })
}

fn ensure(holds: bool, code: &'static str, problem: &str) -> Result<(), ApiError> {
    if holds {
        Ok(())
    } else {
        Err(ApiError::new(code, problem))
    }
}
