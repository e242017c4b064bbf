//! Queries to VOD: the sweep, a backfill, a join, or a broadcast, which is its own query.

mod progress;

use crate::{http::Time, views::Trim};
use replay_grouping::{FileId, Format, ReplayId};
use replay_store::{Broadcast, JoinJob, Query, QueryState, StoredQuery};
use serde::{Deserialize, Serialize};

/// What a query asks VOD for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "QueryKind"))]
pub(crate) enum Kind {
    /// The files of one broadcast.
    Broadcast,
    /// The new recordings of the whole account, every few minutes.
    Sweep,
    /// The recordings of a past range of time, once.
    Backfill,
    /// That the files of a replay are joined into one.
    Join,
}

impl From<&Query> for Kind {
    fn from(query: &Query) -> Self {
        match query {
            Query::Sweep { .. } => Self::Sweep,
            Query::Backfill { .. } => Self::Backfill,
            Query::Join(_) => Self::Join,
        }
    }
}

/// A query to VOD, and its progress.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Query"))]
pub(crate) struct QueryView {
    /// The id of a backfill or a join, the word `sweep`, or the id of a replay.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::QueryId"))]
    id: String,
    /// What the query asks for.
    pub(crate) kind: Kind,
    /// `active` until everything is answered or the query is cancelled.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::QueryStage"))]
    state: QueryState,
    /// The begin of the range of time that is asked for.
    from: Time,
    /// The end of that range; null for a broadcast that is live.
    to: Option<Time>,
    /// How much is done, from 0 to 1: of a backfill, its range of time; of a join, Tencent's task; of a broadcast, nothing until
    /// it has settled. It never falls, and is 1 once the query is done. The sweep never is, and begins anew with each walk
    /// through the recordings.
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    progress: f64,
    /// How often VOD was asked.
    polls: u32,
    /// How many windows, into which a backfill or a sweep divides its range, are finished.
    windows_done: u32,
    /// How many windows are left.
    windows_left: usize,
    /// Of a sweep or a backfill: how many recordings VOD showed in the range. Each counts once, however often overlapping
    /// sweeps come upon it. Of a broadcast: how many files it has. Of a join: how many files are joined.
    found: u64,
    /// Of a sweep or a backfill: how many of the recordings no callback had announced and nothing else had brought before
    /// the query came upon them. Of a broadcast or a join: 0.
    new: u64,
    /// Why the last poll failed; null if it did not.
    last_error: Option<String>,
    /// When VOD is asked next; null for never.
    due_at: Option<Time>,
    /// When the last change was.
    updated_at: Time,
    #[serde(flatten)]
    join: Option<JoinView>,
}

/// The fields that only a join has.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Join"))]
pub(crate) struct JoinView {
    /// The replay whose files are joined. Only for a join.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    replay_id: ReplayId,
    /// The format of the files. Only for a join.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: Format,
    /// Which attempt to join these files this is, from 1. Only for a join.
    attempt: u32,
    /// The files in their order. Only for a join.
    #[cfg_attr(test, schemars(with = "Vec<crate::http::Name>"))]
    file_ids: Vec<FileId>,
    /// The task at Tencent; null until Tencent has been asked. Only for a join.
    task_id: Option<String>,
    /// The trim of the replay: what it leaves of the files is joined; null for all of them. Only for a join.
    trim: Option<Trim>,
    /// The new file; null until there is one. Only for a join.
    result: Option<JoinedFileView>,
    /// Until when no file of the join may be deleted; null for no limit. Only for a join.
    keep_until: Option<Time>,
}

/// The file that a join made.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "JoinedFile"))]
struct JoinedFileView {
    /// Its id in VOD.
    #[cfg_attr(test, schemars(with = "crate::http::Name"))]
    file_id: FileId,
    /// Its format.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: Format,
    /// How many seconds it plays; null until VOD has said so.
    duration: Option<u32>,
    /// Its size; null until VOD has said so.
    bytes: Option<u64>,
}

impl JoinView {
    /// One that failed has no result.
    pub(crate) fn new(join: JoinJob, failed: bool) -> Self {
        Self {
            replay_id: join.replay,
            format: join.format,
            attempt: join.attempt,
            file_ids: join.sources,
            task_id: join.task_id,
            trim: join.trim.map(Trim::from),
            result: join.made.filter(|_| !failed).map(|file| JoinedFileView {
                file_id: file.file_id,
                format: file.format,
                duration: file.duration,
                bytes: file.bytes,
            }),
            keep_until: join.keep_until.map(Time),
        }
    }
}

impl From<StoredQuery> for QueryView {
    fn from(query: StoredQuery) -> Self {
        let progress = progress::of(&query);
        let windows = query.windows().cloned().unwrap_or_default();
        let failed = query.last_error.is_some();
        Self {
            id: query.id,
            kind: Kind::from(&query.query),
            join: match query.query {
                Query::Join(join) => Some(JoinView::new(*join, failed)),
                Query::Sweep { .. } | Query::Backfill { .. } => None,
            },
            state: query.state,
            from: Time(query.from),
            to: Some(Time(query.to)),
            progress,
            polls: query.polls,
            windows_done: windows.done,
            windows_left: windows.left.len(),
            found: query.found,
            new: query.new,
            last_error: query.last_error,
            due_at: query.due_at.map(Time),
            updated_at: Time(query.updated_at),
        }
    }
}

