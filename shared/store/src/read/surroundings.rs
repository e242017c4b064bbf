//! A broadcast with all that lies in its time, and one gap around it.
//!
//! Three round trips: where the broadcast lies; the broadcast, the head and the pins of its stream; all that lies there. A
//! fourth one reads the pieces of broadcasts within the gap, where there are such: cuts and sessions separate them.

use super::composition::{Explained, PartInBroadcast, placed};
use crate::{
    Broadcast, HistoryEntry, Result, Store, StoredPart, StoredPush, StoredSignal,
    error::Conflict,
    items::{Head, Seen, Sought, read_signals},
    table::{Consistency, Item, KEYS, Reader, keys},
    write::StreamRules,
};
use futures_util::future::try_join_all;
use replay_grouping::{
    Evidence, Pins, ReplayId, Rules, Screenshot, Separation, Sequence, Span, Timestamp, separation,
};
use std::collections::BTreeMap;

/// How many broadcasts within the gap are shown with their pieces. Curators would have to split every few seconds for more.
const MOST_NEAR: usize = 20;
/// How many signals are read, some 1 KB each: a screenshot every 10 s for half a day.
pub(super) const MOST_SIGNALS: usize = 4_500;
/// How many changes are looked through for who set a pin.
const MOST_CHANGES: usize = 100;

/// A broadcast, and all that lies in its time and one gap around it.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The broadcast.
    pub broadcast: Broadcast,
    /// The time that is looked at: that of the broadcast, and one gap before and after it.
    pub time: Span,
    /// The rules of its stream.
    pub rules: Rules,
    /// The pins of its stream.
    pub pins: Pins,
    /// What it is made of.
    pub pieces: Pieces,
    /// The signals of that time, earliest first.
    pub signals: Vec<StoredSignal>,
    /// The screenshots of that time, earliest first.
    pub screenshots: Vec<Screenshot>,
    /// The last changes of the broadcast, newest first.
    pub changes: Vec<HistoryEntry>,
    /// The broadcasts within the gap, and those before and after it however far away; earliest first.
    pub neighbours: Vec<Neighbour>,
    /// There is more than this holds.
    pub truncated: bool,
}

/// What a broadcast is made of.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    /// Its parts by start, then by file id; with those that VOD no longer has, or never had.
    pub parts: Vec<PartInBroadcast>,
    /// Its pushes by start.
    pub pushes: Vec<PushInBroadcast>,
}

/// A push of a broadcast.
#[derive(Debug, Clone)]
pub struct PushInBroadcast {
    /// The push.
    pub stored: StoredPush,
    /// As much of it as lies in the broadcast.
    pub span: Span,
    /// It ends here, or goes on; no cut divides it behind this.
    pub is_last: bool,
    /// Why it belongs to the broadcast.
    pub evidence: Evidence,
}

/// Another broadcast of the same stream.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// It.
    pub broadcast: Broadcast,
    /// What keeps it apart; `None` when nothing in the two does.
    pub separation: Option<Separation>,
    /// What it is made of; nothing for one that lies beyond the gap.
    pub pieces: Pieces,
}

/// A broadcast, and the state of its stream.
struct Found {
    broadcast: Broadcast,
    head: Head,
    rules: StreamRules,
}

impl Store {
    /// The broadcast of this id, or the one that it was merged into, with its surroundings at the Unix second `now`.
    pub async fn surroundings(
        &self,
        id: &ReplayId,
        now: Timestamp,
    ) -> Result<Option<Surroundings>> {
        let attempt = || self.try_surroundings(id, now);
        self.retry_on_conflict(format!("replay {id}"), attempt)
            .await
    }

