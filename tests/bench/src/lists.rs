//! What one look at the list costs, in a small table and in a large one.

use crate::meter::{Meter, Order, row};
use replay_it::{at, part, request};

const SIZES: [u64; 2] = [100, 3_000];

pub(crate) async fn print() {
    for size in SIZES {
        let meter = Meter::start().await;
        for replay in 0..size {
            let start = at(i64::try_from(replay).unwrap_or(0) * 20);
            meter
                .callback(&part(
                    &format!("room{}", replay % 50),
                    replay,
                    "hls",
                    start,
                    start + 10,
                ))
                .await;
        }
        let get = |target: &str| request("GET", target, &[], "");
        row(
            &format!("page of 20 of {size} replays"),
            Order::Serial,
            &meter.api(get("/replays")).await,
        );
        row(
            &format!("page of 20 of one stream of {size}"),
            Order::Serial,
            &meter.api(get("/replays?stream_id=room7")).await,
        );
        row(
            &format!("feed of 20 of {size} replays"),
            Order::FirstThreeAtOnce,
            &meter.api(get("/feed")).await,
        );
    }
}
