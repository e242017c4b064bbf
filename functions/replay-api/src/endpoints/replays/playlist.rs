//! `GET /replays/{id}/playlist.m3u8`: the HLS parts of a replay as one playlist.

use crate::{
    Api,
    endpoints::Call,
    http::{Code, Problem, Reply},
    media::{
        NamedBy,
        hls::{
            AllowedHosts, ConcatError, Continued, FetchContext, MAX_BYTES, Media, PlaylistError,
            concat,
        },
    },
    views::{known, played},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use replay_grouping::{Cut, Format};
use replay_store::{PartInBroadcast, playing_lane};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use url::Url;

/// How many playlists are fetched at the same time: a function has one small CPU, and a replay of many drops must not burden VOD.
const AT_ONCE: usize = 8;

/// For all playlists of a replay. API Gateway waits 29 s; what is fetched by then is cached for the next request.
const TIMEOUT: Duration = Duration::from_secs(20);

const M3U8: &str = "application/vnd.apple.mpegurl";

impl Api {
    /// A replay of one part redirects to the playlist of that. Of several parts, the playlists become one, and of what the trim
    /// cuts, the segments become one playlist that lie in it.
    ///
    /// A player may keep a playlist, and has to ask whether it still holds: it may have grown or been hidden, and its URLs
    /// expire. Within a window of signatures that question costs no more than its answer.
    pub(crate) async fn playlist(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let broadcast = self.visible(call, id).await?;
        let parts = known(
            self.store.parts(&broadcast).await?,
            call.audience.of(&broadcast),
        );
        let hls = Format::new("hls");
        let played = played(&parts, &hls, broadcast.trim());
        match played.as_slice() {
            [] if playing_lane(&parts, &hls).next().is_some() => Err(Problem::TRIMMED_AWAY),
            [] => Err(Problem::NO_PLAYLIST),
            [(only, cut)] if cut.is_whole() => {
                let url = call.links.part_url(&only.stored);
                url.filter(|url| is_web(url))
                    .map(Reply::redirect)
                    .ok_or_else(|| failed(only, "has no address"))
            }
            several => {
                let playlists = self.load_playlists(call, &parts, several).await?;
                if playlists.iter().all(|playlist| playlist.is_empty()) {
                    return Err(Problem::NO_PLAYLIST);
                }
                let playlists = playlists.into_iter().zip(several);
                let playlists: Vec<_> = playlists
                    .map(|(list, (part, cut))| Continued {
                        list,
                        cut: *cut,
                        named_by: NamedBy::callback_alone(part.stored.is_url_by_callback()),
                    })
                    .collect();
                let text = concat(&playlists, call.links).map_err(|error| match error {
                    ConcatError::TooLarge => too_large(),
                    ConcatError::Section(i) => {
                        several.get(i).map_or(Problem::NO_PLAYLIST, |(part, _)| {
                            failed(part, "can't follow fragmented MP4")
                        })
                    }
                })?;
                Ok(Reply::text(M3U8, text))
            }
        }
    }

    /// The playlists of some parts of a replay, in their order; or the first problem.
    async fn load_playlists(
        &self,
        call: &Call<'_>,
        parts: &[PartInBroadcast],
        wanted: &[(&PartInBroadcast, Cut)],
    ) -> Result<Vec<Arc<Media>>, Problem> {
        let hosts = AllowedHosts::of(parts);
        let context = FetchContext {
            hosts: &hosts,
            links: call.links,
            now: call.now,
            deadline: Instant::now() + TIMEOUT,
        };
        let mut loading = Vec::new();
        for (part, _) in wanted {
            loading.push(self.load_playlist(context, part));
        }
        let mut loading = stream::iter(loading).buffered(AT_ONCE);
        let (mut playlists, mut bytes) = (Vec::new(), 0);
        while let Some(playlist) = loading.try_next().await? {
            bytes += playlist.text_bytes();
            if bytes > MAX_BYTES {
                return Err(too_large());
            }
            playlists.push(playlist);
        }
        Ok(playlists)
    }

    async fn load_playlist(
        &self,
        context: FetchContext<'_>,
        part: &PartInBroadcast,
    ) -> Result<Arc<Media>, Problem> {
        let loaded = self.playlists.of_part(context, &part.stored).await;
        loaded.map_err(|error| Problem {
            cause: match &error {
                PlaylistError::Broken(cause) => Some(cause.clone()),
                _ => None,
            },
            ..failed(part, &error.to_string())
        })
    }
}

fn too_large() -> Problem {
    let detail = format!("the playlist would be larger than {MAX_BYTES} bytes");
    Problem::new(Code::PlaylistTooLarge, detail)
}

fn failed(part: &PartInBroadcast, reason: &str) -> Problem {
    let detail = format!("the playlist of file {} {reason}", part.stored.file_id);
    Problem::new(Code::PartUnavailable, detail)
}

/// Only an address on the web is a target for a redirect.
fn is_web(url: &str) -> bool {
    let visible = url.bytes().all(|byte| !byte.is_ascii_control());
    visible && Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Caching;

    #[test]
    fn a_redirect_leads_only_to_the_web() {
        let url = "https://vod.example.com/a.m3u8?t=1";
        assert!(is_web(url));
        let response = Reply::redirect(url.to_owned()).response(Caching::Own, None);
        assert_eq!(response.status(), 302);
        assert_eq!(response.headers()["location"], url);
        assert_eq!(response.headers()["cache-control"], "private, no-cache");
        for url in ["", "a.m3u8", "javascript:alert(1)", "https://a/\nx: y"] {
            assert!(!is_web(url), "{url}");
        }
    }

    #[test]
    fn a_playlist_that_is_too_large_says_so() {
        let detail = "the playlist would be larger than 5242880 bytes";
        assert_eq!(too_large(), Problem::of(Code::PlaylistTooLarge, detail));
    }

    #[test]
    fn a_part_that_fails_is_named() {
        let parts = crate::tests::samples::placed(&[crate::tests::samples::part("hls", 0, 60)]);
        let problem = failed(&parts[0], "was answered with status 403");
        let id = &parts[0].stored.file_id;
        let detail = format!("the playlist of file {id} was answered with status 403");
        assert_eq!(problem, Problem::new(Code::PartUnavailable, detail));
    }
}
