//! `POST /replays/{id}/join`: has the files of a replay joined into one. This stores a query; reconcile asks VOD.

use crate::{
    Api,
    endpoints::{Call, replays::keeps_changing},
    http::{Code, Problem, Reply, RequestBody, field},
    views::QueryView,
};
use replay_grouping::{Cut, FileId, Format, ReplayId, Timestamp, playing};
use replay_store::{
    Broadcast, JoinJob, Query, QueryState, StoredQuery, playing_cuts, playing_lane,
};
use replay_tencent::vod::MAX_SOURCES;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How often the endpoint starts again when the replay has changed meanwhile.
const ATTEMPTS: u32 = 4;

/// How often the same files are joined at most. More often would be a mistake of the client.
const MAX_TRIES: u32 = 20;

/// A replay has at most this many joined files: each of them makes it larger to read.
const MAX_JOINED: usize = 20;

/// Formats have short names.
const MAX_FORMAT_BYTES: usize = 16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Join {
    format: Option<FormatName>,
}

impl RequestBody for Join {
    const REQUIRED: bool = false;
}

field!(
    FormatName(Format),
    "must be the name of a format, such as hls or mp4",
    |name| {
        let name = name.as_str()?;
        let fits = (1..=MAX_FORMAT_BYTES).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| Format::new(name))
    },
    serde_json::json!({
        "type": "string", "pattern": format!("^[A-Za-z0-9]{{1,{MAX_FORMAT_BYTES}}}$"),
    }),
);

impl Api {
    pub(crate) async fn join(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let format = call.body::<Join>()?.format.map(|format| format.0);
        let precondition = call.precondition()?;
        for _ in 0..ATTEMPTS {
            let broadcast = self.visible(call, id).await?;
            precondition.expected(broadcast.version)?;
            let job = self.job(&broadcast, format.as_ref()).await?;
            if let Some(query) = self.ask_join(&broadcast, job, call.now).await? {
                let location = format!("/queries/{}", query.id);
                return Reply::accepted(&QueryView::from(query), location);
            }
        }
        Err(keeps_changing(id))
    }

    /// The job that joins what the trim leaves of the playing lane of the format, if that can be joined.
    async fn job(
        &self,
        broadcast: &Broadcast,
        format: Option<&Format>,
    ) -> Result<JoinJob, Problem> {
        let refused = |code, detail| Err(Problem::of(code, detail));
        if broadcast.summary.is_live() {
            return refused(Code::StillLive, "the broadcast is still live");
        }
        if !broadcast.is_settled() {
            let detail = "the replay has not settled: more files may come";
            return refused(Code::NotSettled, detail);
        }
        let few = "the replay has fewer than two files of this format to join";
        let playing = playing(&broadcast.summary.all).map(|(format, _)| format);
        let Some(format) = format.or(playing) else {
            return refused(Code::TooFewParts, few);
        };
        let parts = self.store.parts(broadcast).await?;
        let trim = broadcast.trim();
        let left: Vec<_> = playing_cuts(&parts, format, trim).collect();
        let cuts: BTreeMap<FileId, Cut> = left
            .iter()
            .filter(|(_, cut)| !cut.is_whole())
            .map(|(part, cut)| (part.stored.file_id.clone(), *cut))
            .collect();
        let lane: Vec<_> = left.iter().map(|(part, _)| &part.stored).collect();
        let is_trimmed = !cuts.is_empty() || lane.len() < playing_lane(&parts, format).count();
        match lane.len() {
            0 if is_trimmed => {
                let detail = "the trim leaves nothing of the files of this format";
                return refused(Code::TooFewParts, detail);
            }
            1 if is_trimmed => {}
            0 | 1 => return refused(Code::TooFewParts, few),
            _ => {}
        }
        if lane.len() > MAX_SOURCES {
            return refused(Code::TooManyParts, "more than 100 files can't be joined");
        }
        if lane.iter().any(|part| part.confirmed_at.is_none()) {
            let detail = "VOD has not confirmed all of the files";
            return refused(Code::UnconfirmedParts, detail);
        }
        let vod_files = lane.iter().filter_map(|part| part.vod_file.as_ref());
        let sources = lane.iter().map(|part| part.file_id.clone()).collect();
        Ok(JoinJob {
            trim,
            cuts,
            expires_at: vod_files.filter_map(|file| file.expires_at).min(),
            ..JoinJob::new(broadcast.id.clone(), format.clone(), sources)
        })
    }

