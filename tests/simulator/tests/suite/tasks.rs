//! VOD: jobs that make a file of others, from their order to their end.

use crate::{OPENS_AT, api, api::Asked, key, one_drop};
use replay_simulator::{Account, JobFailure, Pace, Studio};
use serde_json::{Value, json};

const FAR: i64 = OPENS_AT + 300_000;
/// As the studio works unless told otherwise: a job waits 5 s, and takes 20 s.
const WAITS: i64 = 5;
const ENDS: i64 = 25;
const DAY: i64 = 86_400;

/// The three MP4 files of the known world, and how to join them.
fn order() -> Value {
    let world = one_drop();
    let infos: Vec<Value> = world.media()[..3]
        .iter()
        .map(|media| json!({"FileId": media.file_id.as_str()}))
        .collect();
    json!({"InputType": "File", "FileInfos": infos})
}

fn with(mut order: Value, name: &str, value: Value) -> Value {
    order[name] = value;
    order
}

fn take(asked: &Asked, order: &Value) -> String {
    let answer = asked.vod("EditMedia", order).unwrap();
    answer["TaskId"].as_str().unwrap().to_owned()
}

fn detail(asked: &Asked, task: &str) -> Result<Value, &'static str> {
    asked.vod("DescribeTaskDetail", &json!({"TaskId": task}))
}

#[test]
fn a_job_waits_runs_and_makes_a_file() {
    let asked = api::at(&one_drop(), FAR);
    let config =
        json!({"MediaName": "Episode 1", "Type": "mp4", "ExpireTime": "2026-10-09T08:53:20Z"});
    let order = with(order(), "OutputConfig", config);
    let order = with(order, "SessionContext", json!("as it is"));
    let task = take(&asked, &order);
    for (after, status, progress) in [
        (0, "WAITING", 0),
        (WAITS - 1, "WAITING", 0),
        (WAITS, "PROCESSING", 0),
        (WAITS + 10, "PROCESSING", 50),
        (ENDS - 1, "PROCESSING", 95),
        (ENDS, "FINISH", 100),
    ] {
        let detail = detail(&asked.after(after), &task).unwrap();
        assert_eq!(detail["Status"], status, "{after}");
        assert_eq!(detail["EditMediaTask"]["Progress"], progress, "{after}");
        let output = &detail["EditMediaTask"]["Output"];
        assert_eq!(output.is_object(), after == ENDS, "{after}");
    }
    let detail = detail(&asked.after(ENDS), &task).unwrap();
    assert_eq!(detail["TaskType"], "EditMedia");
    let edit = &detail["EditMediaTask"];
    assert_eq!(edit["ErrCode"], 0);
    assert_eq!(edit["SessionContext"], "as it is");
    assert_eq!(edit["Input"]["FileInfoSet"].as_array().unwrap().len(), 3);
    assert_eq!(edit["Output"]["MediaName"], "Episode 1");
    assert_eq!(edit["Output"]["FileType"], "mp4");
    assert_eq!(edit["Output"]["ExpireTime"], "2026-10-09T08:53:20Z");
    assert_eq!(edit["MetaData"]["Duration"], 3_725.0);

    let file = edit["Output"]["FileId"].as_str().unwrap();
    assert!(asked.after(ENDS - 1).held(&[file]).is_empty());
    assert_eq!(asked.after(ENDS).held(&[file]), [file]);
    let made = json!({"SourceTypes": ["VideoProcessing"]});
    let found = asked.after(ENDS).vod("SearchMedia", &made).unwrap();
    assert_eq!(found["TotalCount"], 1);
    // It expires as it was told to.
    assert!(asked.after(400 * DAY).held(&[file]).is_empty());
}

#[test]
fn a_failed_job_is_finished_too_and_makes_no_file() {
    let asked = api::at(&one_drop(), FAR);
    for (failure, status, code, ext) in [
        (JobFailure::Input, "FINISH", 40_000, "InvalidInput"),
        (JobFailure::Source, "FINISH", 60_000, "SourceFileError"),
        (JobFailure::Internal, "FINISH", 70_000, "InternalError"),
        (JobFailure::Aborted, "ABORTED", 0, ""),
    ] {
        asked.studio().fail_next(failure);
        let task = take(&asked, &order());
        let detail = detail(&asked.after(ENDS), &task).unwrap();
        assert_eq!(detail["Status"], status);
        assert_eq!(detail["EditMediaTask"]["ErrCode"], code);
        assert_eq!(detail["EditMediaTask"]["ErrCodeExt"], ext);
        assert_eq!(detail["EditMediaTask"]["Output"], Value::Null);
    }
    assert!(asked.studio().made().is_empty());
    // The next one goes well again.
    let task = take(&asked, &order());
    let detail = detail(&asked.after(ENDS), &task).unwrap();
    assert!(detail["EditMediaTask"]["Output"].is_object());
}

#[test]
fn a_job_needs_its_sources_to_its_end() {
    let world = one_drop();
    for (after, code) in [(ENDS - 1, 60_000), (ENDS, 0)] {
        let asked = api::at(&world, FAR);
        let task = take(&asked, &order());
        let source = world.media()[0].file_id.as_str();
        let deleted = json!({"FileId": source});
        asked.after(after).vod("DeleteMedia", &deleted).unwrap();
        let end = asked.after(ENDS);
        let detail = detail(&end, &task).unwrap();
        assert_eq!(detail["EditMediaTask"]["ErrCode"], code);
        let made = asked.studio().made();
        let held = end.held(&[made[0].media.file_id.as_str()]);
        assert_eq!(held.len(), usize::from(code == 0));
    }
}

