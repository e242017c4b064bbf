//! What a broadcast is made of, and why.

use crate::{
    Broadcast, Store, StoreError, StoredPart,
    items::Head,
    write::{Piece, Terms, mark_opened},
};
use replay_grouping::{
    Atom, Evidence, Group, Pins, Rules, Seconds, Separation, Sequence, Span, cluster, evidence,
    separation,
};
use std::collections::BTreeSet;

/// How often the pieces are read while the broadcast changes.
const ATTEMPTS: u32 = 4;

/// What a broadcast is made of, and why each of it belongs to it.
pub(crate) struct Members {
    /// By start, then by file id.
    pub(crate) parts: Vec<(StoredPart, Evidence)>,
    /// By start.
    pushes: Vec<(Piece, Evidence)>,
    /// Parts of its time that VOD has no longer, or never had.
    lost: Vec<StoredPart>,
    terms: Terms,
}

/// Why a broadcast is what it is.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Its parts by start, and why each belongs to it.
    pub parts: Vec<(StoredPart, Evidence)>,
    /// Its pushes by start, as much of each as lies in it, and why.
    pub pushes: Vec<(Sequence, Span, Evidence)>,
    /// Parts of its time that VOD has no longer, or never had.
    pub lost: Vec<StoredPart>,
    /// The broadcasts before and after it, and what keeps each apart from it; none when nothing of theirs does.
    pub neighbours: Vec<(Broadcast, Option<Separation>)>,
    /// The rules of its stream.
    pub rules: Rules,
    /// The pins of its stream.
    pub pins: Pins,
}

impl Store {
    /// Why a broadcast is what it is. None when nothing is left of it.
    ///
    /// # Errors
    /// [`StoreError`]; also when the broadcast keeps changing while its pieces are read.
    pub async fn explain(&self, broadcast: &Broadcast) -> Result<Option<Explained>, StoreError> {
        let (members, next) =
            tokio::try_join!(self.members(broadcast), self.neighbours(broadcast))?;
        let Some(members) = members else {
            return Ok(None);
        };
        let Terms { rules, pins } = members.terms;
        let neighbours = next.into_iter().map(|next| {
            let why = separation(&broadcast.summary, &next.summary, &rules, &pins);
            (next, why)
        });
        let pushes = members.pushes.into_iter();
        let pushes = pushes.filter_map(|(piece, why)| {
            let (sequence, span) = piece.push()?;
            Some((sequence, span, why))
        });
        Ok(Some(Explained {
            neighbours: neighbours.collect(),
            parts: members.parts,
            pushes: pushes.collect(),
            lost: members.lost,
            rules,
            pins,
        }))
    }

    /// What a broadcast is made of, read again while it changes. None when nothing is left of it.
    pub(crate) async fn members(
        &self,
        broadcast: &Broadcast,
    ) -> Result<Option<Members>, StoreError> {
        let mut now = broadcast.clone();
        for attempt in 0..ATTEMPTS {
            if now.emptied {
                return Ok(None);
            }
            if let Some(members) = self.try_members(&now).await? {
                return Ok(Some(members));
            }
            crate::write::pause(attempt).await;
            match self.broadcast(&broadcast.id).await? {
                Some(again) => now = again,
                None => return Ok(None),
            }
        }
        Err(StoreError::Contended {
            stream: broadcast.stream.to_string(),
        })
    }

    /// None when the pieces don't make this broadcast (any more).
    async fn try_members(&self, broadcast: &Broadcast) -> Result<Option<Members>, StoreError> {
        let stream = &broadcast.stream;
        let head = self.head(stream).await?;
        let terms = self.terms(stream, &head).await?;
        let Terms { rules, pins } = &terms;
        let mut near = vec![broadcast.clone()];
        if self.settings.defaults.session_param.is_some() {
            near = self.entangled_with(&head, rules.gap, broadcast).await?;
        }
        let opened = self.open(stream, &head, near.iter()).await?;
        let pieces: Vec<&Piece> = opened
            .pushes
            .iter()
            .chain(opened.parts.iter().map(|(piece, _)| piece))
            .collect();
        let atoms: Vec<Atom<'_>> = pieces.iter().map(|piece| piece.atom()).collect();
        let groups = cluster(&atoms, rules, pins);
        let groups = groups.map_err(|torn| StoreError::Unavailable(torn.to_string()))?;
        // Alone it is opened whole, also where today's rules would part it. Where sessions took turns, others came along.
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
                match member.atom.checked_sub(opened.pushes.len()) {
                    Some(part) => {
                        parts.extend(opened.parts.get(part).map(|(_, part)| (part.clone(), why)));
                    }
                    None => {
                        pushes.extend(pieces.get(member.atom).map(|piece| ((*piece).clone(), why)));
                    }
                }
            }
        }
        parts.sort_by_key(|(part, _)| (part.content().span.start(), part.file_id.clone()));
        pushes.sort_by_key(|(push, _)| push.span());
        Ok(Some(Members {
            parts,
            pushes,
            lost: opened.lost,
            terms,
        }))
    }

    /// A broadcast and those that can only be opened together with it.
    async fn entangled_with(
        &self,
        head: &Head,
        gap: Seconds,
        broadcast: &Broadcast,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let mut reach = broadcast.summary.hull;
        loop {
            let stream = &broadcast.stream;
            let mut near = self.broadcasts_near(stream, head, gap, reach).await?;
            let mut open = BTreeSet::from([broadcast.id.clone()]);
            mark_opened(&near, None, &mut open);
            near.retain(|near| open.contains(&near.id));
            let wider = near
                .iter()
                .map(|near| near.summary.hull)
                .fold(reach, Span::hull);
            if wider == reach {
                return Ok(near);
            }
            reach = wider;
        }
    }
}