/// A broadcast asks for all of its time at once, so it has no windows. How many parts only VOD reported is not stored.
impl From<Broadcast> for QueryView {
    fn from(broadcast: Broadcast) -> Self {
        let hull = broadcast.summary.hull;
        let ended = !broadcast.summary.is_live();
        Self {
            kind: Kind::Broadcast,
            state: match broadcast.is_settled() {
                true => QueryState::Done,
                false => QueryState::Active,
            },
            from: Time(hull.start()),
            to: ended.then(|| Time(hull.end())),
            progress: if broadcast.is_settled() { 1.0 } else { 0.0 },
            polls: broadcast.poll_state.polls,
            windows_done: 0,
            windows_left: 0,
            found: broadcast.summary.parts().into(),
            new: 0,
            due_at: broadcast.due_at.map(Time),
            updated_at: Time(broadcast.updated_at),
            last_error: broadcast.poll_state.last_error,
            id: broadcast.id.into(),
            join: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{broadcast, part, start};
    use replay_grouping::Timestamp;
    use replay_store::{PollState, Scope, Window, Windows};
    use serde_json::json;

    fn backfill() -> StoredQuery {
        let (from, to) = (Timestamp(start()), Timestamp(start() + 86_400));
        let left = [(21_600, 40_000), (40_001, 86_400)].map(|(from, to)| Window {
            from: Timestamp(start() + from),
            to: Timestamp(start() + to),
            skip: 7,
        });
        let query = Query::Backfill {
            scope: Scope::default(),
            windows: Windows {
                left: left.to_vec(),
                done: 1,
            },
        };
        StoredQuery {
            polls: 3,
            found: 120,
            new: 17,
            failures: 1,
            last_error: Some("RequestLimitExceeded".to_owned()),
            due_at: Some(Timestamp(start() + 90_000)),
            updated_at: Timestamp(start() + 89_000),
            version: 9,
            ..StoredQuery::new("4f8k2m0c9d7s1xqa".to_owned(), query, from, to, from)
        }
    }

    #[test]
    fn a_backfill_looks_like_this() {
        let shown = QueryView::from(backfill());
        insta::assert_json_snapshot!(shown, @r#"
        {
          "id": "4f8k2m0c9d7s1xqa",
          "kind": "backfill",
          "state": "active",
          "from": "2025-10-09T08:53:20Z",
          "to": "2025-10-10T08:53:20Z",
          "progress": 0.249,
          "polls": 3,
          "windows_done": 1,
          "windows_left": 2,
          "found": 120,
          "new": 17,
          "last_error": "RequestLimitExceeded",
          "due_at": "2025-10-10T09:53:20Z",
          "updated_at": "2025-10-10T09:36:40Z"
        }
        "#);
    }

    #[test]
    fn a_finished_query_is_never_due() {
        for (state, word) in [
            (QueryState::Done, "done"),
            (QueryState::Cancelled, "cancelled"),
        ] {
            let over = StoredQuery {
                state,
                due_at: None,
                last_error: None,
                ..backfill()
            };
            let shown = serde_json::to_value(QueryView::from(over)).unwrap();
            assert_eq!(
                [&shown["state"], &shown["due_at"], &shown["last_error"]],
                [&json!(word), &json!(null), &json!(null)]
            );
        }
    }

    #[test]
    fn a_broadcast_is_its_own_query() {
        let mut broadcast = broadcast(&[(0, 600)], &[part("mp4", 0, 300), part("hls", 0, 600)]);
        broadcast.poll_state = PollState {
            polls: 2,
            last_error: Some("timed out".to_owned()),
            ..PollState::default()
        };
        broadcast.due_at = Some(Timestamp(start() + 900));
        insta::assert_json_snapshot!(QueryView::from(broadcast), @r#"
        {
          "id": "jakfk4v1xr1zjk1q",
          "kind": "broadcast",
          "state": "active",
          "from": "2025-10-09T08:53:20Z",
          "to": "2025-10-09T09:03:20Z",
          "progress": 0.0,
          "polls": 2,
          "windows_done": 0,
          "windows_left": 0,
          "found": 2,
          "new": 0,
          "last_error": "timed out",
          "due_at": "2025-10-09T09:08:20Z",
          "updated_at": "2025-10-09T10:00:00Z"
        }
        "#);
    }

    #[test]
    fn a_broadcast_has_no_end_while_it_is_live_and_is_done_once_settled() {
        let view = |broadcast: &Broadcast| {
            let shown = serde_json::to_value(QueryView::from(broadcast.clone())).unwrap();
            (shown["state"].clone(), shown["to"].clone())
        };
        let live = broadcast(&[(0, 0)], &[part("mp4", 0, 60)]);
        assert_eq!(view(&live), (json!("active"), json!(null)));
        let mut ended = broadcast(&[(0, 60)], &[]);
        let to = json!("2025-10-09T08:54:20Z");
        assert_eq!(view(&ended), (json!("active"), to.clone()));
        ended.poll_state.settled_at = Some(Timestamp(start() + 400));
        assert_eq!(view(&ended), (json!("done"), to.clone()));
        ended.poll_state.settled_at = None;
        ended.emptied = true;
        assert_eq!(view(&ended), (json!("done"), to));
    }
}
