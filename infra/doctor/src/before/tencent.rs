//! Tencent: whether the keys work, and whether the push domain is there and free.

use super::{push_domain, rights::Rights};
use crate::{Report, Settings, secrets::Secrets, stack::Stack};
use replay_grouping::{FileId, Seconds, Stream, Timestamp};
use replay_settings::{Vars, now};
use replay_tencent::{
    TaskId,
    client::{self, Retry, Tencent},
    live::{RecordTasksQuery, RecordsQuery},
    vod::{JoinKey, Search},
};

const READING: &str = "tencent-reading.json";
/// Nobody streams, uploads or joins under this name.
const NOBODY: &str = "live-replay-doctor";

/// Asks everything that the functions ask without changing anything.
pub(crate) async fn tencent(
    settings: &Settings,
    secrets: &Secrets,
    stack: Option<&Stack>,
    report: &mut Report,
) {
    let named = settings.parameter("TencentSecretIdName");
    if named.is_empty() {
        return report.warning(
            "keys to Tencent",
            "are not named: nobody asks VOD, and with Publish=confirmed nothing is ever published",
        );
    }
    if secrets.get("TENCENT_SECRET_ID").is_empty() || secrets.get("TENCENT_SECRET_KEY").is_empty() {
        return;
    }
    if settings.parameter("VodSubAppId").is_empty() {
        report.warning(
            "VodSubAppId",
            "is empty: right only for accounts that opened VOD before 2023-12-25",
        );
    }
    let tencent = match client(settings, secrets) {
        Ok(tencent) => tencent,
        Err(problem) => return report.wrong("keys to Tencent", problem),
    };
    let mut rights = Rights::default();
    read(&tencent, settings, &mut rights).await;
    if rights.failed.is_none() && settings.sets_up_tencent() {
        let callbacks = stack.and_then(|stack| push_domain::callbacks(settings, secrets, stack));
        push_domain::exists(&tencent, settings, &mut rights, report).await;
        push_domain::is_ours(&tencent, settings, callbacks, &mut rights, report).await;
    } else if rights.failed.is_none() {
        report.warning(
            "PushDomain",
            "is empty: recording and callbacks are not set up at Tencent by the deployment",
        );
    }
    rights.report(report);
}

fn client(settings: &Settings, secrets: &Secrets) -> Result<Tencent, String> {
    let get = |variable: &str| {
        let value = match variable {
            "VOD_SUB_APP_ID" => settings.parameter("VodSubAppId"),
            "VOD_ENDPOINT" => settings.parameter("VodEndpoint"),
            "LIVE_ENDPOINT" => settings.parameter("LiveEndpoint"),
            secret => secrets.get(secret),
        };
        Some(value.to_owned())
    };
    let read = client::Settings::read(Vars(&get)).map_err(|error| error.to_string())?;
    let mut read = read.ok_or("are not stored")?;
    read.retry = Retry {
        attempts: 2,
        ..Retry::default()
    };
    Tencent::new(read, now).map_err(|error| replay_https::with_causes(&error))
}

/// What reconcile and the API read.
async fn read(tencent: &Tencent, settings: &Settings, rights: &mut Rights) {
    let now = now();
    let search = Search {
        stream_ids: vec![NOBODY.to_owned()],
        domains: Vec::new(),
        apps: Vec::new(),
        after: now - Seconds::DAY,
        before: now,
        offset: 0,
        limit: 1,
    };
    let found = tencent.search_media(&search).await;
    rights.note(READING, "vod:SearchMedia", found);
    if rights.failed.is_some() {
        return;
    }
    if let Ok(file) = FileId::new("1") {
        let found = tencent.describe_media(&[file]).await;
        rights.note(READING, "vod:DescribeMediaInfos", found);
    }
    if let Ok(task) = TaskId::new(NOBODY) {
        let found = tencent.describe_task(&task).await;
        rights.note(READING, "vod:DescribeTaskDetail", found);
    }
    if let Ok(key) = JoinKey::new(NOBODY) {
        let found = tencent.find_task(&key, now).await;
        rights.note(READING, "vod:DescribeTasks", found);
    }
    live(tencent, settings, now, rights).await;
}

async fn live(tencent: &Tencent, settings: &Settings, now: Timestamp, rights: &mut Rights) {
    let domain = match settings.parameter("PushDomain") {
        "" => "push.example.com",
        domain => domain,
    };
    if let Ok(stream) = Stream::new(domain, settings.parameter("AppName"), NOBODY) {
        let state = tencent.stream_state(&stream).await;
        rights.note(READING, "live:DescribeLiveStreamState", state);
    }
    let query = RecordsQuery {
        stream_id: NOBODY.to_owned(),
        from: now - Seconds::MINUTE,
        to: now,
        page: 1,
    };
    let records = tencent.callback_records(&query).await;
    rights.note(READING, "live:DescribeCallbackRecordsList", records);
    let query = RecordTasksQuery {
        from: now - Seconds::DAY,
        to: now,
        stream_id: Some(NOBODY.to_owned()),
        ..RecordTasksQuery::default()
    };
    let tasks = tencent.record_tasks(&query).await;
    rights.note(READING, "live:DescribeRecordTask", tasks);
}
