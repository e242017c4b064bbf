//! What is due to be polled.

use crate::{
    Broadcast, PollState, Result, Store,
    error::unless_raced,
    table::{BY_DUE, Item, Key, Range, Reader, keys},
};
use replay_grouping::{ReplayId, Stream, Timestamp};

/// A broadcast or query that is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Due {
    /// A broadcast.
    Broadcast(Stream, ReplayId),
    /// The sweep, a backfill or a join, by id.
    Query(String),
}

impl Due {
    /// What an item of the index stands for, and when it is due.
    pub(super) fn read(item: &Item) -> Result<(Timestamp, Self)> {
        let item = Reader(item);
        let (_, sk) = item.key()?;
        let what = if sk == keys::QUERY {
            Self::Query(item.name_in("pk", keys::QUERIES)?.to_owned())
        } else {
            let id = item.name(keys::CAST)?.parse();
            let id = id.map_err(|_| item.corrupt("sk", "names no replay"))?;
            Self::Broadcast(item.stream()?, id)
        };
        Ok((item.text("due_at")?, what))
    }

    pub(super) fn key(&self) -> Key {
        match self {
            Self::Broadcast(stream, id) => (keys::stream(stream), keys::cast(id)),
            Self::Query(id) => (keys::query(id), keys::QUERY.to_owned()),
        }
    }
}

impl Store {
    /// The first `most` broadcasts and queries that are due by `now`, the longest overdue first.
    pub async fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Due>> {
        let mut due: Vec<(Timestamp, Due)> = Vec::new();
        for shard in 0..self.settings.shards {
            for settled in [false, true] {
                let by_now = Range::AtMost(keys::moment(now));
                let partition = keys::due(shard, settled);
                let pages = self.paginated(BY_DUE, partition, by_now);
                due.extend(pages.up_to(most, Due::read).await?);
            }
        }
        due.sort_by_key(|(at, _)| *at);
        due.truncate(most);
        Ok(due.into_iter().map(|(_, what)| what).collect())
    }

    /// Saves the polling state of a broadcast, if the broadcast is still the one that was read. What people see of it
    /// (whether it has settled, and when it will) counts as a change. False when it has changed meanwhile.
    pub async fn save_poll_state(
        &self,
        broadcast: &Broadcast,
        poll_state: PollState,
        due_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool> {
        let before = &broadcast.poll_state;
        if *before == poll_state && broadcast.due_at == due_at {
            return Ok(true);
        }
        let visible = |state: &PollState| (state.settled_at, state.hold_until);
        let base = if visible(before) == visible(&poll_state) {
            broadcast.clone()
        } else {
            broadcast.next_version(now)
        };
        let polled = Broadcast {
            poll_state,
            due_at,
            ..base
        };
        let written = self.replace(&polled, broadcast.version, []).await;
        Ok(unless_raced(written)?.is_some())
    }
}
