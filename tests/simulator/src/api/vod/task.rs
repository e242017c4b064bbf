//! `DescribeTaskDetail` (<https://www.tencentcloud.com/document/api/266/34129>).

use super::media_info;
use crate::{
    Account, ApiError,
    account::studio::{Clip, Job, Shelf},
    api::params,
    moment::utc,
};
use replay_grouping::FileId;
use serde::Deserialize;
use serde_json::{Value, json};

/// Tencent writes this for a time that has not come.
const NOT_YET: &str = "0000-00-00T00:00:00Z";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeTaskDetail {
    #[serde(default)]
    sub_app_id: Option<u64>,
    task_id: String,
}

impl Account {
    pub(crate) fn describe_task_detail(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DescribeTaskDetail = params::read(body)?;
        let holds_files = self.holds_files(asked.sub_app_id)?;
        let shelf = self.studio.open();
        let mut jobs = shelf.jobs(now).filter(|_| holds_files);
        let job = jobs.find(|job| job.id == asked.task_id).ok_or_else(|| {
            ApiError::new("InvalidParameterValue.TaskId", "There is no such task.")
        })?;
        let mut detail = overview(job, self.status(&shelf, job, now), now);
        detail["EditMediaTask"] = self.edit_media_task(&shelf, job, now);
        for other in ["ProcedureTask", "ComposeMediaTask", "SplitMediaTask"] {
            detail[other] = Value::Null;
        }
        Ok(detail)
    }

    pub(crate) fn status(&self, shelf: &Shelf, job: &Job, now: i64) -> &'static str {
        match shelf.outcome(&self.world, job, now) {
            None if now < job.begins_at => "WAITING",
            None => "PROCESSING",
            Some(Ok(_)) => "FINISH",
            Some(Err(failure)) => failure.status(),
        }
    }

    fn edit_media_task(&self, shelf: &Shelf, job: &Job, now: i64) -> Value {
        let outcome = shelf.outcome(&self.world, job, now);
        let made = outcome.and_then(Result::ok);
        let (code, ext, message) = match outcome {
            None => (0, "", ""),
            Some(Ok(_)) => (0, "", "SUCCESS"),
            Some(Err(failure)) => failure.code_and_message(),
        };
        let sources = job.sources.iter().zip(&job.clips);
        let source = |(id, clip): (&FileId, &Clip)| json!({"FileId": id.as_str(), "StartTimeOffset": clip.start, "EndTimeOffset": clip.end});
        json!({
            "TaskId": job.id,
            // This status has no value for waiting or aborted tasks.
            "Status": if outcome.is_none() { "PROCESSING" } else { "FINISH" },
            "ErrCode": code, "ErrCodeExt": ext, "Message": message, "Progress": job.progress(now),
            "Input": {
                "InputType": "File", "StreamInfoSet": null,
                "FileInfoSet": sources.map(source).collect::<Vec<_>>(),
            },
            "Output": made.map(|media| json!({
                "FileType": media.format.as_str(), "FileId": media.file_id.as_str(), "FileUrl": media.url,
                "MediaName": media.name, "ClassId": 0, "ExpireTime": media_info::expiry(media),
            })),
            "MetaData": made.map(media_info::meta_data),
            "ProcedureTaskId": "", "SessionId": job.key, "SessionContext": job.context,
        })
    }
}

/// The fields of a task that both actions show.
pub(crate) fn overview(job: &Job, status: &str, now: i64) -> Value {
    let at = |at: i64| {
        if at <= now {
            utc(at)
        } else {
            NOT_YET.to_owned()
        }
    };
    json!({
        "TaskType": "EditMedia", "Status": status, "CreateTime": utc(job.asked_at),
        "BeginProcessTime": at(job.begins_at), "FinishTime": at(job.ends_at),
    })
}
