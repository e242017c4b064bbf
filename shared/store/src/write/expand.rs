//! Opens broadcasts: reads their pieces where their summaries can't tell how to group them.
//!
//! A summary can't tell when a cut goes through it, or when a push turns out to be shorter than was assumed. Then the
//! parts and the pushes of that broadcast are read and clustered in its place. Other broadcasts are opened with it only
//! where sessions took turns, because then their pieces lie between each other's.

use super::Piece;
use crate::{
    Broadcast, Store, StoreError, StoredPart, StoredPush,
    items::{Alias, Head},
    table::keys,
};
use replay_grouping::{Span, Stream, Timestamp};

/// A stretch of time and all that starts in it, because every broadcast that reaches into it is opened.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// From the first start of a piece to the last.
    starts: Span,
    /// Where the last push in it ends, or is clipped.
    pushed_until: Timestamp,
}

impl Stretch {
    fn of(broadcast: &Broadcast) -> Self {
        let summary = &broadcast.summary;
        let starts = Span::new(summary.hull.start(), summary.last_start);
        let pushed = summary
            .published
            .hull()
            .map_or(starts.start(), |hull| hull.end());
        Self {
            starts,
            pushed_until: pushed.max(starts.end()),
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.starts.start() < other.pushed_until && other.starts.start() < self.pushed_until
            || self.starts.start() == other.starts.start()
    }

    fn hull(self, other: Self) -> Self {
        Self {
            starts: self.starts.hull(other.starts),
            pushed_until: self.pushed_until.max(other.pushed_until),
        }
    }

    /// How much of a push lies in it; none when the push only touches it, or starts behind it.
    fn share(&self, push: Span) -> Option<Span> {
        let starts_here = self.starts.contains(&Span::point(push.start()));
        let reaches_in = push.start() < self.starts.start() && self.starts.start() < push.end();
        let all = Span::new(self.starts.start(), self.pushed_until);
        push.intersection(all).filter(|_| starts_here || reaches_in)
    }
}

/// Both have pieces between each other's, so neither can be opened alone.
pub(crate) fn entangled(one: &Broadcast, other: &Broadcast) -> bool {
    Stretch::of(one).overlaps(&Stretch::of(other))
}

/// The pieces of some broadcasts, and the aliases of what was joined to them.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) pushes: Vec<Piece>,
    pub(crate) parts: Vec<(Piece, StoredPart)>,
    /// The parts that take no part in grouping: VOD has them no longer, or never had.
    pub(crate) lost: Vec<StoredPart>,
    pub(crate) aliases: Vec<Alias>,
    /// Broadcasts without a piece that may come back.
    pub(crate) past: Vec<Broadcast>,
}

impl Store {
    /// Reads the pieces of `broadcasts`. Whatever is [`entangled`] with one of them has to be among them.
    pub(crate) async fn open<'a>(
        &self,
        stream: &Stream,
        head: &Head,
        broadcasts: impl Iterator<Item = &'a Broadcast>,
    ) -> Result<Opened, StoreError> {
        let mut stretches: Vec<Stretch> = broadcasts.map(Stretch::of).collect();
        stretches.sort_by_key(|stretch| stretch.starts);
        stretches.dedup_by(|next, last| {
            let same = last.overlaps(next);
            if same {
                *last = last.hull(*next);
            }
            same
        });
        let mut opened = Opened::default();
        for stretch in stretches {
            let starts = stretch.starts;
            let begun = Span::new(starts.start() - head.longest_push, starts.end());
            let (parts, pushes, aliases) = tokio::try_join!(
                self.items(stream, keys::PART, starts),
                self.items(stream, keys::PUSH, begun),
                self.items(stream, keys::ALIAS, starts),
            )?;
            for item in &parts {
                let part = StoredPart::read(item)?;
                if part.counts() {
                    opened.parts.push((Piece::from(&part), part));
                } else {
                    opened.lost.push(part);
                }
            }
            for item in &pushes {
                let piece = Piece::from(&StoredPush::read(stream, item)?);
                let share = piece.span().and_then(|span| stretch.share(span));
                opened
                    .pushes
                    .extend(share.map(|share| piece.clipped(share)));
            }
            for item in &aliases {
                opened.aliases.push(Alias::read(item)?);
            }
        }
        Ok(opened)
    }

    /// As much as lies in `span` of the pushes that lie in it.
    pub(crate) async fn pushes_through(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Vec<Piece>, StoreError> {
        let begun = Span::new(span.start() - head.longest_push, span.end());
        let mut pushes = Vec::new();
        for item in self.items(stream, keys::PUSH, begun).await? {
            let piece = Piece::from(&StoredPush::read(stream, &item)?);
            let inside = piece
                .span()
                .filter(|push| span.start() < push.end() && push.start() < span.end());
            pushes.extend(
                inside
                    .and_then(|push| push.intersection(span))
                    .map(|share| piece.clipped(share)),
            );
        }
        Ok(pushes)
    }
}