#[test]
fn a_studio_works_at_its_own_pace() {
    let pace = Pace {
        waits: 0,
        works: 3_600,
        ..Pace::default()
    };
    let account = Account {
        studio: Studio::new(pace),
        ..Account::new(one_drop(), key())
    };
    let asked = Asked::of(account, FAR);
    let task = take(&asked, &order());
    for (after, status) in [(0, "PROCESSING"), (3_599, "PROCESSING"), (3_600, "FINISH")] {
        let detail = detail(&asked.after(after), &task).unwrap();
        assert_eq!(detail["Status"], status, "{after}");
    }
}

#[test]
fn a_session_id_is_accepted_once_in_three_days() {
    let asked = api::at(&one_drop(), FAR);
    let named = with(order(), "SessionId", json!("join-1"));
    take(&asked, &named);
    let again = |after| asked.after(after).vod("EditMedia", &named);
    assert_eq!(again(0), Err("FailedOperation.TaskDuplicate"));
    assert_eq!(again(3 * DAY - 1), Err("FailedOperation.TaskDuplicate"));
    assert!(again(3 * DAY).is_ok());
    // An empty one names nothing, and another is another.
    for id in ["", "", "join-2"] {
        take(&asked, &with(order(), "SessionId", json!(id)));
    }
}

#[test]
fn a_task_is_shown_for_three_days() {
    let asked = api::at(&one_drop(), FAR);
    let task = take(&asked, &order());
    let unknown = Err("InvalidParameterValue.TaskId");
    assert!(detail(&asked.after(3 * DAY - 1), &task).is_ok());
    assert_eq!(detail(&asked.after(3 * DAY), &task), unknown);
    assert_eq!(detail(&asked, "1500000001-EditMedia-0"), unknown);
    // Its file stays.
    let made = asked.studio().made();
    let file = made[0].media.file_id.as_str();
    assert_eq!(asked.after(4 * DAY).held(&[file]), [file]);
}

#[test]
fn the_limits_of_an_order() {
    let asked = api::at(&one_drop(), FAR);
    let config = |name: &str, value: Value| with(order(), "OutputConfig", json!({name: value}));
    for (order, code) in [
        (with(order(), "SessionId", json!("k".repeat(50))), ""),
        (
            with(order(), "SessionId", json!("k".repeat(51))),
            "InvalidParameterValue.SessionIdTooLong",
        ),
        (
            with(order(), "SessionContext", json!("房".repeat(1_000))),
            "",
        ),
        (
            with(order(), "SessionContext", json!("房".repeat(1_001))),
            "InvalidParameterValue.SessionContextTooLong",
        ),
        (config("MediaName", json!("房".repeat(64))), ""),
        (
            config("MediaName", json!("房".repeat(65))),
            "InvalidParameterValue",
        ),
        (config("Type", json!("hls")), ""),
        (config("Type", json!("flv")), "InvalidParameterValue"),
        (
            config("ExpireTime", json!("soon")),
            "InvalidParameterValue.ExpireTime",
        ),
        (
            with(order(), "InputType", json!("Stream")),
            "InvalidParameterValue",
        ),
        (
            with(order(), "FileInfos", json!([])),
            "InvalidParameterValue",
        ),
        (
            with(order(), "FileInfos", json!([{"FileId": "1"}])),
            "ResourceNotFound",
        ),
        (with(order(), "Files", json!([])), "UnknownParameter"),
        (json!({}), "MissingParameter"),
    ] {
        let refused = asked.vod("EditMedia", &order).err().unwrap_or_default();
        assert_eq!(refused, code, "{order}");
    }
}

#[test]
fn a_list_of_tasks_continues_at_its_token() {
    let asked = api::at(&one_drop(), FAR);
    let tasks: Vec<String> = (0..3)
        .map(|i| {
            let order = with(order(), "SessionId", json!(format!("join-{i}")));
            take(&asked.after(i), &order)
        })
        .collect();
    let later = asked.after(10);
    let list = |body: Value| {
        let answer = later.vod("DescribeTasks", &body).unwrap();
        let set = answer["TaskSet"].as_array().unwrap().clone();
        let ids = set.iter().map(|task| task["TaskId"].as_str().unwrap());
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        (ids, answer["ScrollToken"].clone())
    };
    let (first, token) = list(json!({"Limit": 2}));
    assert_eq!(first, tasks[..2]);
    assert_eq!(
        list(json!({"Limit": 2, "ScrollToken": token})),
        (tasks[2..].to_vec(), Value::Null)
    );
    let window = json!({"After": "2025-10-12T20:13:21Z", "Before": "2025-10-12T20:13:21Z"});
    assert_eq!(list(json!({"CreateTime": window})).0, tasks[1..2]);
    assert!(
        later
            .after(3 * DAY)
            .vod("DescribeTasks", &json!({}))
            .unwrap()["TaskSet"]
            == json!([])
    );
    let refused = later.vod("DescribeTasks", &json!({"Limit": 101}));
    assert_eq!(refused, Err("InvalidParameterValue"));
}
