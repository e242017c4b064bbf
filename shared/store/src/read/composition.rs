//! What a broadcast is made of, and why.

use crate::{
    Broadcast, Result, Store, StoreError, StoredPart,
    error::Conflict,
    items::Head,
    write::{Piece, StreamRules, mark_open},
};
use replay_grouping::{
    Atom, Cut, Evidence, Format, Group, Part, Pins, Rules, Seconds, Separation, Sequence, Span,
    Timestamp, cluster, evidence, lanes, separation,
};
use std::collections::{BTreeMap, BTreeSet};

/// A part of a broadcast, and its place in it.
#[derive(Debug, Clone)]
pub struct PartInBroadcast {
    /// The part.
    pub stored: StoredPart,
    /// Its lane among the parts of its format; lane 0 plays.
    pub lane: u32,
    /// Why it belongs to this broadcast; `None` for a lost one, which only lies in its time.
    pub evidence: Option<Evidence>,
}

/// The parts of `format` that play one after the other.
pub fn playing_lane<'a>(
    parts: &'a [PartInBroadcast],
    format: &Format,
) -> impl Iterator<Item = &'a PartInBroadcast> {
    parts.iter().filter(move |part| {
        let stored = &part.stored;
        stored.counts() && part.lane == 0 && stored.format() == *format
    })
}

/// The same, with what a trim leaves of each. Those of which it leaves nothing are not among them.
pub fn playing_cuts<'a>(
    parts: &'a [PartInBroadcast],
    format: &Format,
    trim: Option<Span>,
) -> impl Iterator<Item = (&'a PartInBroadcast, Cut)> {
    playing_lane(parts, format).filter_map(move |part| {
        let cut = match trim {
            Some(trim) => part.stored.content().within(trim)?,
            None => Cut::default(),
        };
        Some((part, cut))
    })
}

/// The place of a part in a list: by start, then by file id.
fn position(part: &StoredPart) -> (Timestamp, &str) {
    (part.content().span.start(), part.file_id.as_str())
}

/// Why a broadcast is what it is.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Its parts by start, and why each belongs to it.
    pub parts: Vec<(StoredPart, Evidence)>,
    /// Its pushes by start, as much of each as lies in it, and why.
    pub pushes: Vec<(Sequence, Span, Evidence)>,
    /// The fields that could not be read in the callbacks of its pushes.
    pub unread: BTreeMap<Sequence, Vec<String>>,
    /// Parts of its time that VOD no longer has, or never had.
    pub lost: Vec<StoredPart>,
    /// The broadcasts before and after it, and what keeps each apart from it; `None` when nothing of theirs does.
    pub neighbours: Vec<(Broadcast, Option<Separation>)>,
    /// The rules of its stream.
    pub rules: Rules,
    /// The pins of its stream.
    pub pins: Pins,
}

impl Explained {
    /// No part counts any more: there are only those that are lost.
    #[must_use]
    pub fn of_lost(lost: Vec<StoredPart>, rules: Rules) -> Self {
        Self {
            parts: Vec::new(),
            pushes: Vec::new(),
            unread: BTreeMap::new(),
            lost,
            neighbours: Vec::new(),
            rules,
            pins: Pins::default(),
        }
    }
}

/// The parts with their lanes, and beside them those that are lost; by start, then by file id.
pub(super) fn placed(
    parts: Vec<(StoredPart, Evidence)>,
    lost: impl IntoIterator<Item = StoredPart>,
) -> Vec<PartInBroadcast> {
    let known: Vec<Part> = parts.iter().map(|(part, _)| part.part()).collect();
    let lanes = lanes(&known.iter().collect::<Vec<_>>());
    let placed = parts.into_iter().zip(lanes);
    let placed = placed.map(|((stored, evidence), lane)| PartInBroadcast {
        stored,
        lane,
        evidence: Some(evidence),
    });
    let lost = lost.into_iter().map(|stored| PartInBroadcast {
        stored,
        lane: 0,
        evidence: None,
    });
    let mut all: Vec<PartInBroadcast> = placed.chain(lost).collect();
    all.sort_by(|one, other| position(&one.stored).cmp(&position(&other.stored)));
    all
}

impl Store {
    /// Why a broadcast is what it is; `None` when nothing is left of it.
    pub async fn explain(&self, broadcast: &Broadcast) -> Result<Option<Explained>> {
        let (explained, next, contents) = tokio::try_join!(
            self.members(broadcast),
            self.neighbours(broadcast),
            self.contents(broadcast),
        )?;
        let pushes = contents.pushes.iter();
        let unread = pushes.map(|push| (push.sequence.clone(), push.unread()));
        let unread = unread.filter(|(_, fields)| !fields.is_empty()).collect();
        Ok(explained.map(|mut explained| {
            let Explained { rules, pins, .. } = &explained;
            let neighbours = next.into_iter().map(|next| {
                let why = separation(&broadcast.summary, &next.summary, rules, pins);
                (next, why)
            });
            explained.neighbours = neighbours.collect();
            explained.unread = unread;
            explained
        }))
    }

