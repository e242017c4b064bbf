//! One run: takes what is due, and works on it.

use crate::{
    Config, Report, Timing,
    broadcast::Polled,
    metrics::{self, Around},
    run::{REQUESTS_AT_ONCE, Run, at_once},
};
use futures_util::StreamExt;
use replay_metrics::Metrics;
use replay_store::{Due, Query, Store, StoreError};
use replay_tencent::api::{NoTls, Tencent};
use std::{collections::HashSet, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};

/// So many queries are taken at once: enough for several packs of 10 streams.
const TAKEN_AT_ONCE: usize = 60;
/// So many packs are on their way at once. An answer of VOD takes some 200 ms, and 10 a second are asked for.
const PACKS_AT_ONCE: usize = 4;
/// So many joins are worked on at once: each is a request now and then.
const JOINS_AT_ONCE: usize = 4;
/// A run takes no longer than a minute. Whoever is killed holds up what it had taken for so long.
const LEASE_SECONDS: i64 = 90;

/// Counting who is live is a query a shard, of some 10 ms. It must not hold up the end of a run.
const ENOUGH_TO_COUNT: Duration = Duration::from_secs(1);

/// The function.
pub struct Reconcile {
    store: Store,
    tencent: Option<Tencent>,
    timing: Timing,
    metrics: Metrics,
    owner: String,
}