    async fn try_surroundings(
        &self,
        id: &ReplayId,
        now: Timestamp,
    ) -> Result<Option<Surroundings>, Conflict> {
        let Some(Found {
            broadcast,
            head,
            rules,
        }) = self.find_with_rules(id).await?
        else {
            return Ok(None);
        };
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        // An older push whose end got lost is open too, and other broadcasts have come since.
        let is_newest = |at| hull.contains(&Span::point(at));
        let newest = head.newest_push.as_ref().filter(|newest| newest.open);
        let shown = match newest {
            Some(newest) if is_newest(newest.began_at) => hull.hull(Span::point(now)),
            _ => hull,
        };
        let time = shown.widened(rules.rules.gap);
        let begun = Span::new(time.start() - head.longest_push, time.end());
        let (own, pushes, near, beside, signals, changes) = tokio::try_join!(
            self.own_pieces(&broadcast, &head, &rules),
            self.read_by_time(stream, &head, keys::PUSH, begun, StoredPush::read),
            self.broadcasts_near(stream, &head, rules.rules.gap, shown),
            async { Ok(self.neighbours(&broadcast).await?) },
            async { Ok(self.first_signals(stream, time, MOST_SIGNALS).await?) },
            async { Ok(self.history(&broadcast, None, MOST_CHANGES).await?) },
        )?;
        let pushes = pushes.into_iter();
        let pushes: BTreeMap<Sequence, StoredPush> =
            pushes.map(|push| (push.sequence.clone(), push)).collect();
        let mut near: Vec<Broadcast> = near
            .into_iter()
            .filter(|near| near.id != broadcast.id)
            .collect();
        near.sort_by_key(|near| near.summary.hull.distance(&hull));
        let truncated = near.len() > MOST_NEAR || signals.len() >= MOST_SIGNALS;
        near.truncate(MOST_NEAR);
        let pieces = near.iter().map(|near| self.own_pieces(near, &head, &rules));
        let pieces = try_join_all(pieces).await?;
        let StreamRules { rules, pins } = rules;
        let apart =
            |other: &Broadcast| separation(&broadcast.summary, &other.summary, &rules, &pins);
        let mut neighbours: Vec<Neighbour> = near
            .into_iter()
            .zip(pieces)
            .map(|(near, explained)| Neighbour {
                separation: apart(&near),
                pieces: Pieces::new(explained, near.summary.hull, &head, &pushes),
                broadcast: near,
            })
            .collect();
        for far in beside {
            if neighbours.iter().all(|known| known.broadcast.id != far.id) {
                neighbours.push(Neighbour {
                    separation: apart(&far),
                    broadcast: far,
                    pieces: Pieces::default(),
                });
            }
        }
        neighbours.sort_by_key(|one| one.broadcast.summary.hull);
        let (screenshots, signals) = read_signals(&signals)?;
        Ok(Some(Surroundings {
            time,
            pieces: Pieces::new(own, hull, &head, &pushes),
            signals,
            screenshots,
            changes,
            neighbours,
            truncated,
            rules,
            pins,
            broadcast,
        }))
    }

    /// The broadcast of this id, and in the same round trip the head of its stream and the pins.
    async fn find_with_rules(&self, id: &ReplayId) -> Result<Option<Found>, Conflict> {
        let own = keys::cast(id);
        let mut keys = self.keys_of(id.as_str()).await?;
        keys.retain(|(_, sk)| *sk == own);
        if let Some((pk, _)) = keys.pop() {
            let sks = [own, keys::PINS.to_owned(), keys::HEAD.to_owned()];
            let wanted = sks.iter().map(|sk| (pk.clone(), sk.clone()));
            let items = self.batch(wanted.collect(), Consistency::Strong).await?;
            let item = |wanted: usize| {
                let is_wanted =
                    |item: &&Item| Reader(item).str(KEYS.1).is_ok_and(|sk| sk == sks[wanted]);
                items.iter().find(is_wanted)
            };
            let head = item(2).map(Head::read).transpose()?.unwrap_or_default();
            let seen = [item(0), item(1)].into_iter().flatten().map(Seen::read);
            head.check(&seen.collect::<Result<Vec<_>>>()?, Sought::Keys(&sks[..2]))?;
            if let Some(found) = item(0) {
                let pins = item(1).map(|pins| Reader(pins).json("pins")).transpose()?;
                return Ok(Some(Found {
                    broadcast: Broadcast::read(found)?,
                    rules: StreamRules {
                        rules: self.rules(&head).clone(),
                        pins: pins.unwrap_or_default(),
                    },
                    head,
                }));
            }
        }
        // It was merged into another one.
        let Some(broadcast) = self.broadcast(id).await? else {
            return Ok(None);
        };
        let head = self.head_of(&broadcast).await?;
        let rules = self.stream_rules(&broadcast.stream, &head).await?;
        Ok(Some(Found {
            broadcast,
            head,
            rules,
        }))
    }

    /// What a broadcast is made of, as of the head.
    async fn own_pieces(
        &self,
        broadcast: &Broadcast,
        head: &Head,
        rules: &StreamRules,
    ) -> Result<Explained, Conflict> {
        if !broadcast.emptied {
            let members = self.members_at(broadcast, head, rules).await?;
            return members.ok_or(Conflict::Raced);
        }
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let parts = self.read_by_time(stream, head, keys::PART, hull, StoredPart::read);
        let mut lost = parts.await?;
        lost.retain(|part| !part.counts());
        Ok(Explained::of_lost(lost, rules.rules.clone()))
    }
}

impl Pieces {
    fn new(
        explained: Explained,
        hull: Span,
        head: &Head,
        stored: &BTreeMap<Sequence, StoredPush>,
    ) -> Self {
        let is_here = |part: &StoredPart| {
            let start = part.content().span.start();
            hull.contains(&Span::point(start))
        };
        let lost = explained.lost.into_iter().filter(is_here);
        let pushes = explained.pushes.into_iter();
        let pushes = pushes.filter_map(|(sequence, span, evidence)| {
            let stored = stored.get(&sequence)?;
            let whole = head.push(stored).span()?;
            Some(PushInBroadcast {
                stored: stored.clone(),
                is_last: span.end() == whole.end(),
                span,
                evidence,
            })
        });
        Self {
            parts: placed(explained.parts, lost),
            pushes: pushes.collect(),
        }
    }
}
