//! What callbacks tell is confirmed within seconds, and nothing depends on it.

use crate::{ANN, HOUR, shown, world};
use replay_grouping::Timestamp;
use replay_it::{Fault as StoreFault, Play, Proxy, Stage, at, begin, end, file_id, part, stream};
use replay_reconcile::Confirm;
use replay_simulator::{Fault, Faults, World};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

const NAME: &str = "room";
/// Enough for a second look.
const TIME: Duration = Duration::from_secs(60);

/// One MP4 file of 600 s, which VOD has from 1606 s on.
fn one_file() -> World {
    world(&json!([{
        "stream_id": NAME, "template": {"mp4_interval": 3_600}, "pushes": [{"begin": 1_000, "end": 1_600}],
    }]))
}

async fn start(world: World) -> Stage {
    let play = Play {
        confirm: true,
        ..Play::of(world, &[])
    };
    Stage::start(play).await
}

/// Hands over these records, and returns which have to be sent again.
async fn handled(confirm: &Confirm, stage: &Stage, records: &[Value]) -> Vec<String> {
    let event = json!({"Records": records});
    let handled = confirm.handle(&event, Timestamp(stage.clock.now()), TIME);
    let response = Box::pin(handled).await;
    response.failures().map(ToOwned::to_owned).collect()
}

/// Whether a record is of an item of this kind.
fn is_of(kind: &str, record: &Value) -> bool {
    record["dynamodb"]["Keys"].to_string().contains(kind)
}

/// Confirms, and returns which records have to be sent again.
async fn confirm(stage: &mut Stage) -> Vec<String> {
    let response = stage.confirm_now().await;
    response.failures().map(ToOwned::to_owned).collect()
}

fn calls(stage: &Stage) -> BTreeMap<String, usize> {
    stage.server.take_calls()
}

fn only(action: &str, times: usize) -> BTreeMap<String, usize> {
    BTreeMap::from([(action.to_owned(), times)])
}

async fn live(stage: &Stage) -> usize {
    let (_, feed) = stage.ask("GET", "/feed", None, "").await;
    feed["live"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_broadcast_is_live_and_listed_within_seconds_and_settles_without_a_question() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(990)).await;
    stage.run().await;
    calls(&stage);
    stage.deliver_until(at(1_003)).await;
    assert_eq!(live(&stage).await, 0);
    assert!(confirm(&mut stage).await.is_empty());
    assert_eq!(live(&stage).await, 1);
    assert_eq!(calls(&stage), only("DescribeLiveStreamState", 1));
    // The polls know it.
    stage.deliver_until(at(1_060)).await;
    assert_eq!(stage.run().await.polled, 0);

    stage.deliver_until(at(1_601)).await;
    stage.run().await;
    assert!(shown(&stage, None, "").await.is_empty());
    calls(&stage);
    stage.deliver_until(at(1_610)).await;
    assert!(confirm(&mut stage).await.is_empty());
    assert_eq!(calls(&stage), only("DescribeMediaInfos", 1));
    let replay = &shown(&stage, None, "").await[0];
    let seen = ["state", "confirmed", "duration"].map(|field| replay[field].clone());
    assert_eq!(seen, [json!("settling"), json!(true), json!(600)]);
    // All of it is known, so that it settles at its time, which the confirmation didn't move.
    stage.deliver_until(at(1_895)).await;
    stage.run().await;
    calls(&stage);
    stage.deliver_until(at(1_901)).await;
    assert_eq!(stage.run().await.settled, 1);
    assert_eq!(calls(&stage), BTreeMap::new());
    assert_eq!(shown(&stage, None, "").await[0]["state"], "complete");
    // Whoever comes second finds nothing to do.
    let mut again = stage.table.records(None);
    again.retain(|record| is_of("PART#", record) || is_of("PUSH#", record));
    assert!(handled(&stage.confirm, &stage, &again).await.is_empty());
    assert_eq!(calls(&stage), BTreeMap::new());
}

/// A broadcast of which something is missing is asked about as before.
#[tokio::test]
async fn what_is_not_whole_is_polled() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(1_610)).await;
    confirm(&mut stage).await;
    // It was pushed once more, and nothing of that was recorded.
    stage.deliver_until(at(1_660)).await;
    stage.deliver(&end(NAME, 77, at(1_650), 30)).await;
    stage.deliver_until(at(1_945)).await;
    stage.run().await;
    calls(&stage);
    stage.deliver_until(at(1_951)).await;
    assert_eq!(stage.run().await.settled, 0);
    assert!(calls(&stage).contains_key("SearchMedia"));
}

