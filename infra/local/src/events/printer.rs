//! Prints a line for each event. Whoever reads slowly holds up nothing.

use super::{Follower, line::line};
use std::{
    io::{self, Write},
    pin::pin,
    sync::mpsc::sync_channel,
    thread,
    time::Duration,
};
use tokio::time::sleep;

/// How many lines may wait for a terminal that takes none. Further ones are left out.
const WAITING: usize = 1_000;

/// Prints events to standard output, until the runner stops. A closed output is no reason to stop. Those of the first moments
/// are only counted: with so much the stand-in tells of what happened before the start.
pub(crate) async fn print(mut follower: Follower, count_for: Duration) {
    let (sender, lines) = sync_channel::<String>(WAITING);
    // A thread of its own, for which nobody waits when the process ends.
    thread::spawn(move || {
        for line in lines {
            let _ = writeln!(io::stdout(), "{line}");
        }
    });
    let mut caught_up = pin!(sleep(count_for));
    let mut before = 0;
    loop {
        tokio::select! {
            biased;
            () = &mut caught_up => break,
            news = follower.next() => match news {
                Some(news) => before += news.events.len(),
                None => return,
            }
        }
    }
    if before > 0 {
        let _ = sender.try_send(format!(
            "{before} events tell what happened before the start\n"
        ));
    }
    while let Some(news) = follower.next().await {
        for it in news.events {
            let _ = sender.try_send(line(&it.event));
        }
    }
}
