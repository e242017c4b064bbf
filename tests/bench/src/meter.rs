//! The functions, with a meter in front of the store.

use lambda_http::Request;
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_it::{Functions, Proxy, ReplayApi, Table, Tally, signed};
use replay_store::Store;
use serde_json::Value;
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};

/// When all begins.
pub(crate) const NOW: i64 = replay_it::at(86_400);
/// The time between two callbacks. Of those that come within some seconds, each makes the head of their stream larger.
const PAUSE: i64 = 60;

pub(crate) struct Meter {
    table: Table,
    proxy: Proxy,
    now: AtomicI64,
    callback: Callback,
    api: ReplayApi,
}

impl Meter {
    pub(crate) async fn start() -> Self {
        let table = Table::start().await;
        let proxy = Proxy::metered(&table.endpoint).await;
        let functions = Functions::new(proxy.endpoint(), &[]);
        Self {
            callback: functions.callback(),
            api: functions.api(),
            table,
            proxy,
            now: AtomicI64::new(NOW),
        }
    }

    /// A client of the table that is not metered.
    pub(crate) fn store(&self) -> Store {
        self.table.store(&[])
    }

    /// Sends a callback and returns the tally of its requests.
    pub(crate) async fn callback(&self, body: &Value) -> Tally {
        let now = self.now.fetch_add(PAUSE, Ordering::Relaxed);
        let request = replay_it::request("POST", "/callbacks/live", &[], &signed(body, now));
        self.proxy.take();
        let answer = self.callback.handle(request, Timestamp(now)).await;
        assert_eq!(answer.status(), 200);
        self.proxy.take()
    }

    /// Sends the list API a request and returns the tally of its requests.
    pub(crate) async fn api(&self, request: Request) -> Tally {
        self.proxy.take();
        assert_eq!(self.api.handle(request, Timestamp(NOW)).await.status(), 200);
        self.proxy.take()
    }
}

/// How often a request is timed.
const TIMES: usize = 21;

impl Meter {
    /// The tally of a request to the list API, and the median of its times.
    pub(crate) async fn timed(&self, request: impl Fn() -> Request) -> (Tally, Duration) {
        let (mut times, mut tally) = (Vec::new(), Tally::default());
        for _ in 0..TIMES {
            let began = Instant::now();
            tally = self.api(request()).await;
            times.push(began.elapsed());
        }
        times.sort_unstable();
        (tally, times[TIMES / 2])
    }
}

/// Prints what matches nothing, against an ordinary page.
pub(crate) fn compare(what: &str, nothing: (&Tally, Duration), page: (&Tally, Duration)) {
    let units = nothing.0.read_units / page.0.read_units;
    let time = nothing.1.as_secs_f64() / page.1.as_secs_f64();
    println!(
        "{what:<36} {:>5.1} RCU   nothing matches: {units:.1} of the capacity and {time:.1} of the time of a page of 20",
        nothing.0.read_units,
    );
}

/// Which requests of a tally are sent together.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    /// One after the other.
    Serial,
    /// The first two at once.
    FirstTwoAtOnce,
    /// The first four at once.
    FirstFourAtOnce,
    /// The last two at once.
    LastTwoAtOnce,
}

pub(crate) fn row(what: &str, order: Order, tally: &Tally) {
    let mut names: Vec<&str> = tally.operations.iter().map(|name| short(name)).collect();
    match order {
        Order::Serial => {}
        Order::FirstTwoAtOnce => drop(names.splice(..2, ["BatchGet + Query"])),
        Order::LastTwoAtOnce => drop(names.splice(1.., ["Query + BatchGet"])),
        Order::FirstFourAtOnce => drop(names.splice(..4, ["Query + Query + Query + Query"])),
    }
    let (reads, writes) = (tally.read_units, tally.write_units);
    println!(
        "{what:<36} {reads:>5.1} RCU {writes:>5.1} WCU   {}",
        names.join(" → ")
    );
}

fn short(operation: &str) -> &str {
    match operation {
        "BatchGetItem" => "BatchGet",
        "TransactWriteItems" => "Transaction",
        other => other.trim_end_matches("Item"),
    }
}
