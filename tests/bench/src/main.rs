//! Prints what callbacks and lists cost, counted between the functions and a real endpoint. With the argument `large`
//! it measures only a list of 100,000 replays.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement may panic, and prints"
)]

mod callbacks;
mod calls;
mod lists;
mod meter;

use meter::Meter;

#[tokio::main]
async fn main() {
    println!("Requests between function and store, and the capacity units that they consume.");
    println!("Requests of one round trip are joined by +, round trips by →.\n");
    if std::env::args().nth(1).as_deref() == Some("large") {
        lists::print_large().await;
        return;
    }
    callbacks::print(&Meter::start().await).await;
    println!();
    lists::print().await;
    println!();
    calls::print().await;
}
