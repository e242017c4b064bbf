//! Plans the delivery of callbacks over a bad network, in virtual time.

mod delivery;
mod disorder;
mod forge;

pub(crate) use delivery::signed;
pub use delivery::{Answer, Delivery};
pub use disorder::Disorder;
pub use forge::Forgery;

use crate::{World, chance, chance::happens};
use delivery::Cause;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    sync::Arc,
};

/// How long Tencent waits for an answer. Whether the pause before the next attempt counts from the timeout or from the
/// sending isn't documented; here it counts from the timeout, so that the last attempt comes after 16 minutes.
const TIMEOUT_SECONDS: i64 = 20;

/// Sends the callbacks of a world. Everything random is determined by the seed, independent of the answers.
///
/// As an iterator it gives the deliveries in order of time; [`Sender::answered`] takes the answer to each.
#[derive(Debug)]
pub struct Sender {
    world: Arc<World>,
    seed: u64,
    queue: BinaryHeap<Reverse<(i64, u64, Cause)>>,
    dropped: BTreeSet<usize>,
    forged: Vec<forge::Forged>,
}

impl Sender {
    /// Plans the delivery of every callback of `world`.
    #[must_use]
    pub fn new(world: Arc<World>, disorder: &Disorder, seed: u64) -> Self {
        let mut sender = Self {
            world,
            seed,
            queue: BinaryHeap::new(),
            dropped: BTreeSet::new(),
            forged: Vec::new(),
        };
        for event in 0..sender.world.events().len() {
            sender.plan(event, disorder);
        }
        sender
    }

    fn plan(&mut self, id: usize, disorder: &Disorder) {
        let world = Arc::clone(&self.world);
        let event = &world.events()[id];
        let mut rng = chance::rng(self.seed, &[id as u64]);
        let mut at = event.at + rng.i64(0..=disorder.delay.max(0));
        if happens(&mut rng, disorder.reorder) {
            at += rng.i64(0..=disorder.hold.max(0));
        }
        let dropped = happens(&mut rng, disorder.drop);
        let doubled = happens(&mut rng, disorder.double);
        let again = at + rng.i64(0..=disorder.hold.max(0));
        if happens(&mut rng, disorder.forge) {
            let forged = forge::forge(&world, event, disorder, self.forged.len(), &mut rng);
            self.push(forged.at, Cause::Forged(self.forged.len()));
            self.forged.push(forged);
        }
        if dropped {
            self.dropped.insert(id);
            return;
        }
        self.push(
            at,
            Cause::Event {
                id,
                attempt: 0,
                copy: false,
            },
        );
        if doubled {
            self.push(
                again,
                Cause::Event {
                    id,
                    attempt: 0,
                    copy: true,
                },
            );
        }
    }

    /// The order of deliveries in the same second.
    fn push(&mut self, at: i64, cause: Cause) {
        let order = chance::mixed(self.seed ^ cause.number());
        self.queue.push(Reverse((at, order, cause)));
    }

    /// When the next delivery is due.
    #[must_use]
    pub fn next_at(&self) -> Option<i64> {
        self.queue.peek().map(|Reverse((at, ..))| *at)
    }

    /// Leaves out every delivery that is due before `at`.
    pub fn skip_until(&mut self, at: i64) {
        self.queue.retain(|Reverse((due, ..))| *due >= at);
    }

    /// The next delivery, if it is due by `now`.
    pub fn next_until(&mut self, now: i64) -> Option<Delivery> {
        if self.next_at()? > now {
            return None;
        }
        let Reverse((at, _, cause)) = self.queue.pop()?;
        let (body, forged) = match cause {
            Cause::Event { id, .. } => (self.world.events()[id].body(&self.world), None),
            Cause::Forged(i) => (self.forged[i].body.clone(), Some(self.forged[i].kind)),
        };
        Some(Delivery {
            at,
            body,
            forged,
            cause,
        })
    }

    /// Records the answer to a delivery. Anything but 200 makes Tencent try again.
    pub fn answered(&mut self, delivery: &Delivery, answer: Answer) {
        let Cause::Event {
            id,
            attempt,
            copy: false,
        } = delivery.cause
        else {
            return;
        };
        let (retries, pause) = self.world.events()[id].retries();
        let waited = match answer {
            Answer::Status(200) => return,
            Answer::Status(_) => 0,
            Answer::None => TIMEOUT_SECONDS,
        };
        if attempt < retries {
            let cause = Cause::Event {
                id,
                attempt: attempt + 1,
                copy: false,
            };
            self.push(delivery.at + waited + pause, cause);
        }
    }

    /// Delivers everything that is due by `until`, and counts it.
    pub fn play(&mut self, until: i64, mut receive: impl FnMut(&Delivery) -> Answer) -> usize {
        let mut deliveries = 0;
        while let Some(delivery) = self.next_until(until) {
            let answer = receive(&delivery);
            self.answered(&delivery, answer);
            deliveries += 1;
        }
        deliveries
    }

    /// The events that never arrive.
    #[must_use]
    pub fn dropped(&self) -> &BTreeSet<usize> {
        &self.dropped
    }

    /// The forged file ids, each with the time at which it is sent. Twins name real files and are not among them.
    #[must_use]
    pub fn forged_files(&self) -> BTreeMap<String, i64> {
        let invented = self
            .forged
            .iter()
            .filter(|forged| forged.kind != Forgery::Twin);
        invented
            .map(|forged| (forged.file_id.clone(), forged.at))
            .collect()
    }
}

impl Iterator for Sender {
    type Item = Delivery;

    fn next(&mut self) -> Option<Delivery> {
        self.next_until(i64::MAX)
    }
}