impl Reconcile {
    /// Makes the function. Nothing is sent before the first run. `clock` tells the Unix second for signatures.
    ///
    /// # Errors
    /// [`NoTls`] when this machine has no certificates to trust.
    pub fn new(
        config: Config,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Result<Self, NoTls> {
        Ok(Self {
            store: Store::connect(config.store),
            tencent: config
                .tencent
                .map(|settings| Tencent::new(settings, clock))
                .transpose()?,
            timing: config.timing,
            metrics: config.metrics,
            owner: format!("{:016x}", fastrand::u64(..)),
        })
    }

    /// Takes its leases in this name. Whoever has the same name goes on at once with what another one left, so there
    /// must be one of it at a time.
    #[must_use]
    pub fn owned_by(mut self, owner: &str) -> Self {
        owner.clone_into(&mut self.owner);
        self
    }

    /// Works until nothing is due at the Unix second `now`, or until `time` has passed.
    ///
    /// # Errors
    /// [`StoreError`] when nobody knows what is due.
    pub async fn run(&self, now: i64, time: Duration) -> Result<Report, StoreError> {
        let until = Instant::now() + time;
        let run = Run::new(&self.store, self.tencent.as_ref(), self.timing, now, until);
        let done = self.work_off(&run).await;
        self.measure(&run, done.as_ref().ok()).await;
        done
    }

    /// Works until nothing is due, or until the run's time has passed.
    async fn work_off(&self, run: &Run<'_>) -> Result<Report, StoreError> {
        let (now, until) = (run.now, run.until);
        let mut report = Report::default();
        if run.tencent().is_some() {
            run.sweep().await?;
        }
        let mut tried = HashSet::new();
        while run.goes_on() {
            let most = TAKEN_AT_ONCE + tried.len();
            let mut due = self.store.due(now, most).await?;
            due.retain(|what| !tried.contains(what));
            if due.is_empty() {
                break;
            }
            tried.extend(due.iter().cloned());
            let claimed = self.claim(due, now).await;
            // What is cut off here is as if it had been killed, but for the leases.
            if timeout_at(until, self.work(run, &claimed, &mut report))
                .await
                .is_err()
            {
                tracing::info!("out of time; the rest is for the next run");
            }
            self.unclaim(&claimed).await;
        }
        report.api_calls = run.calls();
        if run.tencent().is_some() {
            let watermark = run.sweep().await?.watermark;
            report.watermark_lag_seconds = watermark.map(|watermark| now - watermark);
        }
        Ok(report)
    }

    /// Writes the metrics of a run. Without a report it failed.
    async fn measure(&self, run: &Run<'_>, report: Option<&Report>) {
        if !self.metrics.is_on() {
            return;
        }
        let counted = timeout(ENOUGH_TO_COUNT, self.store.count_live()).await;
        let failures = self.tencent.as_ref().map(Tencent::take_failures);
        let around = Around {
            sights: run.seen.take(),
            live: counted.ok().and_then(Result::ok),
            failures: failures.unwrap_or_default(),
            throttles: self.store.take_throttles(),
        };
        self.metrics
            .write(&metrics::record(report, &around), run.now);
    }

    /// Works on queries that nobody else works on: broadcasts, joins and the sweep first, then backfills, which may take
    /// all the time there is.
    async fn work(&self, run: &Run<'_>, claimed: &[Due], report: &mut Report) {
        let ranges = || claimed.iter().filter_map(range);
        let mut swept = Report::default();
        let sweep = async {
            if let Some(tencent) = run.tencent()
                && ranges().any(|id| id == Query::SWEEP)
            {
                run.ask_range(tencent, Query::SWEEP, &mut swept).await;
            }
        };
        // Beside each other: whoever hangs must not hold up the other.
        let others = ranges().filter(|id| *id != Query::SWEEP).collect();
        let joins = join_all(run, others);
        let ((), (joined, backfills), ()) =
            tokio::join!(sweep, joins, self.ask_about(run, claimed, report));
        report.add(&swept);
        report.add(&joined);
        let Some(tencent) = run.tencent() else { return };
        for id in backfills {
            run.ask_range(tencent, id, report).await;
        }
    }

    /// Polls and audits the broadcasts among the queries.
    async fn ask_about(&self, run: &Run<'_>, claimed: &[Due], report: &mut Report) {
        let (polls, audits) = self.read(run, claimed, report).await;
        let packs = Run::packs(polls).into_iter();
        let mut polls = at_once(PACKS_AT_ONCE, packs.map(|pack| run.poll(pack)).collect());
        while let Some(polled) = polls.next().await {
            report.add(&polled);
        }
        if !audits.is_empty() {
            report.add(&run.audit(audits).await);
        }
    }

    async fn claim(&self, due: Vec<Due>, now: i64) -> Vec<Due> {
        let claims = due.into_iter().map(|what| self.claim_one(what, now));
        let claims = at_once(REQUESTS_AT_ONCE, claims.collect());
        let claims: Vec<Option<Due>> = claims.collect().await;
        claims.into_iter().flatten().collect()
    }

    async fn claim_one(&self, what: Due, now: i64) -> Option<Due> {
        let claim = self.store.claim(&what, &self.owner, now, LEASE_SECONDS);
        match claim.await {
            Ok(claimed) => claimed.then_some(what),
            Err(error) => {
                tracing::warn!("a query can't be taken: {error}");
                None
            }
        }
    }

    async fn unclaim(&self, claimed: &[Due]) {
        let releases = claimed
            .iter()
            .map(|what| self.store.unclaim(what, &self.owner));
        let mut releases = at_once(REQUESTS_AT_ONCE, releases.collect());
        while let Some(released) = releases.next().await {
            if let Err(error) = released {
                tracing::warn!("a lease was not given back: {error}");
            }
        }
    }

    /// What is known of the broadcasts among the queries, if they are still due: those to poll, and those to audit.
    async fn read(
        &self,
        run: &Run<'_>,
        claimed: &[Due],
        report: &mut Report,
    ) -> (Vec<Polled>, Vec<Polled>) {
        let reads = claimed.iter().map(|what| self.read_one(what, run.now));
        let mut reads = at_once(REQUESTS_AT_ONCE, reads.collect());
        let (mut polls, mut audits) = (Vec::new(), Vec::new());
        while let Some(read) = reads.next().await {
            match read {
                Ok((woken, polled)) => {
                    report.changed += u64::from(woken);
                    let audit = |one: &Polled| one.broadcast.watch.is_audit();
                    let (audited, asked) = polled.into_iter().partition::<Vec<_>, _>(audit);
                    audits.extend(audited);
                    polls.extend(asked);
                }
                Err(error) => {
                    tracing::warn!("a query failed: {error}");
                    report.failed += 1;
                }
            }
        }
        (polls, audits)
    }

    /// Keeps the schedule of a broadcast, true if there was something to do, and reads all that is needed to ask about it.
    async fn read_one(&self, what: &Due, now: i64) -> Result<(bool, Option<Polled>), StoreError> {
        let Due::Broadcast(stream, id) = what else {
            return Ok((false, None));
        };
        let Some(mut broadcast) = self.store.broadcast_of(stream, id).await? else {
            return Ok((false, None));
        };
        let schedule = broadcast.curation.wakes_at();
        let mut woken = false;
        if schedule.is_some_and(|at| at <= now)
            && let Some(now_is) = self.store.keep_schedule(stream, id, now).await?
        {
            tracing::info!(replay = %id, visibility = %now_is.curation.visibility, "a schedule was kept");
            (broadcast, woken) = (now_is, true);
        }
        if broadcast.due_at.is_none_or(|due_at| due_at > now) {
            return Ok((woken, None));
        }
        let contents = self.store.contents(&broadcast).await?;
        Ok((woken, Some(Polled::new(broadcast, contents))))
    }
}

/// Works on the joins among these queries, and answers which are none.
async fn join_all<'q>(run: &Run<'_>, ids: Vec<&'q str>) -> (Report, Vec<&'q str>) {
    let joins = ids.into_iter().map(async |id| {
        let mut report = Report::default();
        let is_join = run.join(id, &mut report).await;
        (id, is_join, report)
    });
    let mut joins = at_once(JOINS_AT_ONCE, joins.collect());
    let (mut report, mut others) = (Report::default(), Vec::new());
    while let Some((id, is_join, joined)) = joins.next().await {
        report.add(&joined);
        if !is_join {
            others.push(id);
        }
    }
    (report, others)
}

fn range(what: &Due) -> Option<&str> {
    match what {
        Due::Query(id) => Some(id),
        Due::Broadcast(..) => None,
    }
}
