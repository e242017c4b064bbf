//! `GET /replays/{id}/playlist.m3u8`: the HLS parts of a replay as one playlist.

mod response;

use crate::{
    api::{Api, Call},
    http::{problem::Problem, response::Caching},
    media::hls::{
        allowed_hosts::Hosts,
        concat::{Apart, MAX_BYTES, join},
        load::Errand,
        media::Media,
    },
    views::part::{known, playing_lane},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use lambda_http::{Body, Response};
use replay_grouping::Format;
use replay_store::PartInBroadcast;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// Playlists on their way at once: a function has one small CPU, and VOD need not notice a replay of many drops.
const AT_ONCE: usize = 8;

/// For all playlists of a replay. API Gateway waits 29 s; what was fetched by then is kept for whoever asks again.
const TIMEOUT: Duration = Duration::from_secs(20);

impl Api {
    /// `GET /replays/{id}/playlist.m3u8`. One part has a playlist already.
    pub(crate) async fn playlist(
        &self,
        call: &Call<'_>,
        id: &str,
        caching: Caching,
    ) -> Result<Response<Body>, Problem> {
        let broadcast = self.seen(call, id).await?;
        let parts = known(self.store.parts(&broadcast).await?, call.audience);
        let lane: Vec<&PartInBroadcast> = playing_lane(&parts, &Format::new("hls")).collect();
        match lane.as_slice() {
            [] => Err(Problem::NoPlaylist),
            [only] => {
                let url = only.stored.url().map(|url| call.links.shown(url));
                let redirect = url.and_then(|url| response::redirect(&url, caching));
                redirect.ok_or_else(|| failed(only, "has no address", ""))
            }
            several => {
                let lists = self.lists(call, &parts, several).await?;
                let text = join(&lists, call.links).map_err(|apart| match apart {
                    Apart::TooLarge => Problem::PlaylistTooLarge { limit: MAX_BYTES },
                    Apart::Section(i) => several.get(i).map_or(Problem::NoPlaylist, |part| {
                        failed(part, "can't follow fragmented MP4", "")
                    }),
                })?;
                Ok(response::list(text, call.request.headers(), caching))
            }
        }
    }

    /// The playlists of some parts of a replay, in their order; or the first problem, and none.
    async fn lists(
        &self,
        call: &Call<'_>,
        parts: &[PartInBroadcast],
        wanted: &[&PartInBroadcast],
    ) -> Result<Vec<Arc<Media>>, Problem> {
        let hosts = Hosts::of(parts);
        let errand = Errand {
            hosts: &hosts,
            links: call.links,
            now: call.now,
            deadline: Instant::now() + TIMEOUT,
        };
        let mut lists = Vec::new();
        for part in wanted {
            lists.push(self.list_of(errand, part));
        }
        let mut lists = stream::iter(lists).buffered(AT_ONCE);
        let (mut found, mut bytes) = (Vec::new(), 0);
        while let Some(list) = lists.try_next().await? {
            bytes += list.text_bytes();
            if bytes > MAX_BYTES {
                return Err(Problem::PlaylistTooLarge { limit: MAX_BYTES });
            }
            found.push(list);
        }
        Ok(found)
    }

    async fn list_of(
        &self,
        errand: Errand<'_>,
        part: &PartInBroadcast,
    ) -> Result<Arc<Media>, Problem> {
        let found = self.playlists.of_part(errand, part.stored.url()).await;
        found.map_err(|no| failed(part, &no.to_string(), no.cause()))
    }
}

fn failed(part: &PartInBroadcast, reason: &str, cause: &str) -> Problem {
    Problem::PartFailed {
        file_id: part.stored.file_id.to_string(),
        reason: reason.to_owned(),
        cause: cause.to_owned(),
    }
}
