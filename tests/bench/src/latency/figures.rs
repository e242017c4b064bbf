//! How long viewers waited, what Tencent was asked for it, and whether that is what we promise.

use crate::{courier::Sent, viewer::Seen};
use replay_simulator::{What, World};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use tokio::time::Instant;

/// How long viewers waited for each thing of a kind. Infinite for what they never saw.
struct Waits(Vec<f64>);

pub(crate) struct Figures {
    listed: Waits,
    live: Waits,
    replayed: Waits,
    calls: BTreeMap<String, f64>,
}

/// A promise: of so many percent, nobody waits longer than so many seconds.
struct Promise {
    of: &'static str,
    waits: fn(&Figures) -> &Waits,
    percent: usize,
    seconds: f64,
}

const PROMISES: [Promise; 3] = [
    Promise {
        of: "callback → listed",
        waits: |figures| &figures.listed,
        percent: 50,
        seconds: 3.0,
    },
    Promise {
        of: "callback → listed",
        waits: |figures| &figures.listed,
        percent: 99,
        seconds: 10.0,
    },
    Promise {
        of: "begin → live",
        waits: |figures| &figures.live,
        percent: 99,
        seconds: 5.0,
    },
];

impl Figures {
    pub(crate) fn of(
        world: &World,
        sent: &Sent,
        seen: &Seen,
        calls: BTreeMap<String, usize>,
    ) -> Self {
        let stream = |place: usize| world.streams()[place].stream_id();
        let (mut listed, mut live) = (Vec::new(), Vec::new());
        // By stream: when its end was told, and when all of its files were listed.
        let mut ends: BTreeMap<&str, Instant> = BTreeMap::new();
        let mut whole: BTreeMap<&str, Option<Instant>> = BTreeMap::new();
        for event in world.events() {
            let (sent, of) = (sent[&event.id], stream(event.stream));
            match event.what {
                What::Begin(_) => live.push(wait(sent, seen.live.get(of).copied())),
                What::End(_) => drop(ends.insert(of, sent)),
                What::File(file) => {
                    let file = world.media()[file].file_id.as_str();
                    let at = seen.files.get(file).copied();
                    listed.push(wait(sent, at));
                    let last = whole.entry(of).or_insert(Some(sent));
                    *last = last.zip(at).map(|(last, at)| last.max(at));
                }
                _ => {}
            }
        }
        let replayed = ends.iter().map(|(of, end)| wait(*end, whole[of]));
        let shows = world.streams().len() as f64;
        let per_show = |(action, count): (String, usize)| (action, count as f64 / shows);
        Self {
            listed: Waits::sorted(listed),
            live: Waits::sorted(live),
            replayed: Waits::sorted(replayed.collect()),
            calls: calls.into_iter().map(per_show).collect(),
        }
    }
}

fn wait(since: Instant, until: Option<Instant>) -> f64 {
    let wait = until.map(|until| until.saturating_duration_since(since));
    wait.as_ref().map_or(f64::INFINITY, Duration::as_secs_f64)
}

impl Waits {
    fn sorted(mut waits: Vec<f64>) -> Self {
        waits.sort_by(f64::total_cmp);
        Self(waits)
    }

    /// The longest wait of so many percent.
    fn percentile(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(place - 1).copied().unwrap_or(f64::INFINITY)
    }
}

/// Prints both, and tells whether a promise is broken.
pub(crate) fn print(confirming: &Figures, polling: &Figures) -> bool {
    println!("seconds until viewers see it       p50     p90     p99     max    seen");
    for (name, waits) in [
        (
            "callback → listed",
            (|it| &it.listed) as fn(&Figures) -> &Waits,
        ),
        ("begin → live", |it| &it.live),
        ("end → listed", |it| &it.replayed),
    ] {
        for (how, figures) in [("Confirm", confirming), ("polls alone", polling)] {
            println!("{name:<18} {how:<11} {}", row(waits(figures)));
        }
    }
    println!("\ncalls to Tencent per show       Confirm  polls alone");
    let both = [confirming, polling].map(|figures| &figures.calls);
    let actions: BTreeSet<&String> = both.iter().flat_map(|calls| calls.keys()).collect();
    for action in actions {
        let [one, other] = both.map(|calls| calls.get(action).copied().unwrap_or_default());
        println!("{action:<30} {one:>8.2} {other:>12.2}");
    }
    let [one, other] = both.map(|calls| calls.values().sum::<f64>());
    println!("{:<30} {one:>8.2} {other:>12.2}\n", "all");
    let mut broken = false;
    for Promise {
        of,
        waits,
        percent,
        seconds,
    } in PROMISES
    {
        let is = waits(confirming).percentile(percent);
        let kept = is <= seconds;
        let verdict = if kept { "kept" } else { "BROKEN" };
        println!(
            "promised: {of:<18} p{percent} ≤ {seconds:>4.1} s   {verdict}: {}",
            shown(is).trim()
        );
        broken |= !kept;
    }
    broken
}

fn row(waits: &Waits) -> String {
    let percentiles = [50, 90, 99, 100].map(|percent| shown(waits.percentile(percent)));
    let seen = waits.0.iter().filter(|wait| wait.is_finite()).count();
    format!("{}  {seen:>3}/{}", percentiles.concat(), waits.0.len())
}

/// A wait that has not ended is a dash.
fn shown(seconds: f64) -> String {
    match seconds.is_finite() {
        true => format!("{seconds:>8.1}"),
        false => format!("{:>8}", "–"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Waits, row};

    #[test]
    fn a_percentile_is_a_wait_that_somebody_had() {
        let waits = Waits::sorted(vec![9.0, 1.0, f64::INFINITY, 2.0]);
        let percentiles = [1, 25, 26, 50, 75, 76, 100].map(|percent| waits.percentile(percent));
        let infinite = f64::INFINITY;
        assert_eq!(percentiles, [1.0, 1.0, 2.0, 2.0, 9.0, infinite, infinite]);
        assert_eq!(row(&waits), "     2.0       –       –       –    3/4");
    }
}
