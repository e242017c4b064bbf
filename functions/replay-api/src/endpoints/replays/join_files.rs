//! `POST /replays/{id}/join`: has the files of a replay joined into one. It is only noted here; reconcile asks for it.

use crate::{
    api::{Api, Call},
    http::{if_match::Precondition, json_body, problem::Problem, response::Reply, timestamp},
    views::query::ShownQuery,
};
use lambda_http::http::HeaderMap;
use replay_grouping::{FileId, Format, ReplayId, playing};
use replay_store::{Broadcast, JoinJob, Query, QueryKind, QueryState, Scope, playing_lane};
use replay_tencent::api::MAX_SOURCES;
use serde::Serialize;
use serde_json::Value;

/// How often it is tried while the replay changes.
const ATTEMPTS: u32 = 4;

/// How often the same files are joined: more than that somebody does by accident.
const MOST_TRIES: u32 = 20;

/// So many joined files a replay has at most: each of them makes it larger to read.
const MOST_JOINED: usize = 20;

/// Formats have short names.
pub(crate) const MAX_FORMAT_BYTES: usize = 16;

/// The wire form of what a query has more when it is a join.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Join"))]
pub(crate) struct ShownJoin {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    replay_id: ReplayId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: Format,
    attempt: u32,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Name>"))]
    file_ids: Vec<FileId>,
    task_id: Option<String>,
    result: Option<Made>,
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::Time>"))]
    keep_until: Option<String>,
}

/// The new file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "JoinedFile"))]
struct Made {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Name"))]
    file_id: FileId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: Format,
    duration: Option<u32>,
    bytes: Option<u64>,
}

impl ShownJoin {
    /// One that failed has no result.
    pub(crate) fn new(join: JoinJob, failed: bool) -> Self {
        Self {
            replay_id: join.replay,
            format: join.format,
            attempt: join.attempt,
            file_ids: join.sources,
            task_id: join.task_id,
            result: join.made.filter(|_| !failed).map(|file| Made {
                file_id: file.file_id,
                format: file.format,
                duration: file.duration,
                bytes: file.bytes,
            }),
            keep_until: join.keep_until.map(timestamp::rfc3339),
        }
    }
}

/// What is to be joined.
struct Wanted {
    format: Format,
    of: Vec<FileId>,
    expires_at: Option<i64>,
}

impl Api {
    /// `POST /replays/{id}/join`
    pub(crate) async fn join(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let format = format(call.request.headers(), call.request.body())?;
        let precondition = Precondition::read(call.request.headers())?;
        for _ in 0..ATTEMPTS {
            let broadcast = self.seen(call, id).await?;
            precondition.expected(broadcast.version)?;
            let wanted = self.wanted(&broadcast, format.as_ref()).await?;
            if let Some(query) = self.ask_join(&broadcast, &wanted, call.now).await? {
                let location = format!("/queries/{}", query.id);
                return Ok(Reply::json(&ShownQuery::from(query))?.accepted_at(location));
            }
        }
        Err(Problem::Unavailable {
            cause: format!("replay {id} keeps changing"),
        })
    }

    /// The playing lane of the format, if it can be joined.
    async fn wanted(
        &self,
        broadcast: &Broadcast,
        format: Option<&Format>,
    ) -> Result<Wanted, Problem> {
        let conflict = |detail: &str, code| Err(Problem::Conflict(detail.to_owned(), code));
        if broadcast.summary.is_live() {
            return conflict("somebody is still pushing", "still_live");
        }
        if !broadcast.is_settled() {
            return conflict("the replay has not settled: files may come", "not_settled");
        }
        let few = Problem::Unjoinable("there are no two files to join", "too_few_parts");
        let playing = playing(&broadcast.summary.all).map(|(format, _)| format);
        let Some(format) = format.or(playing) else {
            return Err(few);
        };
        let parts = self.store.parts(broadcast).await?;
        let lane: Vec<_> = playing_lane(&parts, format)
            .map(|part| &part.stored)
            .collect();
        if lane.len() < 2 {
            return Err(few);
        }
        if lane.len() > MAX_SOURCES {
            let detail = "more than 100 files can't be joined";
            return Err(Problem::Unjoinable(detail, "too_many_parts"));
        }
        if lane.iter().any(|part| part.confirmed_at.is_none()) {
            let detail = "VOD has not confirmed all of the files";
            return conflict(detail, "unconfirmed_parts");
        }
        let shown = lane.iter().filter_map(|part| part.vod_file.as_ref());
        Ok(Wanted {
            format: format.clone(),
            of: lane.iter().map(|part| part.file_id.clone()).collect(),
            expires_at: shown.filter_map(|shown| shown.expires_at).min(),
        })
    }

