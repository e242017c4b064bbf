//! One run: takes what is due under leases, and works on it until nothing is due or the time is up.

use crate::{
    Config, Report, Run, Timing,
    broadcast::{Inquiry, packs},
    metrics,
    observations::Observations,
    run::{STORE_CONCURRENCY, concurrently},
};
use futures_util::StreamExt;
use replay_grouping::{Seconds, Timestamp};
use replay_metrics::Metrics;
use replay_store::{Due, Query, RunCounts, RunStatus, Store, StoreError};
use replay_tencent::client::{self, NoTls, Share, Tencent};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};

/// How many queries are claimed at the same time: enough for several packs of 10 streams.
const CLAIMED_AT_ONCE: usize = 60;
/// How many packs are asked about at the same time. VOD answers in some 200 ms, and may be asked 10 times a second.
const PACK_CONCURRENCY: usize = 4;
/// How many joins are worked on at the same time: each sends a request now and then.
const JOIN_CONCURRENCY: usize = 4;
/// A run takes no longer than a minute. A killed run keeps its leases this long.
const LEASE: Seconds = Seconds(90);

/// How long a write is tried while callbacks come in between. A broadcast that fails so is due again soon, and should not
/// delay the others.
const PATIENCE: Duration = Duration::from_secs(5);

/// Counting what is left takes some queries of 10 ms. It must not delay the end of a run.
const REPORTING: Duration = Duration::from_secs(1);

/// What has been due for longer is overdue. What is due comes every minute.
const OVERDUE: Seconds = Seconds::MINUTE;

