//! What one write changes: parts and pushes that are new, changed or gone.

use super::{Import, Piece};
use crate::{
    Loss, Result, StoredPart, StoredPush,
    table::{Guard, Write, keys},
};
use replay_grouping::{SessionId, Span};
use std::collections::BTreeMap;

/// Where the pieces lie that name a session.
pub(crate) type Sessions = BTreeMap<SessionId, Span>;

#[derive(Debug)]
pub(crate) struct PieceChange {
    pub(crate) key: String,
    /// The piece as it took part in grouping so far.
    pub(crate) before: Option<Piece>,
    /// The piece as it takes part now.
    pub(crate) after: Option<Piece>,
    /// Why it takes no part in grouping, if it is a part that doesn't.
    pub(crate) lost: Option<Loss>,
    /// Why it took no part in grouping until now, if it is there again.
    pub(crate) returns: Option<Loss>,
}

#[derive(Debug, Default)]
pub(crate) struct Changeset {
    pub(crate) writes: Vec<Write>,
    pub(crate) pieces: Vec<PieceChange>,
    /// Which broadcasts settle with this write, if any.
    pub(crate) import: Option<Import>,
}

impl Changeset {
    pub(crate) fn part(&mut self, before: Option<&StoredPart>, after: &StoredPart) -> Result<()> {
        let guard = Guard::counter("written", before.map(|part| part.written));
        self.writes.push(Write::Put(after.item()?, guard));
        let counting = |part: &StoredPart| part.counts().then(|| Piece::from(part));
        let (was, is) = (before.and_then(counting), counting(after));
        if was != is {
            self.pieces.push(PieceChange {
                key: keys::part(&after.file_id),
                lost: after.loss(),
                returns: before.and_then(StoredPart::loss).filter(|_| is.is_some()),
                before: was,
                after: is,
            });
        }
        Ok(())
    }

    /// Adds a push with new data.
    pub(crate) fn push(
        &mut self,
        before: Option<&StoredPush>,
        after: &StoredPush,
        guard: Guard,
    ) -> Result<()> {
        self.writes.push(Write::Put(after.item()?, guard));
        let piece = Piece::from(after);
        self.pieces.push(PieceChange {
            key: piece.key.clone(),
            before: before.map(Piece::from),
            after: Some(piece),
            lost: None,
            returns: None,
        });
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &Piece> {
        let changes = self.pieces.iter();
        changes.flat_map(|change| change.before.iter().chain(&change.after))
    }

    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        self.all().filter_map(Piece::span)
    }

    pub(crate) fn named_sessions(&self) -> impl Iterator<Item = &SessionId> {
        self.all().filter_map(Piece::session)
    }

    /// The stretch in which summaries would hold more than is there, or in which a file counts as lost that is there again.
    pub(crate) fn shrunk(&self) -> Option<Span> {
        let shrunk = self.pieces.iter().filter_map(|change| {
            let after = change.after.as_ref();
            if change.returns.is_some() {
                return after?.span();
            }
            let before = change.before.as_ref()?;
            let grows = after.is_some_and(|after| after.extends(before));
            before.span().filter(|_| !grows)
        });
        shrunk.reduce(Span::hull)
    }

    /// Where the pieces of the named sessions lie after the change.
    pub(crate) fn sessions(&self, known: &Sessions) -> Sessions {
        let mut sessions = known.clone();
        let pieces = self.pieces.iter().flat_map(|change| &change.after);
        for (id, span) in pieces.filter_map(|piece| piece.session().zip(piece.span())) {
            let hull = sessions.entry(id.clone()).or_insert(span);
            *hull = hull.hull(span);
        }
        sessions
    }
}
