//! Plays an evening in real time, at the speeds that Tencent documents, against two runners: one that confirms at once and
//! one that only polls. Prints how long viewers wait for what happens, and what Tencent is asked for it.
//!
//! It fails where that is longer than promised.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement may panic, and prints"
)]

mod courier;
mod evening;
mod figures;
mod house;
mod viewer;

use courier::Courier;
use evening::Evening;
use figures::Figures;
use house::House;
use replay_simulator::Clock;
use std::{process::ExitCode, sync::Arc, time::Duration};

/// Without an argument. Nothing is polled for the second time in these minutes.
const MINUTES: i64 = 3;

#[tokio::main]
async fn main() -> ExitCode {
    let minutes = std::env::args().nth(1);
    let minutes = minutes.map_or(Ok(MINUTES), |minutes| minutes.parse());
    let Some(minutes) = minutes.ok().filter(|minutes| (3..=120).contains(minutes)) else {
        eprintln!("replay-latency takes a number of minutes, from 3 to 120");
        return ExitCode::FAILURE;
    };
    let clock = Clock::real();
    let evening = Evening::new(clock.now() + 2, minutes * 60);
    let world = Arc::new(evening.world());
    println!("{evening}\n");
    let mut houses = Vec::new();
    for confirms in [true, false] {
        houses.push(House::start(&world, &clock, confirms).await);
    }
    let viewers: Vec<_> = (houses.iter().map(|house| house.watch())).collect();
    let courier = Courier::new(&world, &clock, &houses);
    let sent = courier.run().await;
    clock.until(evening.closes_at).await;
    let mut figures = Vec::new();
    for (house, viewer) in houses.into_iter().zip(viewers) {
        let calls = house.calls();
        let seen = viewer.leave().await;
        figures.push(Figures::of(&world, &sent[figures.len()], &seen, calls));
        house.stop().await;
    }
    let broken = figures::print(&figures[0], &figures[1]);
    match broken {
        false => ExitCode::SUCCESS,
        true => ExitCode::FAILURE,
    }
}

/// How long a viewer waits between two looks.
const LOOK: Duration = Duration::from_millis(200);
