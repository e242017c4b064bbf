//! What is due to be asked of VOD, and who asks.

use crate::{
    Broadcast, PollState, Store, StoreError, StoredPart, StoredPush,
    ingest::{first_of, is_condition},
    items::QUERY,
    table::{BY_DUE, EXPIRES, Item, Reader, Writer, key, keys, number, text},
};
use replay_grouping::{RecorderEvent, ReplayId, Screenshot, Seconds, Span, Stream, Timestamp};
use std::collections::BTreeSet;

/// An active query that is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Due {
    /// A broadcast.
    Broadcast(Stream, ReplayId),
    /// The sweep or a backfill, by id.
    Query(String),
}

/// How long after its end a lease lies in the table.
const LEASE_KEPT: Seconds = Seconds::DAY;

/// What is known of a broadcast's time, whatever takes part in grouping.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Its parts, lost ones included.
    pub parts: Vec<StoredPart>,
    /// Its pushes.
    pub pushes: Vec<StoredPush>,
    /// What its recorders told.
    pub recorders: Vec<RecorderEvent>,
    /// Its first screenshot.
    pub screenshot: Option<Screenshot>,
}

impl Due {
    /// What an item of the index stands for, and when it is due.
    pub(crate) fn read(item: &Item) -> Result<(Timestamp, Self), StoreError> {
        let item = Reader(item);
        let what = if item.text("sk")? == QUERY {
            Self::Query(item.name_in("pk", keys::QUERY)?.to_owned())
        } else {
            let id = item.name(keys::CAST)?.parse();
            let id = id.map_err(|_| item.corrupt("sk", "names no replay"))?;
            Self::Broadcast(item.stream()?, id)
        };
        Ok((item.parsed("due_at")?, what))
    }

    fn key(&self) -> (String, String) {
        match self {
            Self::Broadcast(stream, id) => (keys::stream(stream), keys::cast(id)),
            Self::Query(id) => (keys::query(id), QUERY.to_owned()),
        }
    }
}

