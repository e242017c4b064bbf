//! What a page of the list costs, in a small table and in a large one.

use crate::meter::{Meter, NOW, Order, compare, row};
use replay_grouping::Timestamp;
use replay_it::{at, file_id, part, request, stream, vod_file};
use replay_store::Store;

const SIZES: [u64; 2] = [100, 3_000];
/// Too many for callbacks with a write each. They are stored as a backfill does it.
const LARGE: u64 = 100_000;
const STREAMS: u64 = 50;
const FILLERS: u64 = 4;
/// The number of files of one stream in one write.
const TOGETHER: u64 = 20;
/// More than the gap of 300 s, so that each file is a broadcast of its own.
const APART: u64 = 400;

/// What a viewer may ask for that no replay matches.
const NOTHING: [&str; 5] = [
    "state=missing",
    "format=xyz",
    "domain=xyz",
    "q=xyz",
    "stream_id=room7&format=xyz",
];

pub(crate) async fn print() {
    for size in SIZES {
        let meter = Meter::start().await;
        for replay in 0..size {
            let start = at(i(replay) * 20);
            let room = format!("room{}", replay % STREAMS);
            meter
                .callback(&part(&room, replay, "hls", start, start + 10))
                .await;
        }
        looks(&meter, size).await;
    }
}

pub(crate) async fn print_large() {
    let meter = Meter::start().await;
    let store = meter.store();
    // As many as the embedded store serves without timeouts.
    let fillers = (0..FILLERS).map(|first| {
        let store = store.clone();
        tokio::spawn(async move {
            for room in (first..STREAMS).step_by(usize::try_from(FILLERS).unwrap()) {
                fill(&store, room).await;
            }
        })
    });
    for filler in fillers.collect::<Vec<_>>() {
        filler.await.unwrap();
    }
    looks(&meter, LARGE).await;
}

/// Stores the share of one stream, which ends a day before now.
async fn fill(store: &Store, room: u64) {
    let own = LARGE / STREAMS;
    let opens_at = NOW - i(own * APART) - 86_400;
    let files: Vec<u64> = (0..own).collect();
    for files in files.chunks(usize::try_from(TOGETHER).unwrap()) {
        let shown = files.iter().map(|file| {
            let start = opens_at + i(file * APART);
            let url = "http://1500000001.vod2.myqcloud.com/x/playlist_eof.m3u8";
            let id = file_id(room * own + file);
            (id, vod_file("hls", start, start + 10, url))
        });
        let stream = stream(&format!("room{room}"));
        let shown: Vec<_> = shown.collect();
        store
            .record_vod_files(&stream, &shown, None, Timestamp(NOW))
            .await
            .unwrap();
    }
}

async fn looks(meter: &Meter, size: u64) {
    let get = |target: &str| request("GET", target, &[], "");
    let page = meter.api(get("/replays")).await;
    assert!(
        page.operations.len() <= 2,
        "one query, and one for the channels"
    );
    row(
        &format!("page of 20 of {size} replays"),
        Order::Serial,
        &page,
    );
    row(
        &format!("page of 20 of one stream of {size}"),
        Order::LastTwoAtOnce,
        &meter.api(get("/replays?stream_id=room7")).await,
    );
    row(
        &format!("feed of 20 of {size} replays"),
        Order::FirstFourAtOnce,
        &meter.api(get("/feed")).await,
    );
    for filter in NOTHING {
        let target = format!("/replays?{filter}");
        let (tally, took) = meter.timed(|| get(&target)).await;
        let ordinary = meter.timed(|| get("/replays")).await;
        compare(
            &format!("{filter} of {size}"),
            (&tally, took),
            (&ordinary.0, ordinary.1),
        );
    }
}

fn i(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
