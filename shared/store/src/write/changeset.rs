//! Pieces of a stream that become other than they were.

use super::Piece;
use crate::{
    Import, StoredPart,
    table::{Guard, Item, keys},
};
use replay_grouping::{SessionId, Span};
use std::collections::BTreeMap;

/// Where the pieces lie that name a session.
pub(crate) type Sessions = BTreeMap<SessionId, Span>;

/// A piece that becomes other than it was.
#[derive(Debug)]
pub(crate) struct Edit {
    /// The piece's sort key.
    pub(crate) key: String,
    /// As it took part in grouping so far.
    pub(crate) before: Option<Piece>,
    /// As it does now.
    pub(crate) after: Option<Piece>,
    /// VOD denied it.
    pub(crate) denied: bool,
    /// It was lost, and is there again.
    pub(crate) returns: bool,
}

/// What is written together.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    pub(crate) items: Vec<(Item, Guard)>,
    pub(crate) pieces: Vec<Edit>,
    /// What of it is known to be all there is.
    pub(crate) import: Option<Import>,
}

impl Edits {
    /// A part that is new or known otherwise.
    pub(crate) fn part(&mut self, before: Option<&StoredPart>, after: &StoredPart) {
        self.items.push((
            after.item(),
            Guard::written(before.map(|part| part.written)),
        ));
        let counting = |part: &StoredPart| part.counts().then(|| Piece::from(part));
        let (was, is) = (before.and_then(counting), counting(after));
        if was != is {
            self.pieces.push(Edit {
                key: keys::part(&after.file_id),
                denied: is.is_none() && after.denied_at.is_some(),
                returns: was.is_none() && before.is_some(),
                before: was,
                after: is,
            });
        }
    }

    /// A push of which more is known.
    pub(crate) fn push(&mut self, item: Item, guard: Guard, before: Option<Piece>, after: Piece) {
        self.items.push((item, guard));
        self.pieces.push(Edit {
            key: after.key.clone(),
            before,
            after: Some(after),
            denied: false,
            returns: false,
        });
    }

    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        let pieces = self.pieces.iter();
        pieces
            .flat_map(|edit| edit.before.iter().chain(&edit.after))
            .filter_map(Piece::span)
    }

    /// Where summaries hold what is no longer so.
    pub(crate) fn reopened(&self) -> Option<Span> {
        let shrunk = self.pieces.iter().filter_map(|edit| {
            let before = edit.before.as_ref()?;
            let grows = edit.after.as_ref().is_some_and(|now| now.extends(before));
            before.span().filter(|_| !grows)
        });
        shrunk.reduce(Span::hull)
    }

    /// Where the pieces of the named sessions lie now.
    pub(crate) fn sessions(&self, known: &Sessions) -> Sessions {
        let mut sessions = known.clone();
        let pieces = self.pieces.iter().filter_map(|edit| edit.after.as_ref());
        for (id, span) in pieces.filter_map(|piece| piece.session().zip(piece.span())) {
            let hull = sessions.entry(id.clone()).or_insert(span);
            *hull = hull.hull(span);
        }
        sessions
    }
}