impl Store {
    /// The first `most` queries that are due by `now`, the longest overdue first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Due>, StoreError> {
        let mut due: Vec<(Timestamp, Due)> = Vec::new();
        let shards = 0..self.settings.shards;
        for partition in shards.flat_map(|shard| [false, true].map(|set| keys::due(shard, set))) {
            let mut pages = self
                .client
                .query()
                .table_name(&self.settings.table)
                .index_name(BY_DUE.name)
                .key_condition_expression("#due = :due AND #at <= :now")
                .expression_attribute_names("#due", BY_DUE.partition)
                .expression_attribute_names("#at", BY_DUE.sort.unwrap_or_default())
                .expression_attribute_values(":due", text(partition))
                .expression_attribute_values(":now", text(keys::moment(now)))
                .limit(i32::try_from(most).unwrap_or(i32::MAX))
                .into_paginator()
                .items()
                .send();
            let mut found = 0;
            while found < most
                && let Some(item) = pages.next().await
            {
                due.push(Due::read(&item?)?);
                found += 1;
            }
        }
        due.sort_by_key(|(at, _)| *at);
        due.truncate(most);
        Ok(due.into_iter().map(|(_, what)| what).collect())
    }

    /// Takes a query for `owner` alone, for so many seconds. False when somebody else has it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_lease(
        &self,
        what: &Due,
        owner: &str,
        now: Timestamp,
        seconds: Seconds,
    ) -> Result<bool, StoreError> {
        let (pk, sk) = what.key();
        let until = now + seconds;
        let lease = Writer::new(&pk, &keys::lease(&sk))
            .text("owner", owner)
            .number("until", until)
            .number(EXPIRES, until + LEASE_KEPT);
        let request = self.client.put_item().table_name(&self.settings.table);
        let claimed = request
            .set_item(Some(lease.0))
            .condition_expression("attribute_not_exists(pk) OR #until <= :now OR #owner = :owner")
            .expression_attribute_names("#until", "until")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":owner", text(owner))
            .send()
            .await;
        match claimed {
            Ok(_) => Ok(true),
            Err(error) if is_condition(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a query back.
    ///
    /// # Errors
    /// [`StoreError`]: the lease ends by itself then.
    pub async fn release_lease(&self, what: &Due, owner: &str) -> Result<(), StoreError> {
        let (pk, sk) = what.key();
        let request = self.client.delete_item().table_name(&self.settings.table);
        let released = request
            .set_key(Some(key(&pk, &keys::lease(&sk))))
            .condition_expression("#owner = :owner")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":owner", text(owner))
            .send()
            .await;
        match released {
            Err(error) if is_condition(&error) => Ok(()),
            released => released.map(drop).map_err(StoreError::from),
        }
    }

    /// One broadcast by stream and id, if it goes by this id itself; strongly consistent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn broadcast_of(
        &self,
        stream: &Stream,
        id: &ReplayId,
    ) -> Result<Option<Broadcast>, StoreError> {
        let item = self.get(&keys::stream(stream), &keys::cast(id)).await?;
        item.as_ref().map(Broadcast::read).transpose()
    }

    /// All that is known of the time of a broadcast.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn contents(&self, broadcast: &Broadcast) -> Result<Contents, StoreError> {
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let (parts, pushes, signals) = tokio::try_join!(
            self.items(stream, keys::PART, hull),
            self.items(stream, keys::PUSH, hull),
            self.signals_near(stream, hull),
        )?;
        let parts = parts.iter().map(StoredPart::read);
        let pushes = pushes.iter().map(|item| StoredPush::read(stream, item));
        Ok(Contents {
            parts: parts.collect::<Result<_, _>>()?,
            pushes: pushes.collect::<Result<_, _>>()?,
            recorders: recorder_events(&signals, hull)?,
            screenshot: first_of(&signals, broadcast)?,
        })
    }

    /// The signals of a broadcast's time, and of the time in which its last file may come.
    pub(crate) async fn signals_near(
        &self,
        stream: &Stream,
        hull: Span,
    ) -> Result<Vec<Item>, StoreError> {
        let near = Span::new(
            hull.start() - RECORDERS_BEFORE,
            hull.end() + RECORDERS_AFTER,
        );
        self.items(stream, keys::SIGNAL, near).await
    }

    /// Keeps how far the asking about a broadcast is, if the broadcast is still the one that was read. What people see
    /// of it (whether it has settled, and when it will) counts as a change. False when it has changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]: it was not kept, or nobody knows.
    pub async fn save_poll_state(
        &self,
        broadcast: &Broadcast,
        watch: PollState,
        due_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let before = &broadcast.poll_state;
        if *before == watch && broadcast.due_at == due_at {
            return Ok(true);
        }
        let shown = (before.settled_at, before.hold_until) != (watch.settled_at, watch.hold_until);
        let watched = Broadcast {
            version: broadcast.version + u64::from(shown),
            updated_at: if shown { now } else { broadcast.updated_at },
            poll_state: watch,
            due_at,
            ..broadcast.clone()
        };
        self.replace(&watched, broadcast.version, Vec::new()).await
    }
}

/// A recorder starts with its push, some seconds before or after.
const RECORDERS_BEFORE: Seconds = Seconds::MINUTE;
/// The longest wait for a push to come back, and room for clocks and queues.
const RECORDERS_AFTER: Seconds = Seconds::HOUR;

/// What the recorders of a broadcast told, of the signals near it.
pub(crate) fn recorder_events(
    signals: &[Item],
    hull: Span,
) -> Result<Vec<RecorderEvent>, StoreError> {
    let mut events: Vec<RecorderEvent> = Vec::new();
    for item in signals {
        let event: Option<RecorderEvent> = Reader(item).json_or_none("recorder")?;
        events.extend(event);
    }
    // A task of the next broadcast begins later.
    let own = |event: &RecorderEvent| event.at <= hull.end() + RECORDERS_BEFORE;
    let own = events.iter().filter(|event| own(event));
    let own: BTreeSet<String> = own
        .map(|event: &RecorderEvent| event.task.clone())
        .collect();
    events.retain(|event| own.contains(&event.task));
    Ok(events)
}