/// The function.
pub struct Reconcile {
    store: Store,
    tencent: Option<Tencent>,
    timing: Timing,
    metrics: Metrics,
    owner: String,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

/// What it may use of Tencent's limits, which it has in common with [`crate::Confirm`].
const SHARE_PERCENT: u8 = 60;

impl Reconcile {
    /// Makes the function. It sends nothing before the first run. `clock` returns the current time.
    ///
    /// # Errors
    /// [`NoTls`] when this machine has no certificates to trust.
    pub fn new(
        config: Config,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, NoTls> {
        let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(clock);
        let tencent = config.tencent.map(|settings| {
            let settings = client::Settings {
                share: Share::percent(SHARE_PERCENT),
                ..settings
            };
            let clock = Arc::clone(&clock);
            Tencent::new(settings, move || clock())
        });
        Ok(Self {
            store: Store::connect(config.store).with_patience(PATIENCE),
            tencent: tencent.transpose()?,
            timing: config.timing,
            metrics: config.metrics,
            owner: format!("{:016x}", fastrand::u64(..)),
            clock,
        })
    }

    /// Takes leases in this name. A function of the same name may take over the leases of an earlier one at once, so only
    /// one function of a name may run at a time.
    #[must_use]
    pub fn owned_by(mut self, owner: &str) -> Self {
        owner.clone_into(&mut self.owner);
        self
    }

    /// Works until nothing is due at the Unix second `now`, or until `time` has passed.
    ///
    /// # Errors
    /// [`StoreError`] when the due queries can't be read.
    pub async fn run(&self, now: Timestamp, time: Duration) -> Result<Report, StoreError> {
        let until = Instant::now() + time;
        let mut run = Run::new(&self.store, self.tencent.as_ref(), self.timing, now, until);
        let done = Box::pin(self.work_through(&mut run)).await;
        let observed = run.take_observations();
        if let Ok(report) = &done {
            let saved = timeout(REPORTING, self.save_status(&run, report, &observed)).await;
            if let Ok(Err(error)) = saved {
                tracing::warn!("the status can't be saved: {error}");
            }
        }
        self.measure(&run, done.as_ref().ok(), &observed).await;
        done
    }

    async fn work_through(&self, run: &mut Run<'_>) -> Result<Report, StoreError> {
        let mut report = Report::default();
        if run.tencent().is_some() {
            run.sweep().await?;
        }
        run.read_waiting(&mut report).await;
        let mut tried = HashSet::new();
        while run.may_continue() {
            // While it works, more becomes due.
            run.now = run.now.max((self.clock)());
            let run = &*run;
            let limit = CLAIMED_AT_ONCE + tried.len();
            let mut due = self.store.due(run.now, limit).await?;
            due.retain(|what| !tried.contains(what));
            if due.is_empty() {
                break;
            }
            tried.extend(due.iter().cloned());
            let claimed = self.claim(due, run.now).await;
            // Work that is cut off here is in the same state as after a kill, except that its leases are released.
            let work = Box::pin(self.work(run, &claimed, &mut report));
            let worked = timeout_at(run.until, work).await;
            if worked.is_err() {
                tracing::info!("out of time; the rest is for the next run");
            }
            self.release(&claimed).await;
        }
        report.api_calls = run.calls();
        report.released = run.released();
        if run.tencent().is_some() {
            let watermark = run.sweep().await?.watermark();
            report.watermark_lag_seconds = watermark.map(|watermark| run.now - watermark);
        }
        Ok(report)
    }

    /// Saves what operators are told.
    async fn save_status(
        &self,
        run: &Run<'_>,
        report: &Report,
        observed: &Observations,
    ) -> Result<(), StoreError> {
        let (overdue, overdue_since) = self.store.overdue(run.now - OVERDUE).await?;
        let today = Timestamp(run.now.0 - run.now.0.rem_euclid(Seconds::DAY.0));
        let status = RunStatus {
            at: run.now,
            watermark: report.watermark_lag_seconds.map(|lag| run.now - lag),
            overdue,
            overdue_since,
            quarantined_today: self.store.quarantined_since(today).await?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let mut counts = RunCounts {
            found: report.new.saturating_sub(observed.backfilled),
            ..RunCounts::default()
        };
        for seconds in &observed.end_to_listed {
            counts.end_to_listed.add(*seconds);
        }
        self.store.save_status(&status, &counts).await
    }

    /// Writes the metrics of a run. A run without a report failed.
    async fn measure(&self, run: &Run<'_>, report: Option<&Report>, observed: &Observations) {
        if !self.metrics.is_on() {
            return;
        }
        let live = timeout(REPORTING, self.store.count_live()).await;
        let failures = self.tencent.as_ref().map(Tencent::take_failures);
        let record = metrics::record(
            report,
            observed,
            live.ok().and_then(Result::ok),
            &failures.unwrap_or_default(),
            self.store.take_counts(),
        );
        self.metrics.write(&record, run.now);
    }

    /// Works on claimed queries: broadcasts, joins and the sweep first, then backfills, which may take all the time that
    /// is left.
    async fn work(&self, run: &Run<'_>, claimed: &[Due], report: &mut Report) {
        let queries = claimed.iter().filter_map(|what| match what {
            Due::Query(id) => Some(id.as_str()),
            Due::Broadcast(..) => None,
        });
        let (sweeps, others): (Vec<&str>, Vec<&str>) = queries.partition(|id| *id == Query::SWEEP);
        let mut swept = Report::default();
        // At the same time, so that one that hangs does not delay the others.
        let ((), (joined, backfills), ()) = tokio::join!(
            work_on_ranges(run, sweeps, &mut swept),
            work_on_joins(run, others),
            self.work_on_broadcasts(run, claimed, report),
        );
        report.add(&swept);
        report.add(&joined);
        work_on_ranges(run, backfills, report).await;
    }

    async fn work_on_broadcasts(&self, run: &Run<'_>, claimed: &[Due], report: &mut Report) {
        let mut inquiries = Vec::new();
        let reads = claimed
            .iter()
            .map(async |what| (what, self.read(run, what).await));
        let mut reads = concurrently(STORE_CONCURRENCY, reads);
        while let Some((what, read)) = reads.next().await {
            match read {
                Ok((changed, inquiry)) => {
                    report.changed += changed;
                    inquiries.extend(inquiry);
                }
                Err(error) => {
                    tracing::warn!(query = name(what), "a query failed: {error}");
                    report.failed += 1;
                }
            }
        }
        let (audits, polls): (Vec<_>, Vec<_>) = inquiries.into_iter().partition(Inquiry::is_audit);
        let packs = packs(polls).into_iter();
        let polls = packs.map(|pack| Box::pin(run.inquire(pack)));
        let mut polls = concurrently(PACK_CONCURRENCY, polls);
        while let Some(polled) = polls.next().await {
            report.add(&polled);
        }
        if !audits.is_empty() {
            report.add(&Box::pin(run.inquire(audits)).await);
        }
    }

    /// Returns those of the queries on which no other run works.
    async fn claim(&self, due: Vec<Due>, now: Timestamp) -> Vec<Due> {
        let claims = due.into_iter().map(async |what| {
            let claim = self.store.take_lease(&what, &self.owner, now, LEASE);
            let claimed = claim.await.unwrap_or_else(|error| {
                tracing::warn!(query = name(&what), "a query can't be claimed: {error}");
                false
            });
            claimed.then_some(what)
        });
        let claims = concurrently(STORE_CONCURRENCY, claims);
        claims.filter_map(std::future::ready).collect().await
    }

    async fn release(&self, claimed: &[Due]) {
        let releases = claimed.iter().map(async |what| {
            let released = self.store.release_lease(what, &self.owner).await;
            if let Err(error) = released {
                tracing::warn!(query = name(what), "a lease was not released: {error}");
            }
        });
        let releases = concurrently(STORE_CONCURRENCY, releases);
        releases.collect::<()>().await;
    }

    /// Applies the schedule of a broadcast, and reads all that is needed to ask about the broadcast if it is still due. Also
    /// returns how many broadcasts a schedule changed.
    async fn read(&self, run: &Run<'_>, what: &Due) -> Result<(u64, Option<Inquiry>), StoreError> {
        let (Due::Broadcast(stream, id), now) = (what, run.now) else {
            return Ok((0, None));
        };
        run.read_waiting_of(stream).await?;
        let Some(mut broadcast) = self.store.broadcast_of(stream, id).await? else {
            return Ok((0, None));
        };
        let schedule = broadcast.curation.wakes_at();
        let mut scheduled = 0;
        if schedule.is_some_and(|at| at <= now)
            && let Some(changed) = self.store.apply_schedule(stream, id, now).await?
        {
            tracing::info!(replay = %id, visibility = %changed.curation.visibility.as_str(), "a schedule was applied");
            (broadcast, scheduled) = (changed, 1);
        }
        if broadcast.due_at.is_none_or(|due_at| due_at > now) {
            return Ok((scheduled, None));
        }
        let contents = self.store.contents(&broadcast).await?;
        Ok((scheduled, Some(Inquiry::new(broadcast, contents))))
    }
}

/// The id of a query, for logs. A broadcast is its own query.
fn name(due: &Due) -> &str {
    match due {
        Due::Query(id) => id,
        Due::Broadcast(_, id) => id.as_str(),
    }
}

/// Works on the sweep or on backfills, one after the other.
async fn work_on_ranges(run: &Run<'_>, ids: Vec<&str>, report: &mut Report) {
    if let Some(tencent) = run.tencent() {
        for id in ids {
            run.ask_range(tencent, id, report).await;
        }
    }
}

/// Works on the joins among these queries, and returns the queries that are not joins.
async fn work_on_joins<'q>(run: &Run<'_>, ids: Vec<&'q str>) -> (Report, Vec<&'q str>) {
    let joins = ids.into_iter().map(async |id| {
        let mut report = Report::default();
        let is_join = run.join(id, &mut report).await;
        (id, is_join, report)
    });
    let mut joins = concurrently(JOIN_CONCURRENCY, joins);
    let (mut report, mut others) = (Report::default(), Vec::new());
    while let Some((id, is_join, joined)) = joins.next().await {
        report.add(&joined);
        if !is_join {
            others.push(id);
        }
    }
    (report, others)
}
