//! The newest events in memory, for any number of followers, none of which holds up another one.

use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// How many events are in memory: of the simulated Tencent, those of two hours. An event has about 1 KB.
pub(super) const KEPT: usize = 1_000;

/// An event and its place.
#[derive(Debug, PartialEq)]
pub(crate) struct Published {
    /// Its place in the order of all events, from 1.
    pub(crate) sequence: u64,
    /// The event.
    pub(crate) event: Value,
}

impl Published {
    /// Its type.
    pub(crate) fn kind(&self) -> &str {
        self.event["type"].as_str().unwrap_or_default()
    }
}

/// The newest events, in order.
pub(crate) struct Timeline {
    newest: Mutex<VecDeque<Arc<Published>>>,
    /// The sequence of the last one; `None` once the runner stops.
    last: watch::Sender<Option<u64>>,
}

/// What a follower has not seen yet.
#[derive(Debug, PartialEq)]
pub(crate) struct News {
    /// How many events are in memory no more.
    pub(crate) missed: u64,
    /// The others, of which there is one at least.
    pub(crate) events: Vec<Arc<Published>>,
}

impl Timeline {
    /// Goes on behind `before` events, of which the last are `newest`.
    pub(crate) fn new(before: u64, newest: Vec<Value>) -> Arc<Self> {
        let first = before - newest.len() as u64 + 1;
        let newest = (first..).zip(newest);
        let newest = newest.map(|(sequence, event)| Arc::new(Published { sequence, event }));
        Arc::new(Self {
            newest: Mutex::new(newest.collect()),
            last: watch::Sender::new(Some(before)),
        })
    }

    fn newest(&self) -> MutexGuard<'_, VecDeque<Arc<Published>>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn publish(&self, events: Vec<Value>) {
        let mut newest = self.newest();
        let Some(last) = *self.last.borrow() else {
            return;
        };
        let count = events.len() as u64;
        let numbered = (last + 1..).zip(events);
        newest.extend(numbered.map(|(sequence, event)| Arc::new(Published { sequence, event })));
        let excess = newest.len().saturating_sub(KEPT);
        newest.drain(..excess);
        self.last.send_replace(Some(last + count));
    }

    /// Ends what all followers wait for.
    pub(crate) fn close(&self) {
        let _order = self.newest();
        self.last.send_replace(None);
    }

    /// Follows it behind this event, or from now on. An event that never was is none that its follower can have seen: it
    /// gets all that are in memory.
    pub(crate) fn follow(self: &Arc<Self>, behind: Option<u64>) -> Follower {
        let newest = self.newest();
        let last = self.last.subscribe();
        let end = last.borrow().unwrap_or_default();
        let begin = newest.front().map_or(end, |first| first.sequence - 1);
        drop(newest);
        Follower {
            timeline: Arc::clone(self),
            seen: match behind {
                None => end,
                Some(behind) if behind > end => begin,
                Some(behind) => behind,
            },
            last,
        }
    }
}

/// Somebody who sees all events in order.
pub(crate) struct Follower {
    timeline: Arc<Timeline>,
    seen: u64,
    last: watch::Receiver<Option<u64>>,
}

impl Follower {
    /// The sequence of the last event that it has seen.
    pub(crate) fn seen(&self) -> u64 {
        self.seen
    }

    /// Waits for news; `None` once the runner stops.
    pub(crate) async fn next(&mut self) -> Option<News> {
        let seen = self.seen;
        let there_are = self
            .last
            .wait_for(|last| last.is_none_or(|last| last > seen));
        there_are.await.ok()?.as_ref()?;
        let newest = self.timeline.newest();
        let events = newest.iter().skip_while(|event| event.sequence <= seen);
        let events: Vec<_> = events.map(Arc::clone).collect();
        let missed = events.first()?.sequence - seen - 1;
        self.seen = events.last()?.sequence;
        Some(News { missed, events })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn events(numbers: std::ops::RangeInclusive<u64>) -> Vec<Value> {
        numbers
            .map(|n| json!({"type": "replay.live", "n": n}))
            .collect()
    }

    /// How many were missed, and the numbers of the others, which are their sequences.
    async fn next(follower: &mut Follower) -> Option<(u64, Vec<u64>)> {
        let news = follower.next().await?;
        let number = |event: &Arc<Published>| {
            assert_eq!(event.event["n"], event.sequence);
            event.sequence
        };
        Some((news.missed, news.events.iter().map(number).collect()))
    }

    #[tokio::test]
    async fn followers_go_on_behind_what_they_have_seen() {
        let timeline = Timeline::new(7, events(6..=7));
        let mut now = timeline.follow(None);
        let mut behind = timeline.follow(Some(6));
        let mut stranger = timeline.follow(Some(99));
        let mut older = timeline.follow(Some(2));
        assert_eq!(next(&mut behind).await, Some((0, vec![7])));
        assert_eq!(next(&mut stranger).await, Some((0, vec![6, 7])));
        assert_eq!(next(&mut older).await, Some((3, vec![6, 7])));
        timeline.publish(events(8..=9));
        assert_eq!(next(&mut now).await, Some((0, vec![8, 9])));
        assert_eq!(next(&mut behind).await, Some((0, vec![8, 9])));
        timeline.close();
        timeline.publish(events(10..=10));
        assert_eq!(next(&mut now).await, None);
    }

    #[tokio::test]
    async fn who_is_slow_misses_what_is_in_memory_no_more_and_is_told_how_much() {
        let timeline = Timeline::new(0, Vec::new());
        let mut slow = timeline.follow(None);
        let most = KEPT as u64;
        for n in 1..=most + 3 {
            timeline.publish(events(n..=n));
        }
        let (missed, seen) = next(&mut slow).await.unwrap();
        assert_eq!((missed, seen.len(), seen[0]), (3, KEPT, 4));
    }
}
