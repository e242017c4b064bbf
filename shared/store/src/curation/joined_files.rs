//! Stores which files were joined into one, beside the query that joins them.
//!
//! The query and the entry in the broadcast's file joins are written together, so a deletion of files sees a join that is
//! under way. The query's id is a hash of replay, files and attempt, so asking twice finds the same query.
//!
//! An entry keeps how many parts, bytes and seconds the rendition had when its playing lane was exactly the joined
//! parts. So a list knows, without reading parts, whether the joined file still stands for them. Where the numbers
//! differ, the next poll reads the lane and decides. When broadcasts are merged, their entries go to the survivor.
//! Joined files are no recordings: a search for recordings doesn't show them, so audits look them up apart.

use crate::{
    Broadcast, FileJoin, PartInBroadcast, QueryState, Rendition, Result, Store, StoredQuery,
    error::{Conflict, unless_raced},
    read::playing_cuts,
    table::Write,
};
use replay_grouping::{FileId, ReplayId, Timestamp};

impl Store {
    /// Saves a new join, and marks its broadcast that it is at work. False when the broadcast has changed since it was
    /// read, or there is such a query.
    pub async fn add_join(
        &self,
        broadcast: &Broadcast,
        query: &mut StoredQuery,
        now: Timestamp,
    ) -> Result<bool> {
        let Some(join) = query.join() else {
            return Ok(false);
        };
        let mut joins = broadcast.file_joins.clone();
        joins.push(FileJoin::by(&query.id, join));
        let (after, write) = query.next_version(now)?;
        let saved = self.save_file_joins(broadcast, joins, Some(write), now);
        let is_saved = unless_raced(saved.await)?.is_some();
        if is_saved {
            *query = after;
        }
        Ok(is_saved)
    }

    /// Saves the result of a join, and links its file to the broadcast, or removes the mark that it is at work. False when
    /// the stored query was changed since it was read.
    pub async fn end_join(&self, query: &mut StoredQuery, now: Timestamp) -> Result<bool> {
        let Some(replay) = query.join().map(|join| join.replay.clone()) else {
            return self.save_query(query, now).await;
        };
        let (known, (after, write)) = (&*query, query.next_version(now)?);
        let attempt = || async {
            let Some(broadcast) = self.broadcast(&replay).await? else {
                return Ok(End::NoBroadcast);
            };
            let joins = self.ended_file_joins(&broadcast, known).await?;
            let saved = self.save_file_joins(&broadcast, joins, Some(write.clone()), now);
            if unless_raced(saved.await)?.is_some() {
                return Ok(End::Saved);
            }
            let stored = self.query(&known.id).await?;
            if stored.is_some_and(|stored| stored.version == known.version) {
                return Err(Conflict::Raced);
            }
            Ok(End::QueryChanged)
        };
        let ended = self.retry_on_conflict(format!("replay {replay}"), attempt);
        match ended.await? {
            End::Saved => *query = after,
            End::QueryChanged => return Ok(false),
            End::NoBroadcast => return self.save_query(query, now).await,
        }
        Ok(true)
    }

    /// The file joins of a broadcast once a join has ended.
    async fn ended_file_joins(
        &self,
        broadcast: &Broadcast,
        query: &StoredQuery,
    ) -> Result<Vec<FileJoin>> {
        let mut joins = broadcast.file_joins.clone();
        joins.retain(|one| one.job != query.id);
        if let Some(join) = query.join()
            && let Some(file) = &join.made
            && query.last_error.is_none()
        {
            let mut linked = FileJoin {
                file: Some(file.clone()),
                keep_until: join.keep_until,
                ..FileJoin::by(&query.id, join)
            };
            stand(&mut linked, broadcast, &self.parts(broadcast).await?);
            joins.push(linked);
        }
        Ok(joins)
    }

    /// Cancels a query that is not over yet, unless it is a join whose request was sent to Tencent. Returns the query as
    /// it is then.
    pub async fn cancel_query(&self, id: &str, now: Timestamp) -> Result<Option<StoredQuery>> {
        loop {
            let Some(mut query) = self.query(id).await? else {
                return Ok(None);
            };
            let is_requested = query.join().is_some_and(|join| join.asked_at.is_some());
            if query.state != QueryState::Active || is_requested {
                return Ok(Some(query));
            }
            query.state = QueryState::Cancelled;
            query.due_at = None;
            if self.end_join(&mut query, now).await? {
                return Ok(Some(query));
            }
        }
    }

    /// Removes joined files that VOD no longer has from a broadcast. Returns how many it had.
    pub async fn remove_joined_files(
        &self,
        id: &ReplayId,
        files: &[FileId],
        now: Timestamp,
    ) -> Result<usize> {
        let attempt = || async {
            let Some(broadcast) = self.broadcast(id).await? else {
                return Ok(0);
            };
            let is_lost = |one: &FileJoin| {
                let file = one.file.as_ref();
                file.is_some_and(|file| files.contains(&file.file_id))
            };
            let mut joins = broadcast.file_joins.clone();
            joins.retain(|one| !is_lost(one));
            let removed = broadcast.file_joins.len() - joins.len();
            if removed > 0 {
                self.save_file_joins(&broadcast, joins, None, now).await?;
            }
            Ok(removed)
        };
        self.retry_on_conflict(format!("replay {id}"), attempt)
            .await
    }

    /// Looks again whether joined files consist of what plays now, where parts came or went since that was last known: a
    /// part that only recorded the same again changes nothing.
    pub async fn refresh_joins(&self, broadcast: &Broadcast, now: Timestamp) -> Result<bool> {
        let is_stale =
            |one: &FileJoin| one.file.is_some() && one.file_for(&broadcast.summary.all).is_none();
        if !broadcast.file_joins.iter().any(is_stale) {
            return Ok(false);
        }
        let parts = self.parts(broadcast).await?;
        let mut joins = broadcast.file_joins.clone();
        for one in joins.iter_mut().filter(|one| is_stale(one)) {
            stand(one, broadcast, &parts);
        }
        if joins == broadcast.file_joins {
            return Ok(false);
        }
        let saved = self.save_file_joins(broadcast, joins, None, now).await;
        Ok(unless_raced(saved)?.is_some())
    }

    /// Saves the file joins of a broadcast, and what is written beside them, if neither has changed since it was read.
    async fn save_file_joins(
        &self,
        broadcast: &Broadcast,
        file_joins: Vec<FileJoin>,
        beside: Option<Write>,
        now: Timestamp,
    ) -> Result<(), Conflict> {
        let changed = Broadcast {
            file_joins,
            ..broadcast.next_version(now)
        };
        self.replace(&changed, broadcast.version, beside).await
    }
}

/// How an attempt to end a join went.
enum End {
    Saved,
    QueryChanged,
    NoBroadcast,
}

/// Notes for which rendition a joined file stands, if the lane that plays, or what its trim leaves of that, is what it was
/// joined from.
fn stand(joined: &mut FileJoin, broadcast: &Broadcast, parts: &[PartInBroadcast]) {
    let lane = playing_cuts(parts, &joined.format, joined.trim);
    let same = lane
        .map(|(part, _)| &part.stored.file_id)
        .eq(&joined.sources);
    let tally = broadcast.summary.all.get(&joined.format);
    joined.stands_for = tally.filter(|_| same).map(Rendition::from);
}
