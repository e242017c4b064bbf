//! What the last writes to a stream changed.
//!
//! A read of several items can show a transaction half: DynamoDB applies the items of a transaction one after another, so
//! a reader may see the new head and not yet the broadcast that was written with it. So the head lists what changed: all
//! that its last write did, and what earlier ones did while they are young. Each of the items carries the number of the
//! write that wrote it last. A reader that lacks a listed item, holds an older one or still sees a removed one has seen a
//! transaction half; one whose items are newer than the head has read too old a head. Both read again.
//!
//! The list is one binary attribute. 32 changes fill 0.5 KB of the 1 KB that a write unit pays for.

use crate::{
    Result,
    table::{AT, Item, Reader, WRITTEN, Write, Writer, keys, number},
};
use replay_grouping::{Seconds, Timestamp};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    ops::{Bound, RangeBounds},
};

/// How long it may take until DynamoDB shows all items of a transaction: mostly milliseconds, some seconds if one of its
/// nodes fails in between.
const SHOWN_WITHIN: Seconds = Seconds(10);
/// How old the clock of a write may be: that of its call, which tries for so long.
const LONGEST_CALL: Seconds = Seconds(15);
/// How long a change is listed, by the clocks of the calls.
const LISTED_FOR: Seconds = Seconds(SHOWN_WITHIN.0 + LONGEST_CALL.0);
/// The most changes of a list, some 17 KB; a transaction has up to 100. Without a limit, clocks that stand still would fill
/// the item.
const MOST: usize = 1_000;

/// What can be found in `by_time`, by the first part of its place there.
const PLACED: [&str; 5] = [keys::CAST, keys::PAST, keys::ALIAS, keys::PART, keys::PUSH];
const ATTRIBUTE: &str = "recent";

/// A sort key, as the first bytes of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Name([u8; 8]);

impl Name {
    fn of(sk: &str) -> Self {
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(sk).into();
        Self([a, b, c, d, e, f, g, h])
    }
}

/// Where an item is found after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Nowhere,
    /// By its key alone.
    Key,
    /// In `by_time` too: the position in [`PLACED`], and the Unix second.
    At(u8, Timestamp),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    name: Name,
    /// The number of the write.
    write: u64,
    /// The clock of the write.
    at: Timestamp,
    place: Place,
}

/// An item that was read: its name, and which write to its stream wrote it last. Items that an older version of this
/// program wrote don't say that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    name: Name,
    written: Option<u64>,
}

impl Seen {
    pub(crate) fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        let (_, sk) = item.key()?;
        Ok(Self {
            name: Name::of(&sk),
            written: item.optional_number(WRITTEN)?,
        })
    }
}

/// All that a reader should see.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sought<'a> {
    /// The items of these sort keys.
    Keys(&'a [String]),
    /// What lies in `by_time` between these places.
    Places(Bound<&'a str>, Bound<&'a str>),
}

impl Sought<'_> {
    fn names(self) -> Vec<Name> {
        match self {
            Self::Keys(sks) => sks.iter().map(|sk| Name::of(sk)).collect(),
            Self::Places(..) => Vec::new(),
        }
    }

    fn has_place(self, place: Place) -> bool {
        let (Self::Places(first, last), Place::At(kind, at)) = (self, place) else {
            return false;
        };
        let kind = PLACED.get(usize::from(kind));
        let is_between = |place: &str| RangeBounds::<str>::contains(&(first, last), place);
        kind.is_some_and(|kind| is_between(&keys::at(kind, at)))
    }
}

/// The list, oldest change first. An item is in it once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RecentChanges(Vec<Change>);

impl RecentChanges {
    /// The list after write number `write`, which writes this into the partition `pk`. Marks its items as written by it.
    pub(crate) fn after(&self, write: u64, pk: &str, writes: &mut [Write], now: Timestamp) -> Self {
        let new: Vec<Change> = writes
            .iter_mut()
            .filter_map(|one| {
                let (name, place) = change(pk, one, write)?;
                Some(Change {
                    name,
                    write,
                    at: now,
                    place,
                })
            })
            .collect();
        let is_listed = |change: &&Change| {
            (now - change.at).abs() <= LISTED_FOR && new.iter().all(|new| new.name != change.name)
        };
        let mut all: Vec<Change> = self.0.iter().filter(is_listed).cloned().collect();
        let room = MOST.saturating_sub(new.len());
        all.drain(..all.len().saturating_sub(room));
        all.extend(new);
        Self(all)
    }

