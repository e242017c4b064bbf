//! What one callback costs.

use crate::meter::{Meter, Order, row};
use replay_it::{at, begin, end, part, screenshot};
use serde_json::json;

pub(crate) async fn print(meter: &Meter) {
    row(
        "push begin, first of its stream",
        Order::Serial,
        &meter.callback(&begin("room", 1, at(0))).await,
    );
    row(
        "part of a broadcast",
        Order::FirstTwoAtOnce,
        &meter.callback(&part("room", 1, "mp4", at(0), at(60))).await,
    );
    let mut longest = None;
    for minute in 2..500 {
        let file = part(
            "room",
            minute,
            "mp4",
            at(60 * i(minute - 1)),
            at(60 * i(minute)),
        );
        longest = Some(meter.callback(&file).await);
    }
    row(
        "part of a broadcast of 500 parts",
        Order::FirstTwoAtOnce,
        &longest.unwrap_or_default(),
    );
    row(
        "push end",
        Order::Serial,
        &meter.callback(&end("room", 1, at(30_000), 30_000)).await,
    );
    row(
        "part that begins a broadcast",
        Order::FirstTwoAtOnce,
        &meter
            .callback(&part("room", 900, "flv", at(40_000), at(40_060)))
            .await,
    );
    row(
        "part that joins two broadcasts",
        Order::FirstTwoAtOnce,
        &meter
            .callback(&part("room", 901, "hls", at(30_100), at(39_900)))
            .await,
    );
    row(
        "repeated part",
        Order::FirstTwoAtOnce,
        &meter.callback(&part("room", 1, "mp4", at(0), at(60))).await,
    );
    row(
        "repeated push begin",
        Order::Serial,
        &meter.callback(&begin("room", 1, at(0))).await,
    );
    row(
        "contradicting part, into quarantine",
        Order::FirstTwoAtOnce,
        &meter.callback(&part("room", 1, "mp4", at(0), at(61))).await,
    );
    row(
        "unknown event, into quarantine",
        Order::Serial,
        &meter.callback(&json!({"event_type": 4_711})).await,
    );
    let signal = json!({
        "event_type": 332, "appname": "live", "domain": "push.live.example.com", "stream_id": "room",
        "event_time": at(0), "record_event": "record_ended", "seq": "1", "session_id": "2",
    });
    row("signal", Order::Serial, &meter.callback(&signal).await);
    for (name, when) in [("first screenshot", 30), ("further screenshot", 40)] {
        let taken = screenshot("room", at(when), &when.to_string());
        row(name, Order::Serial, &meter.callback(&taken).await);
    }
}

fn i(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
