//! Stores which files were joined into one, beside the query that joins them.
//!
//! The query and the entry in the broadcast's `joins` are written together, so whoever deletes files sees a join that
//! is under way. The query's id is a hash of replay, files and attempt, so asking twice finds the same query.
//!
//! An entry keeps how many parts, bytes and seconds the rendition had when its playing lane was exactly the joined
//! parts. So a list knows, without reading parts, whether the joined file still stands for them. Where the numbers
//! differ, the next poll reads the lane and decides. When broadcasts are merged, their entries go to the survivor.
//! Joined files are no recordings: a search for recordings doesn't show them, so audits look them up apart.

use super::ATTEMPTS;
use crate::{
    Broadcast, FileJoin, PartInBroadcast, Query, QueryState, Rendition, Store, StoreError,
    table::Guard,
};
use replay_grouping::{FileId, Format, ReplayId, Timestamp};

/// The parts of `format` that play one after the other.
pub fn playing_lane<'a>(
    parts: &'a [PartInBroadcast],
    format: &Format,
) -> impl Iterator<Item = &'a PartInBroadcast> {
    parts.iter().filter(move |part| {
        let stored = &part.stored;
        stored.counts() && !part.lane.duplicate && stored.format() == *format
    })
}

impl Store {
    /// Stores a new join, and on its broadcast that it is at work. False when the broadcast has changed since it was read,
    /// or there is such a query.
    ///
    /// # Errors
    /// [`StoreError`]: it was not stored, or nobody knows.
    pub async fn add_join(
        &self,
        broadcast: &Broadcast,
        query: &mut Query,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(join) = &query.join else {
            return Ok(false);
        };
        let mut joins = broadcast.file_joins.clone();
        joins.push(FileJoin::by(&query.id, join));
        self.save_joins(broadcast, joins, Some(query), now).await
    }

    /// Stores what came of a join, and links its file to the broadcast, or takes the mark off it that a join is at work.
    /// False when somebody else has changed the query since it was read.
    ///
    /// # Errors
    /// [`StoreError`]: it was not stored, or nobody knows.
    pub async fn end_join(&self, query: &mut Query, now: Timestamp) -> Result<bool, StoreError> {
        let Some(join) = query.join.clone() else {
            return self.save_query(query, now).await;
        };
        let file = join.made.as_ref().filter(|_| query.last_error.is_none());
        for attempt in 0..ATTEMPTS {
            let Some(broadcast) = self.broadcast(&join.replay).await? else {
                return self.save_query(query, now).await;
            };
            let mut joins = broadcast.file_joins.clone();
            joins.retain(|one| one.job != query.id);
            if let Some(file) = file {
                let mut linked = FileJoin {
                    file: Some(file.clone()),
                    keep_until: join.keep_until,
                    ..FileJoin::by(&query.id, &join)
                };
                let parts = self.parts(&broadcast).await?;
                stand(&mut linked, &broadcast, &parts);
                joins.push(linked);
            }
            let version = query.version;
            if self.save_joins(&broadcast, joins, Some(query), now).await? {
                return Ok(true);
            }
            let stored = self.query(&query.id).await?;
            if stored.is_none_or(|stored| stored.version != version) {
                return Ok(false);
            }
            crate::write::pause(attempt).await;
        }
        Err(self.keeps_changing(&join.replay))
    }

    /// Calls a join off that nobody has asked Tencent for yet. False when it is too late, or there is none.
    ///
    /// # Errors
    /// [`StoreError`]: it was not called off, or nobody knows.
    pub async fn cancel_join(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        loop {
            let Some(mut query) = self.query(id).await? else {
                return Ok(false);
            };
            let asked = query
                .join
                .as_ref()
                .is_none_or(|join| join.asked_at.is_some());
            match query.state {
                QueryState::Cancelled => return Ok(true),
                QueryState::Active if !asked => {}
                _ => return Ok(false),
            }
            query.state = QueryState::Cancelled;
            query.due_at = None;
            if self.end_join(&mut query, now).await? {
                return Ok(true);
            }
        }
    }

    /// Takes joined files off a broadcast that VOD has no longer. Answers how many it had.
    ///
    /// # Errors
    /// [`StoreError`]: they are still there, or nobody knows.
    pub async fn remove_joined_files(
        &self,
        id: &ReplayId,
        files: &[FileId],
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        for attempt in 0..ATTEMPTS {
            let Some(broadcast) = self.broadcast(id).await? else {
                return Ok(0);
            };
            let mut joins = broadcast.file_joins.clone();
            let lost = |one: &FileJoin| {
                let file = one.file.as_ref();
                file.is_some_and(|file| files.contains(&file.file_id))
            };
            joins.retain(|one| !lost(one));
            let gone = broadcast.file_joins.len() - joins.len();
            if gone == 0 || self.save_joins(&broadcast, joins, None, now).await? {
                return Ok(gone);
            }
            crate::write::pause(attempt).await;
        }
        Err(self.keeps_changing(id))
    }

    /// Looks again whether joined files are made of what plays now, where parts came or went since that was last known: one
    /// that only recorded the same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError`]: what was known stays, or nobody knows.
    pub async fn refresh_joins(
        &self,
        broadcast: &Broadcast,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let stale =
            |one: &FileJoin| one.file.is_some() && one.file_for(&broadcast.summary.all).is_none();
        if !broadcast.file_joins.iter().any(stale) {
            return Ok(false);
        }
        let parts = self.parts(broadcast).await?;
        let mut joins = broadcast.file_joins.clone();
        for one in joins.iter_mut().filter(|one| stale(one)) {
            stand(one, broadcast, &parts);
        }
        Ok(joins != broadcast.file_joins && self.save_joins(broadcast, joins, None, now).await?)
    }

    /// False when the broadcast or the query has changed since it was read.
    async fn save_joins(
        &self,
        broadcast: &Broadcast,
        joins: Vec<FileJoin>,
        query: Option<&mut Query>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = Broadcast {
            file_joins: joins,
            version: broadcast.version + 1,
            updated_at: now,
            ..broadcast.clone()
        };
        let mut beside = Vec::new();
        let mut next = None;
        if let Some(query) = &query {
            let known = Some(query.version).filter(|version| *version > 0);
            let saved = Query {
                version: query.version + 1,
                updated_at: now,
                ..(**query).clone()
            };
            beside.push((saved.item(), Guard::of(known)));
            next = Some(saved);
        }
        let saved = self.replace(&changed, broadcast.version, beside).await?;
        if let (true, Some(query), Some(next)) = (saved, query, next) {
            *query = next;
        }
        Ok(saved)
    }

    fn keeps_changing(&self, id: &ReplayId) -> StoreError {
        StoreError::Unavailable(format!("replay {id} keeps changing"))
    }
}

/// Notes for which rendition a joined file stands, if what plays of it is what it was made of.
fn stand(joined: &mut FileJoin, broadcast: &Broadcast, parts: &[PartInBroadcast]) {
    let lane = playing_lane(parts, &joined.format).map(|part| &part.stored.file_id);
    let tally = broadcast.summary.all.get(&joined.format);
    let same = lane.eq(&joined.sources);
    joined.stands_for = tally.filter(|_| same).map(Rendition::from);
}