    /// Whether what was read is what a stream with `version` writes holds in this scope.
    pub(crate) fn agree_with(&self, version: u64, read: &[Seen], scope: Sought<'_>) -> bool {
        let changes: HashMap<Name, &Change> =
            self.0.iter().map(|change| (change.name, change)).collect();
        let is_current = |seen: &Seen| {
            seen.written.is_none_or(|written| {
                let change = changes.get(&seen.name);
                written <= version && change.is_none_or(|change| change.write <= written)
            })
        };
        let names = scope.names();
        let is_missing = |change: &&Change| {
            let wanted = scope.has_place(change.place)
                || change.place != Place::Nowhere && names.contains(&change.name);
            wanted && read.iter().all(|seen| seen.name != change.name)
        };
        read.iter().all(is_current) && !self.0.iter().any(|change| is_missing(&change))
    }

    pub(crate) fn write(&self, item: Writer) -> Writer {
        let Some(newest) = self.0.last() else {
            return item;
        };
        let mut bytes = Vec::with_capacity(16 + self.0.len() * 17);
        bytes.extend(newest.write.to_be_bytes());
        bytes.extend(newest.at.0.to_be_bytes());
        for change in &self.0 {
            change.encode(newest, &mut bytes);
        }
        item.bytes(ATTRIBUTE, bytes)
    }

    pub(crate) fn read(item: Reader<'_>) -> Result<Self> {
        let Some(mut bytes) = item.optional_bytes(ATTRIBUTE)? else {
            return Ok(Self::default());
        };
        let decoded = decode(&mut bytes);
        decoded.ok_or_else(|| item.corrupt(ATTRIBUTE, "does not read"))
    }
}

/// Marks an item that planning reads with the number of its write. Returns its name, and where it is found from now on.
fn change(pk: &str, one: &mut Write, write: u64) -> Option<(Name, Place)> {
    let is_read = |item: &Item| {
        let (in_pk, sk) = Reader(item).key().ok()?;
        (in_pk == pk && keys::is_planned_from(&sk)).then(|| Name::of(&sk))
    };
    match one {
        Write::Delete(key, _) => Some((is_read(key)?, Place::Nowhere)),
        Write::Put(item, _) => {
            let name = is_read(item)?;
            item.insert(WRITTEN.to_owned(), number(write));
            let at = item.get(AT).and_then(|at| at.as_s().ok());
            Some((name, at.and_then(|at| placed(at)).unwrap_or(Place::Key)))
        }
    }
}

fn placed(at: &str) -> Option<Place> {
    (0..).zip(PLACED).find_map(|(i, kind)| {
        let second = at.strip_prefix(kind)?.parse().ok()?;
        Some(Place::At(i, Timestamp(second)))
    })
}

/// The first byte of a change, for its place; behind [`PLACED`].
const NOWHERE: u8 = 0xfe;
const KEY: u8 = 0xff;

impl Change {
    /// Its place, its name, by how many writes and seconds it is older than the newest, and its Unix second in `by_time`.
    fn encode(&self, newest: &Self, bytes: &mut Vec<u8>) {
        bytes.push(match self.place {
            Place::Nowhere => NOWHERE,
            Place::Key => KEY,
            Place::At(kind, _) => kind,
        });
        bytes.extend(self.name.0);
        let writes = u16::try_from(newest.write - self.write).unwrap_or(u16::MAX);
        bytes.extend(writes.to_be_bytes());
        let older = (newest.at - self.at)
            .0
            .clamp(i8::MIN.into(), i8::MAX.into());
        bytes.extend(i8::try_from(older).unwrap_or_default().to_be_bytes());
        if let Place::At(_, at) = self.place {
            bytes.extend(&at.0.to_be_bytes()[3..]);
        }
    }

    fn decode(write: u64, at: i64, bytes: &mut &[u8]) -> Option<Self> {
        let [place] = take(bytes)?;
        let name = Name(take(bytes)?);
        let writes = u16::from_be_bytes(take(bytes)?);
        let older = i8::from_be_bytes(take(bytes)?);
        Some(Self {
            name,
            write: write.checked_sub(writes.into())?,
            at: Timestamp(at.checked_sub(older.into())?),
            place: match place {
                NOWHERE => Place::Nowhere,
                KEY => Place::Key,
                kind => {
                    let [a, b, c, d, e] = take(bytes)?;
                    let second = i64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
                    Place::At(kind, Timestamp(second))
                }
            },
        })
    }
}

fn decode(bytes: &mut &[u8]) -> Option<RecentChanges> {
    let write = u64::from_be_bytes(take(bytes)?);
    let at = i64::from_be_bytes(take(bytes)?);
    let mut changes = Vec::new();
    while !bytes.is_empty() {
        changes.push(Change::decode(write, at, bytes)?);
    }
    Some(RecentChanges(changes))
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests;