#[tokio::test]
async fn what_is_not_there_yet_is_asked_for_twice_and_left_to_the_polls() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(900)).await;
    stage.run().await;
    calls(&stage);
    // Both are forged, or come before VOD and Live know of them.
    stage.deliver(&part(NAME, 9, "mp4", at(100), at(200))).await;
    stage.deliver(&begin("other", 9, at(880))).await;
    assert!(confirm(&mut stage).await.is_empty());
    let twice = BTreeMap::from([
        ("DescribeLiveStreamState".to_owned(), 2),
        ("DescribeMediaInfos".to_owned(), 2),
    ]);
    assert_eq!(calls(&stage), twice);
    assert!(shown(&stage, None, "").await.is_empty());
    assert_eq!(live(&stage).await, 0);
    // A quick miss is no step towards denial.
    let (room, file) = (stream(NAME), file_id(9));
    let known = stage.store.known_parts(&[(&room, &file)]).await.unwrap();
    assert_eq!((known[0].missed_at, known[0].denied_at), (None, None));
    assert!(stage.to_confirm().is_empty());
}

/// The callbacks of some files, all of one batch.
async fn many(stage: &mut Stage, files: u64) {
    for file in 0..files {
        let start = at(i64::try_from(file).unwrap() * 60);
        let sent = part(NAME, file, "mp4", start, start + 60);
        stage.deliver(&sent).await;
    }
}

#[tokio::test]
async fn files_are_looked_up_twenty_at_a_time() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(900)).await;
    many(&mut stage, 45).await;
    calls(&stage);
    assert!(confirm(&mut stage).await.is_empty());
    assert_eq!(calls(&stage), only("DescribeMediaInfos", 2 * 3));
}

#[tokio::test]
async fn only_what_tencent_refuses_for_too_many_calls_is_sent_again() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(1_610)).await;
    stage.deliver(&begin("other", 9, at(1_600))).await;
    let records = stage.to_confirm();
    let files = records
        .iter()
        .filter(|record| is_of("PART#", record))
        .count();
    let pushes = records.len() - files;
    assert!(files > 0 && pushes > 0);
    for (action, kind, number) in [
        ("DescribeMediaInfos", "PART#", files),
        ("DescribeLiveStreamState", "PUSH#", 1),
    ] {
        stage.server.set_faults(Faults::by(move |asked| {
            (asked.action == action).then_some(Fault::RateLimit)
        }));
        let failed = handled(&stage.confirm, &stage, &records).await;
        assert_eq!(failed.len(), number, "{action}");
        let mut of_kind = records.iter().filter(|record| is_of(kind, record));
        assert!(failed.iter().all(|failed| {
            of_kind.any(|record| record["dynamodb"]["SequenceNumber"] == **failed)
        }));
    }
    assert_eq!(shown(&stage, None, "").await.len(), 1);
}

#[tokio::test]
async fn while_vod_is_down_nothing_is_held_up_and_polls_make_up_for_it() {
    for fault in [
        Fault::Status(503),
        Fault::Internal,
        Fault::Break,
        Fault::Forbid,
    ] {
        let mut stage = start(one_file()).await;
        stage.deliver_until(at(1_610)).await;
        stage.server.set_faults(Faults::by(move |_| Some(fault)));
        assert!(confirm(&mut stage).await.is_empty(), "{fault:?}");
        stage.calm();
        assert!(shown(&stage, None, "").await.is_empty());
        stage.play(at(HOUR), 300).await;
        assert_eq!(shown(&stage, None, "state=complete").await.len(), 1);
    }
}

#[tokio::test]
async fn a_poison_record_fails_alone() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(1_610)).await;
    let mut records = stage.to_confirm();
    let mut poison = records
        .iter()
        .find(|record| is_of("PART#", record))
        .unwrap()
        .clone();
    poison["dynamodb"]["SequenceNumber"] = json!("99999");
    poison["dynamodb"]["NewImage"]["told"] = json!({"S": "{"});
    records.insert(0, poison);
    records.insert(1, json!({"dynamodb": {"SequenceNumber": "99998"}}));
    let failed = handled(&stage.confirm, &stage, &records).await;
    assert_eq!(failed, ["99999", "99998"]);
    assert_eq!(shown(&stage, None, "").await.len(), 1);
}

