//! Expands broadcasts: reads their pieces where their summaries don't hold enough to group them.
//!
//! A summary doesn't hold enough when a cut goes through it, or when a push turns out to be shorter than was assumed. Then the
//! parts and the pushes of that broadcast are read and clustered in its place. Other broadcasts are expanded with it only
//! where sessions took turns, because then their pieces lie between each other's.

use super::Piece;
use crate::{
    Broadcast, Result, Store, StoredPart, StoredPush,
    error::Conflict,
    items::{Alias, Head},
    table::keys,
};
use replay_grouping::{Span, Stream, Timestamp};

/// A stretch of time and all that starts in it, because every broadcast that reaches into it is expanded.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// From the first start of a piece to the last.
    starts: Span,
    /// Where the last push in it ends, or is clipped.
    pushed_until: Timestamp,
    /// Where its broadcasts end. Lost files may start until then.
    end: Timestamp,
}

impl Stretch {
    fn of(broadcast: &Broadcast) -> Self {
        let summary = &broadcast.summary;
        let starts = Span::new(summary.hull.start(), summary.last_start);
        let pushed = summary.published.hull().map(|hull| hull.end());
        Self {
            starts,
            pushed_until: pushed.unwrap_or(starts.start()).max(starts.end()),
            end: summary.hull.end().max(starts.end()),
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
            end: self.end.max(other.end),
        }
    }

    /// How much of a push lies in it; `None` when the push only touches it, or starts behind it.
    fn share(&self, push: Span) -> Option<Span> {
        let starts_here = self.starts.contains(&Span::point(push.start()));
        let reaches_in = push.start() < self.starts.start() && self.starts.start() < push.end();
        let all = Span::new(self.starts.start(), self.pushed_until);
        push.intersection(all).filter(|_| starts_here || reaches_in)
    }
}

/// Both have pieces between each other's, so neither can be expanded alone. Only where sessions took turns.
pub(crate) fn interleaved(one: &Broadcast, other: &Broadcast) -> bool {
    Stretch::of(one).overlaps(&Stretch::of(other))
}

/// The pieces of some broadcasts, and the aliases of what was merged into them.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    pub(crate) pushes: Vec<Piece>,
    pub(crate) parts: Vec<(Piece, StoredPart)>,
    /// The parts that take no part in grouping: VOD no longer has them, or never had.
    pub(crate) lost: Vec<StoredPart>,
    pub(crate) aliases: Vec<Alias>,
    /// Broadcasts without a piece that may come back.
    pub(crate) emptied: Vec<Broadcast>,
}

impl Store {
    /// Reads the pieces of `broadcasts`. Whatever is [`interleaved`] with one of them has to be among them.
    pub(crate) async fn expand<'a>(
        &self,
        stream: &Stream,
        head: &Head,
        broadcasts: impl Iterator<Item = &'a Broadcast>,
    ) -> Result<Expanded, Conflict> {
        let mut stretches: Vec<Stretch> = broadcasts.map(Stretch::of).collect();
        stretches.sort_by_key(|stretch| stretch.starts);
        stretches.dedup_by(|next, last| {
            let same = last.overlaps(next);
            if same {
                *last = last.hull(*next);
            }
            same
        });
        let mut expanded = Expanded::default();
        for stretch in stretches {
            let starts = stretch.starts;
            let all = Span::new(starts.start(), stretch.end);
            let (parts, pushes, aliases) = tokio::try_join!(
                self.read_by_time(stream, head, keys::PART, all, StoredPart::read),
                self.pushes_of(stream, head, starts),
                self.read_by_time(stream, head, keys::ALIAS, starts, Alias::read),
            )?;
            for part in parts {
                if !part.counts() {
                    expanded.lost.push(part);
                } else if part.content().span.start() <= starts.end() {
                    expanded.parts.push((Piece::from(&part), part));
                }
            }
            let share = |push: Piece| {
                let share = stretch.share(push.span()?)?;
                Some(push.clipped(share))
            };
            expanded.pushes.extend(pushes.into_iter().filter_map(share));
            expanded.aliases.extend(aliases);
        }
        // Two stretches may both reach it.
        (expanded.lost).sort_by(|one, other| one.file_id.cmp(&other.file_id));
        (expanded.lost).dedup_by(|one, other| one.file_id == other.file_id);
        Ok(expanded)
    }

    /// As much as lies in `span` of the pushes that lie in it.
    pub(crate) async fn pushes_through(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Vec<Piece>, Conflict> {
        let pushes = self.pushes_of(stream, head, span).await?.into_iter();
        let share = |piece: Piece| {
            let push = piece.span()?;
            let inside = span.start() < push.end() && push.start() < span.end();
            let share = push.intersection(span).filter(|_| inside)?;
            Some(piece.clipped(share))
        };
        Ok(pushes.filter_map(share).collect())
    }

    /// The pushes that begin in `span`, and those before it that may still last.
    async fn pushes_of(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Vec<Piece>, Conflict> {
        let begun = Span::new(span.start() - head.longest_push, span.end());
        let read = |item: &_| Ok(Piece::of_push(&StoredPush::read(item)?, head));
        self.read_by_time(stream, head, keys::PUSH, begun, read)
            .await
    }
}