    /// The parts of a broadcast by start, then by file id; with those that VOD no longer has, or never had.
    pub async fn parts_and_lost(&self, broadcast: &Broadcast) -> Result<Vec<PartInBroadcast>> {
        let (members, contents) =
            tokio::try_join!(self.members(broadcast), self.contents(broadcast))?;
        let lost = contents.parts.into_iter().filter(|part| !part.counts());
        let parts = members.map(|members| members.parts).unwrap_or_default();
        Ok(placed(parts, lost))
    }

    /// The parts of a broadcast by start, then by file id.
    pub async fn parts(&self, broadcast: &Broadcast) -> Result<Vec<PartInBroadcast>> {
        let Some(members) = self.members(broadcast).await? else {
            return Ok(Vec::new());
        };
        Ok(placed(members.parts, []))
    }

    /// What a broadcast is made of, without its neighbours, read again while it changes; `None` when nothing is left of it.
    async fn members(&self, broadcast: &Broadcast) -> Result<Option<Explained>> {
        // Most broadcasts don't change meanwhile, so that the one at hand will do.
        if broadcast.emptied {
            return Ok(None);
        }
        match self.try_members(broadcast).await {
            Ok(Some(members)) => return Ok(Some(members)),
            Ok(None) | Err(Conflict::Raced) => {}
            Err(Conflict::Failed(error)) => return Err(error),
        }
        let attempt = || async {
            match self.broadcast(&broadcast.id).await? {
                Some(now) if !now.emptied => {
                    let members = self.try_members(&now).await?;
                    members.map(Some).ok_or(Conflict::Raced)
                }
                _ => Ok(None),
            }
        };
        let what = format!("stream {}", broadcast.stream);
        self.retry_on_conflict(what, attempt).await
    }

    /// `None` when the pieces don't make this broadcast (any more).
    async fn try_members(&self, broadcast: &Broadcast) -> Result<Option<Explained>, Conflict> {
        let head = self.head_of(broadcast).await?;
        let rules = self.stream_rules(&broadcast.stream, &head).await?;
        self.members_at(broadcast, &head, &rules).await
    }

    /// The same, as of this head.
    pub(super) async fn members_at(
        &self,
        broadcast: &Broadcast,
        head: &Head,
        StreamRules { rules, pins }: &StreamRules,
    ) -> Result<Option<Explained>, Conflict> {
        let stream = &broadcast.stream;
        let mut near = vec![broadcast.clone()];
        if self.settings.defaults.session_param.is_some() {
            near = self.interleaved_with(head, rules.gap, broadcast).await?;
        }
        let expanded = self.expand(stream, head, near.iter()).await?;
        let pieces: Vec<&Piece> = expanded
            .pushes
            .iter()
            .chain(expanded.parts.iter().map(|(piece, _)| piece))
            .collect();
        let atoms: Vec<Atom<'_>> = pieces.iter().map(|piece| piece.atom()).collect();
        let groups = cluster(&atoms, rules, pins);
        let groups = groups.map_err(|torn| StoreError::Unavailable(torn.to_string()))?;
        // Alone it is expanded whole, even where today's rules would split it. Where sessions took turns, others came along.
        let alone = near.len() == 1;
        let hull = broadcast.summary.hull;
        let is_own = |group: &&Group| {
            let summary = &group.summary;
            alone
                || summary.hull.start() == hull.start()
                    && summary.sessions == broadcast.summary.sessions
        };
        let own: Vec<&Group> = groups.iter().filter(is_own).collect();
        if own.is_empty() {
            return Ok(None);
        }
        let (mut parts, mut pushes) = (Vec::new(), Vec::new());
        for group in own {
            let reasons = evidence(&atoms, group, rules, pins);
            for (member, why) in group.members.iter().zip(reasons) {
                match member.atom.checked_sub(expanded.pushes.len()) {
                    Some(part) => parts.push((expanded.parts[part].1.clone(), why)),
                    None => pushes.push((pieces[member.atom], why)),
                }
            }
        }
        parts.sort_by(|(one, _), (other, _)| position(one).cmp(&position(other)));
        pushes.sort_by_key(|(push, _)| push.span());
        let pushes = pushes.into_iter().filter_map(|(piece, why)| {
            let (sequence, span) = piece.push()?;
            Some((sequence, span, why))
        });
        Ok(Some(Explained {
            parts,
            pushes: pushes.collect(),
            unread: BTreeMap::new(),
            lost: expanded.lost,
            neighbours: Vec::new(),
            rules: rules.clone(),
            pins: pins.clone(),
        }))
    }

    /// A broadcast and those that can only be expanded together with it.
    async fn interleaved_with(
        &self,
        head: &Head,
        gap: Seconds,
        broadcast: &Broadcast,
    ) -> Result<Vec<Broadcast>, Conflict> {
        let mut reach = broadcast.summary.hull;
        loop {
            let stream = &broadcast.stream;
            let mut near = self.broadcasts_near(stream, head, gap, reach).await?;
            let mut open = BTreeSet::from([broadcast.id.clone()]);
            mark_open(&near, None, &mut open);
            near.retain(|near| open.contains(&near.id));
            let hulls = near.iter().map(|near| near.summary.hull);
            let wider = hulls.fold(reach, Span::hull);
            if wider == reach {
                return Ok(near);
            }
            reach = wider;
        }
    }
}