    /// The query that joins these files: one that does or did so, else a new one. `None` if the replay has changed
    /// meanwhile.
    async fn ask_join(
        &self,
        broadcast: &Broadcast,
        mut job: JoinJob,
        now: Timestamp,
    ) -> Result<Option<StoredQuery>, Problem> {
        while job.attempt < MAX_TRIES {
            job.attempt += 1;
            let mut query = query(broadcast, &job, now);
            match self.store.query(&query.id).await? {
                None if broadcast.file_joins.len() >= MAX_JOINED => break,
                None => {
                    let added = self.store.add_join(broadcast, &mut query, now).await?;
                    return Ok(added.then_some(query));
                }
                Some(before) if before.state == QueryState::Active => return Ok(Some(before)),
                Some(before) if has_file_of(broadcast, &before) => {
                    self.store.refresh_joins(broadcast, now).await?;
                    return Ok(Some(before));
                }
                // It failed or was cancelled, or its file is gone.
                Some(_) => {}
            }
        }
        let detail = "the replay's files were joined too often";
        Err(Problem::of(Code::TooManyJoins, detail))
    }
}

/// Whether the broadcast has the file that this query made.
fn has_file_of(broadcast: &Broadcast, query: &StoredQuery) -> bool {
    let mut joins = broadcast.file_joins.iter();
    joins.any(|joined| joined.job == query.id && joined.file.is_some())
}

fn query(broadcast: &Broadcast, job: &JoinJob, now: Timestamp) -> StoredQuery {
    let (replay, format, attempt) = (&job.replay, &job.format, job.attempt);
    let files: Vec<&str> = job.sources.iter().map(FileId::as_str).collect();
    let trim = job
        .trim
        .map(|trim| format!("#{}-{}", trim.start(), trim.end()));
    let trim = trim.unwrap_or_default();
    let name = format!("JOIN#{replay}#{format}#{}{trim}#{attempt}", files.join(","));
    // It looks like the id of a replay. No piece has such a name, so no replay has this id.
    let id = ReplayId::derive(&broadcast.stream, &name).to_string();
    let (query, hull) = (Query::Join(Box::new(job.clone())), broadcast.summary.hull);
    StoredQuery {
        found: files.len() as u64,
        ..StoredQuery::new(id, query, hull.start(), hull.end(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json_body;
    use crate::tests::samples::{broadcast, part};
    use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};

    #[track_caller]
    fn check(body: &str, expected: Result<Option<&str>, &str>) {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
        let read = json_body::read::<Join>(&headers, body.as_bytes());
        let read = read.map(|join| join.format.map(|format| format.0.to_string()));
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
    fn the_id_of_a_join_depends_on_files_format_and_attempt() {
        let broadcast = broadcast(&[(0, 60)], &[part("mp4", 0, 60)]);
        let id = |of: &[&str], format: &str, attempt, trim: Option<(i64, i64)>| {
            let trim = trim.map(replay_grouping::Span::from);
            let of = of.iter().map(|id| FileId::new(id).unwrap());
            let job = JoinJob {
                trim,
                attempt,
                ..JoinJob::new(broadcast.id.clone(), Format::new(format), of.collect())
            };
            query(&broadcast, &job, Timestamp(1)).id
        };
        let first = id(&["1", "2"], "mp4", 1, None);
        assert_eq!(first, id(&["1", "2"], "mp4", 1, None));
        for other in [
            id(&["1", "2"], "mp4", 2, None),
            id(&["2", "1"], "mp4", 1, None),
            id(&["1", "2", "3"], "mp4", 1, None),
            id(&["1", "2"], "flv", 1, None),
            id(&["1", "2"], "mp4", 1, Some((0, 9))),
        ] {
            assert_ne!(first, other);
        }
    }
}
