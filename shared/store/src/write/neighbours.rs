//! Finds what lies near a moment.

use crate::{
    Broadcast, Result, Store, StoredPart,
    error::Conflict,
    items::{Head, signal_span},
    table::{BY_TIME, Item, Pages, Range, keys},
};
use replay_grouping::{Seconds, Span, Stream, Timestamp};

/// How many broadcasts one page holds. A fact mostly touches one or none, and the next one before shows that.
const PAGE: usize = 4;

impl Store {
    /// The broadcasts that overlap `span` or lie within `gap` of it, earliest first.
    ///
    /// Between two cuts broadcasts follow one another, so the first one before `span` is also the only one before it that
    /// can reach it. Where sessions took turns the head says how far back to look.
    pub(crate) async fn broadcasts_near(
        &self,
        stream: &Stream,
        head: &Head,
        gap: Seconds,
        span: Span,
    ) -> Result<Vec<Broadcast>, Conflict> {
        let near = |broadcast: &Broadcast| broadcast.summary.hull.within(gap, &span);
        self.broadcasts_before(stream, head, gap, span, near).await
    }

    /// The broadcasts to which a moment belongs: those near it, and a live one, which continues until its end is reported.
    pub(crate) async fn broadcasts_at(
        &self,
        stream: &Stream,
        at: Timestamp,
    ) -> Result<Vec<Broadcast>, Conflict> {
        let head = self.head(stream).await?;
        let gap = self.rules(&head).gap;
        let at = Span::point(at);
        let near = |broadcast: &Broadcast| {
            broadcast.summary.is_live() || broadcast.summary.hull.within(gap, &at)
        };
        self.broadcasts_before(stream, &head, gap, at, near).await
    }

    /// Those broadcasts that `takes` takes, of all that start no later than the gap behind `span`: back to the first one
    /// that starts before `span`, or as far as the head says.
    async fn broadcasts_before(
        &self,
        stream: &Stream,
        head: &Head,
        gap: Seconds,
        span: Span,
        takes: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>, Conflict> {
        // Nothing is known of a stream without a head.
        if head.version == 0 {
            return Ok(Vec::new());
        }
        let reach = match head.reach {
            Seconds::ZERO => Seconds::ZERO,
            reach => reach + gap,
        };
        let floor = span.start() - reach;
        let all = Span::new(Timestamp::EPOCH, span.end() + gap);
        let timeline = self.timeline(stream, head, keys::CAST, all);
        let mut timeline = timeline.descending().page_size(PAGE);
        let mut near = Vec::new();
        while let Some(item) = timeline.next().await? {
            let broadcast = Broadcast::read(&item)?;
            let is_last = broadcast.summary.hull.start() < floor;
            if takes(&broadcast) {
                near.push(broadcast);
            }
            if is_last {
                break;
            }
        }
        timeline.finish()?;
        near.reverse();
        Ok(near)
    }

    /// Where the first `most` broadcasts start that start in `span`, earliest first.
    pub(crate) async fn starts(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
        most: usize,
    ) -> Result<Vec<Timestamp>, Conflict> {
        let starts = self.timeline(stream, head, keys::CAST, span);
        starts.page_size(most).first(most, start).await
    }

    /// The broadcast that starts before this one, and the one that starts after it, if there are such.
    pub(crate) async fn neighbours(&self, broadcast: &Broadcast) -> Result<Vec<Broadcast>> {
        let (stream, start) = (&broadcast.stream, broadcast.summary.hull.start());
        // The query finds the broadcast itself first; with explicit sessions another one may start with it.
        let before = self
            .by_time(stream, keys::CAST, Span::new(Timestamp::EPOCH, start))
            .descending();
        let after = self.by_time(stream, keys::CAST, Span::new(start, keys::LATEST));
        let other = |item: &Item, is_beside: &dyn Fn(Timestamp) -> bool| {
            let found = Broadcast::read(item)?;
            let takes = found.id != broadcast.id && is_beside(found.summary.hull.start());
            Ok(takes.then_some(found))
        };
        let before = before
            .page_size(3)
            .first(1, |item| other(item, &|at| at < start));
        let after = after.page_size(3).first(1, |item| other(item, &|_| true));
        let (mut neighbours, after) = tokio::try_join!(before, after)?;
        neighbours.extend(after);
        Ok(neighbours)
    }

    /// Where the first broadcast of a stream starts, and where the last one does.
    pub(crate) async fn extent(
        &self,
        stream: &Stream,
        head: &Head,
    ) -> Result<Option<Span>, Conflict> {
        let all = Span::new(Timestamp::EPOCH, keys::LATEST);
        let all = || self.timeline(stream, head, keys::CAST, all).page_size(1);
        let first = all().first(1, start).await?;
        let last = all().descending().first(1, start).await?;
        let starts = first.into_iter().chain(last).map(Span::point);
        Ok(starts.reduce(Span::hull))
    }

    /// The items of one kind that start in `span`, earliest first, of whatever state each is.
    fn by_time(&self, stream: &Stream, kind: &str, span: Span) -> Pages {
        let (first, last) = (keys::at(kind, span.start()), keys::at(kind, span.end()));
        self.paginated(BY_TIME, keys::stream(stream), Range::Between(first, last))
            .consistent()
    }

    /// The signals of a broadcast's time, and of the time in which its last file may come.
    pub(crate) async fn signals_near(&self, stream: &Stream, hull: Span) -> Result<Vec<Item>> {
        self.signals_in(stream, signal_span(hull)).await
    }

    /// The signals of a stretch of time. No write to the stream writes any.
    pub(crate) async fn signals_in(&self, stream: &Stream, span: Span) -> Result<Vec<Item>> {
        let read = |item: &Item| Ok(item.clone());
        self.by_time(stream, keys::SIGNAL, span).all(read).await
    }

    /// The first `most` signals of a stretch of time.
    pub(crate) async fn first_signals(
        &self,
        stream: &Stream,
        span: Span,
        most: usize,
    ) -> Result<Vec<Item>> {
        let read = |item: &Item| Ok(item.clone());
        self.by_time(stream, keys::SIGNAL, span)
            .up_to(most, read)
            .await
    }

    /// The parts that start in a stretch of time, as they were a moment ago at the latest.
    pub(crate) async fn parts_in(&self, stream: &Stream, span: Span) -> Result<Vec<StoredPart>> {
        self.by_time(stream, keys::PART, span)
            .all(StoredPart::read)
            .await
    }
}

/// Where the broadcast of an item starts.
fn start(item: &Item) -> Result<Timestamp> {
    Ok(Broadcast::read(item)?.summary.hull.start())
}
