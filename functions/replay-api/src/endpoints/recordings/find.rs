//! Finds one task in Tencent's list.

use super::{range::Range, request::is_met};
use replay_grouping::Timestamp;
use replay_tencent::{
    TaskId,
    client::{ApiError, Tencent},
    live::{RecordOrder, RecordTask, RecordTasksQuery},
};

/// Stops a list that never ends. Tencent answers 20 requests a second.
const MAX_PAGES: usize = 20;

/// A task that does what `order` asks for; if the order has no start, one that has begun by the Unix second `by`.
pub(super) async fn equal(
    tencent: &Tencent,
    order: &RecordOrder,
    by: Timestamp,
) -> Result<Option<RecordTask>, ApiError> {
    let Range { from, to } = Range::ending(order.ends_at);
    let query = RecordTasksQuery {
        from,
        to,
        stream_id: Some(order.stream.stream_id().to_owned()),
        domain: Some(order.stream.domain().to_owned()),
        app: Some(order.stream.app().to_owned()),
        page: None,
    };
    find(tencent, query, |task| is_met(order, task, by)).await
}

/// The task of this id, if it runs, will run, or ended a moment ago.
pub(super) async fn by_id(
    tencent: &Tencent,
    id: &TaskId,
    now: Timestamp,
) -> Result<Option<RecordTask>, ApiError> {
    for Range { from, to } in [Range::around(now), Range::ahead(now)] {
        let query = RecordTasksQuery {
            from,
            to,
            ..RecordTasksQuery::default()
        };
        let found = find(tencent, query, |task| task.id == *id).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

async fn find(
    tencent: &Tencent,
    mut query: RecordTasksQuery,
    wanted: impl Fn(&RecordTask) -> bool,
) -> Result<Option<RecordTask>, ApiError> {
    for _ in 0..MAX_PAGES {
        let page = tencent.record_tasks(&query).await?;
        let found = page.tasks.into_iter().find(&wanted);
        if found.is_some() || page.next.is_none() {
            return Ok(found);
        }
        query.page = page.next;
    }
    Err(ApiError::Malformed {
        action: "DescribeRecordTask",
        field: "ScrollToken",
        problem: "never ends",
    })
}
