//! One consumer: reads, filters, hands over, and goes on behind what succeeded.

use super::{DeadLetters, Positions};
use replay_embedded::TableStream;
use replay_store::stream::{BatchResponse, passes};
use serde_json::{Value, json};
use std::{pin::Pin, sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// How many records a batch holds, as in the template.
const BATCH: usize = 100;
/// How many records are read at a time. Most of them pass no filter.
const READ: usize = 500;
/// How often the store is asked for new records. Lambda polls a stream about once a second, and then waits for the window.
const POLL: Duration = Duration::from_millis(200);
/// How often a record is handed over again after it failed alone, as in the template.
const RETRIES: u32 = 3;
/// The pause before the first repetition; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

type Answer = Pin<Box<dyn Future<Output = BatchResponse> + Send>>;

/// What gets events of Lambda's (`{"Records": […]}`), and names the records that failed.
pub(crate) type Handler = Arc<dyn Fn(Value) -> Answer + Send + Sync>;

pub(crate) fn handler<F>(handle: impl Fn(Value) -> F + Send + Sync + 'static) -> Handler
where
    F: Future<Output = BatchResponse> + Send + 'static,
{
    Arc::new(move |event| Box::pin(handle(event)))
}

/// Which consumer gets which records.
pub(crate) struct Mapping {
    /// The consumer.
    pub(crate) name: &'static str,
    /// It gets the records that pass one of these.
    pub(crate) filters: Vec<Value>,
    pub(crate) handler: Handler,
    /// How often a record that fails alone is handed over again; `None` for ever.
    pub(crate) retries: Option<u32>,
    /// The first pause before that.
    pub(crate) pause: Duration,
}

impl Mapping {
    pub(crate) fn new(name: &'static str, filters: Vec<Value>, handler: Handler) -> Self {
        Self {
            name,
            filters,
            handler,
            retries: Some(RETRIES),
            pause: PAUSE,
        }
    }
}

/// The runner is stopping.
struct Stopping;

/// A consumer at work.
pub(super) struct Consumer {
    pub(super) mapping: Mapping,
    pub(super) stream: TableStream,
    pub(super) positions: Arc<Positions>,
    pub(super) dead_letters: Arc<DeadLetters>,
    pub(super) stopping: watch::Receiver<bool>,
}

impl Consumer {
    /// Reads until the runner stops.
    pub(super) async fn run(mut self) {
        let kept = self.positions.get(self.mapping.name);
        // What is no position of this stream means nothing.
        let mut position = kept.filter(|kept| self.stream.behind(Some(kept), 1).is_ok());
        let mut failing = false;
        while !*self.stopping.borrow() {
            let read = self.read(position.clone()).await;
            if let Err(problem) = &read
                && !failing
            {
                tracing::warn!(
                    "{} can't read the table's stream: {problem}",
                    self.mapping.name
                );
            }
            failing = read.is_err();
            let records = read.unwrap_or_default();
            let Some(last) = records.last().map(number) else {
                self.wait(POLL).await;
                continue;
            };
            position = Some(last.to_owned());
            let wanted = |record: &Value| passes(&self.mapping.filters, record);
            let last = last.to_owned();
            let records: Vec<Value> = records.into_iter().filter(wanted).collect();
            if self.deliver(records).await.is_err() {
                return;
            }
            self.positions.set(self.mapping.name, &last);
        }
    }

    /// SQLite reads on a thread for that.
    async fn read(&self, position: Option<String>) -> Result<Vec<Value>, String> {
        let stream = self.stream.clone();
        let read = move || stream.behind(position.as_deref(), READ);
        let read = tokio::task::spawn_blocking(read).await;
        let read = read.map_err(|error| error.to_string())?;
        read.map_err(|error| error.to_string())
    }

    /// Hands records over until each one has succeeded, or failed for good.
    ///
    /// As Lambda does, it goes on from the first record that failed. A batch of several is halved until the record that fails
    /// is alone, which costs it no attempt.
    async fn deliver(&mut self, records: Vec<Value>) -> Result<(), Stopping> {
        let mut rest = records.as_slice();
        let (mut size, mut failures) = (BATCH, 0);
        while !rest.is_empty() {
            if *self.stopping.borrow() {
                return Err(Stopping);
            }
            let batch = &rest[..size.min(rest.len())];
            let done = self.invoke(batch).await;
            rest = &rest[done..];
            if let Some(last) = batch[..done].last() {
                self.positions.set(self.mapping.name, number(last));
                failures = 0;
            }
            let failed = batch.len() - done;
            if failed == 0 {
                size = BATCH;
                continue;
            }
            failures += u32::from(failed == 1);
            if self.mapping.retries.is_some_and(|most| failures > most) {
                self.dead_letters.add(self.mapping.name, &rest[0]);
                self.positions.set(self.mapping.name, number(&rest[0]));
                rest = &rest[1..];
                (size, failures) = (BATCH, 0);
                continue;
            }
            size = failed.div_ceil(2);
            let pause = self.mapping.pause * 2_u32.saturating_pow(failures.saturating_sub(1));
            self.wait(pause.min(LONGEST_PAUSE)).await;
        }
        Ok(())
    }

    /// How many records of a batch are done with, from the first one on.
    async fn invoke(&self, batch: &[Value]) -> usize {
        let event = json!({"Records": batch});
        // On a task of its own: a crash costs the batch only.
        let Ok(response) = tokio::spawn((self.mapping.handler)(event)).await else {
            tracing::error!("{} crashed", self.mapping.name);
            return 0;
        };
        // A record that is not of the batch fails the whole batch.
        let place = |failed| batch.iter().position(|record| number(record) == failed);
        let failed = response.failures().map(|failed| place(failed).unwrap_or(0));
        failed.min().unwrap_or(batch.len())
    }

    /// Waits, unless the runner stops.
    async fn wait(&mut self, time: Duration) {
        tokio::select! {
            () = sleep(time) => {}
            _ = self.stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

fn number(record: &Value) -> &str {
    record["dynamodb"]["SequenceNumber"]
        .as_str()
        .unwrap_or_default()
}