#[tokio::test]
async fn what_the_store_does_not_take_is_sent_again() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(1_610)).await;
    let records = stage.to_confirm();
    let all = |operation: &'static str| {
        move |asked: &str, _: usize| match asked == operation {
            true => StoreFault::Throttle,
            false => StoreFault::None,
        }
    };
    // The stream isn't live any more, so nothing is written of it.
    for (operation, number) in [("BatchGetItem", 2), ("TransactWriteItems", 1)] {
        let proxy = Proxy::start(&stage.table.endpoint, all(operation)).await;
        let way = [("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint())];
        let confirm = stage.another_confirm_with(&way);
        let failed = handled(&confirm, &stage, &records).await;
        assert_eq!(failed.len(), number, "{operation}");
        assert!(shown(&stage, None, "").await.is_empty());
    }
    assert!(handled(&stage.confirm, &stage, &records).await.is_empty());
    assert_eq!(shown(&stage, None, "").await.len(), 1);
}

#[tokio::test]
async fn a_file_forged_into_another_stream_is_listed_in_its_own() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(1_603)).await;
    let mut forged = part("thief", 1, "mp4", at(1_000), at(1_600));
    forged["file_id"] = stage.world.media()[0].file_id.as_str().into();
    stage.deliver(&forged).await;
    // The true one contradicts it, and waits in quarantine.
    stage.deliver_until(at(1_610)).await;
    assert!(confirm(&mut stage).await.is_empty());
    assert!(shown(&stage, None, "stream_id=thief").await.is_empty());
    let own = shown(&stage, None, "stream_id=room").await;
    assert_eq!(own.len(), 1, "{own:?}");
    let (_, quarantine) = stage.ask("GET", "/quarantine", ANN, "").await;
    let events = quarantine["events"].as_array().unwrap();
    assert!(
        events
            .iter()
            .all(|event| event["body"].to_string().contains("thief")),
        "{quarantine}"
    );
}

#[tokio::test]
async fn without_keys_there_is_nobody_to_ask() {
    let play = Play {
        keys: false,
        confirm: true,
        ..Play::of(one_file(), &[])
    };
    let mut stage = Stage::start(play).await;
    stage.deliver_until(at(1_610)).await;
    assert!(!stage.to_confirm().is_empty());
    assert!(confirm(&mut stage).await.is_empty());
    assert_eq!(calls(&stage), BTreeMap::new());
}

/// The calls to Tencent of an evening of six shows, from the first begin until all have settled.
async fn calls_of_an_evening(confirm: bool) -> BTreeMap<String, usize> {
    let shows = (0..6).map(|show| {
        let begin = 700 * show;
        json!({
            "stream_id": format!("room{show}"),
            "template": {"hls_continues": 600, "mp4_interval": 1_800, "flv_interval": 1_800},
            "pushes": [{"begin": begin, "end": begin + 1_200 + 1_100 * show}],
        })
    });
    let shows: Vec<Value> = shows.collect();
    let mut stage = Stage::start(Play {
        confirm,
        ..Play::of(world(&json!(shows)), &[])
    })
    .await;
    stage.play(at(4 * HOUR), 60).await;
    let (_, list) = stage.ask("GET", "/replays?state=complete", None, "").await;
    assert_eq!(list["replays"].as_array().unwrap().len(), 6, "{list}");
    stage.server.take_calls()
}

#[tokio::test]
async fn to_confirm_at_once_costs_at_most_a_call_for_each_callback_and_saves_polls() {
    let polls = calls_of_an_evening(false).await;
    let confirm = calls_of_an_evening(true).await;
    let of = |calls: &BTreeMap<String, usize>, action: &str| {
        calls.get(action).copied().unwrap_or_default()
    };
    // 26 files and 6 begins, some of which come together.
    assert!(of(&confirm, "DescribeMediaInfos") <= 26, "{confirm:?}");
    for action in [
        "DescribeLiveStreamState",
        "SearchMedia",
        "DescribeCallbackRecordsList",
    ] {
        assert!(
            of(&confirm, action) <= of(&polls, action) + 6,
            "{confirm:?} {polls:?}"
        );
    }
    // While a show goes on and VOD has confirmed its files, it is polled every 15 minutes, and when it is whole not again.
    let sum = |calls: &BTreeMap<String, usize>| calls.values().sum::<usize>();
    assert!(
        sum(&confirm) <= 6 * 25 && sum(&polls) <= 6 * 20,
        "{confirm:?} {polls:?}"
    );
}

/// What Live says of this second may be about the push before.
#[tokio::test]
async fn whether_a_push_goes_on_is_asked_from_the_second_after_its_begin() {
    let mut stage = start(one_file()).await;
    stage.deliver_until(at(1_003)).await;
    let records = stage.to_confirm();
    calls(&stage);
    stage.clock.set(at(1_000));
    assert!(handled(&stage.confirm, &stage, &records).await.is_empty());
    assert_eq!(calls(&stage), BTreeMap::new());
    stage.clock.set(at(1_001));
    assert!(handled(&stage.confirm, &stage, &records).await.is_empty());
    assert_eq!(calls(&stage), only("DescribeLiveStreamState", 1));
    assert_eq!(live(&stage).await, 1);
}