    /// The query that joins these files: one that does so or has done so, or else a new one. None when the replay has
    /// changed meanwhile.
    async fn ask_join(
        &self,
        broadcast: &Broadcast,
        wanted: &Wanted,
        now: i64,
    ) -> Result<Option<Query>, Problem> {
        for attempt in 1..=MOST_TRIES {
            let mut query = query(broadcast, wanted, attempt, now);
            match self.store.query(&query.id).await? {
                None if broadcast.file_joins.len() >= MOST_JOINED => break,
                None => {
                    let asked = self.store.add_join(broadcast, &mut query, now).await?;
                    return Ok(asked.then_some(query));
                }
                Some(before) if before.state == QueryState::Active => return Ok(Some(before)),
                Some(before) if has(broadcast, &before) => {
                    self.store.refresh_joins(broadcast, now).await?;
                    return Ok(Some(before));
                }
                // It failed or was called off, or its file is gone.
                Some(_) => {}
            }
        }
        let detail = "the replay's files were joined too often".to_owned();
        Err(Problem::Conflict(detail, "too_many_joins"))
    }
}

/// The broadcast has the file that this query made.
fn has(broadcast: &Broadcast, query: &Query) -> bool {
    let mut joins = broadcast.file_joins.iter();
    joins.any(|joined| joined.job == query.id && joined.file.is_some())
}

fn query(broadcast: &Broadcast, wanted: &Wanted, attempt: u32, now: i64) -> Query {
    let (replay, hull) = (&broadcast.id, broadcast.summary.hull);
    let of: Vec<&str> = wanted.of.iter().map(FileId::as_str).collect();
    let name = format!("JOIN#{replay}#{}#{}#{attempt}", wanted.format, of.join(","));
    Query {
        // Of the form of a replay's id. No piece is called like this, so it is no replay's.
        id: ReplayId::found(&broadcast.stream, &name).to_string(),
        kind: QueryKind::Join,
        state: QueryState::Active,
        scope: Scope::default(),
        join: Some(JoinJob {
            replay: replay.clone(),
            format: wanted.format.clone(),
            sources: wanted.of.clone(),
            attempt,
            expires_at: wanted.expires_at,
            asked_at: None,
            task_id: None,
            made_at: None,
            made: None,
            keep_until: None,
        }),
        from: hull.start(),
        to: hull.end(),
        watermark: None,
        polls: 0,
        windows_done: 0,
        windows: Vec::new(),
        found: wanted.of.len() as u64,
        new: 0,
        failures: 0,
        last_error: None,
        due_at: Some(now),
        created_at: now,
        updated_at: now,
        version: 0,
    }
}

/// The format that a request names, if any. The body may be left out.
fn format(headers: &HeaderMap, body: &[u8]) -> Result<Option<Format>, Problem> {
    if body.is_empty() {
        return Ok(None);
    }
    let fields = json_body::object(headers, body, &[json_body::JSON])?;
    let mut format = None;
    for (name, value) in &fields {
        match (name.as_str(), value) {
            ("format", Value::Null) => {}
            ("format", Value::String(text)) if is_name(text) => format = Some(Format::new(text)),
            ("format", _) => {
                let problem = "must be the name of a format, such as hls or mp4";
                return Err(Problem::field(name, problem));
            }
            _ => return Err(Problem::field(name, "is not known here")),
        }
    }
    Ok(format)
}

fn is_name(text: &str) -> bool {
    let fits = (1..=MAX_FORMAT_BYTES).contains(&text.len());
    fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{broadcast, part};
    use lambda_http::http::header::CONTENT_TYPE;

    #[track_caller]
    fn check(body: &str, expected: Result<Option<&str>, &str>) {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
        let read = format(&headers, body.as_bytes());
        let read = read.map(|format| format.map(|format| format.to_string()));
        let expected = expected.map(|format| format.map(ToOwned::to_owned));
        assert_eq!(
            read.map_err(|problem| problem.to_string()),
            expected.map_err(ToOwned::to_owned),
            "{body}"
        );
    }

    #[test]
    fn the_body_may_name_a_format() {
        check("", Ok(None));
        check("{}", Ok(None));
        check(r#"{"format": null}"#, Ok(None));
        check(r#"{"format": "MP4"}"#, Ok(Some("mp4")));
        check(r#"{"format": "m3u8"}"#, Ok(Some("hls")));
        let wrong = "field format must be the name of a format, such as hls or mp4";
        for body in [
            r#"{"format": ""}"#,
            r#"{"format": 4}"#,
            r#"{"format": "a/b"}"#,
            r#"{"format": "aaaaaaaaaaaaaaaaa"}"#,
        ] {
            check(body, Err(wrong));
        }
        check(r#"{"to": "mp4"}"#, Err("field to is not known here"));
        check("[]", Err("the body is not a JSON object"));
    }

    #[test]
    fn the_same_files_are_the_same_query_and_each_try_is_another() {
        let broadcast = broadcast(&[(0, 60)], &[part("mp4", 0, 60)]);
        let id = |of: &[&str], format: &str, attempt| {
            let of = of.iter().map(|id| FileId::new(id).unwrap());
            let wanted = Wanted {
                format: Format::new(format),
                of: of.collect(),
                expires_at: None,
            };
            query(&broadcast, &wanted, attempt, 1).id
        };
        let first = id(&["1", "2"], "mp4", 1);
        assert_eq!(first, id(&["1", "2"], "mp4", 1));
        for other in [
            id(&["1", "2"], "mp4", 2),
            id(&["2", "1"], "mp4", 1),
            id(&["1", "2", "3"], "mp4", 1),
            id(&["1", "2"], "flv", 1),
        ] {
            assert_ne!(first, other);
        }
    }
}
