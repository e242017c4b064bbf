//! `GET /feed`: who is live now, whom curators feature, and what is newest.

use crate::{
    Api,
    endpoints::Call,
    http::{Age, Problem, Reply, Time, limit},
    media::{Links, NamedBy},
    views::{Audience, Replay, default_title, title},
};
use replay_grouping::{ReplayId, Stream};
use replay_store::{
    Broadcast, Channel, Channels, List, Screenshots, StoreError, Visibility, newest_first,
};
use serde::Serialize;
use std::borrow::Cow;

/// The front page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Feed<'a> {
    live: Vec<Live<'a>>,
    replays: Vec<Replay<'a>>,
}

/// A broadcast that is live.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Live<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    title: Cow<'a, str>,
    /// A curator's cover, if the replay is published, else the newest screenshot.
    cover_url: Option<String>,
    started_at: Time,
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::ChannelWords>"))]
    channel: Option<&'a Channel>,
}

impl<'a> Live<'a> {
    /// Everybody may know that somebody is live, but not the title or the cover that a curator gave to a replay that isn't
    /// published.
    fn of(
        broadcast: &'a Broadcast,
        audience: Audience,
        links: Links<'_>,
        channels: &'a Channels,
        newest: &Screenshots,
    ) -> Self {
        let hull = audience.hull(broadcast);
        let for_curators = audience == Audience::Curators;
        let known = for_curators || broadcast.curation.visibility == Visibility::Published;
        let curated = broadcast.curation.cover_url.as_ref().filter(|_| known);
        let curated = curated.map(|url| links.public_url(url, NamedBy::Curator));
        // The newest screenshot of the stream may be of the broadcast before.
        let newest = newest.get(&broadcast.stream);
        let newest = newest.filter(|newest| newest.shows(&broadcast.summary));
        let mut taken = newest.into_iter().chain(&broadcast.screenshot);
        let taken = taken.find(|taken| for_curators || links.show(taken));
        let taken = taken.map(|taken| links.public_url(&taken.url, NamedBy::Callback));
        Self {
            id: &broadcast.id,
            cover_url: curated.or(taken),
            stream: &broadcast.stream,
            title: match known {
                true => title(broadcast, hull),
                false => Cow::Owned(default_title(broadcast, hull)),
            },
            started_at: Time(hull.start()),
            channel: channels.get(&broadcast.stream),
        }
    }
}

impl Api {
    /// `GET /feed`. A broadcast that is live is not among the replays.
    pub(crate) async fn feed(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let limit = limit(&call.params)?;
        let ended =
            |broadcast: &Broadcast| call.sees(broadcast) && !call.audience.is_live(broadcast);
        let not_featured =
            |broadcast: &Broadcast| ended(broadcast) && broadcast.curation.featured_rank.is_none();
        let list = List {
            shelves: vec![Visibility::Published],
            ..List::default()
        };
        let (live, featured, newest) = tokio::try_join!(
            self.live(call, limit),
            self.store.featured(limit, call.most_others(), ended),
            self.store
                .list_page(&list, limit, call.most_others(), not_featured),
        )?;
        let replays = featured.into_iter().chain(newest.broadcasts);
        let (live, replays) = shared(live, replays.take(limit).collect(), limit);
        let streams = live.iter().chain(&replays).map(|one| &one.stream);
        let on_air = live.iter().map(|one| &one.stream);
        let (channels, newest) = self.store.channels_and_screenshots(streams, on_air).await?;
        let of = |live| Live::of(live, call.audience, call.links, &channels, &newest);
        let feed = Feed {
            live: live.iter().map(of).collect(),
            replays: self.replays_with(call, &replays, &channels),
        };
        // A broadcast may begin at any moment.
        Ok(Reply::json(&feed)?.aged(Age::Settling))
    }

    /// Who is live for the caller. A viewer's feed stays one query where a callback alone makes nobody live; where it does, or
    /// for curators, who see everything, a second one goes with it.
    async fn live(&self, call: &Call<'_>, limit: usize) -> Result<Vec<Broadcast>, StoreError> {
        let begun = async {
            match call.audience.is_sure_of_live() {
                true => Ok(Vec::new()),
                false => self.store.begun(limit).await,
            }
        };
        let (mut live, begun) = tokio::try_join!(self.store.live(limit), begun)?;
        live.extend(begun);
        live.retain(|live| live.curation.visibility != Visibility::Hidden);
        // What only callbacks say must not push out what is sure.
        if !self.viewers().is_sure_of_live() {
            newest_first(&mut live);
        }
        live.truncate(limit);
        Ok(live)
    }
}

/// As much of both as fits: at most half of a feed is live, the middle one included, and more only where there are too few
/// replays to fill the rest.
fn shared<T>(mut live: Vec<T>, mut replays: Vec<T>, limit: usize) -> (Vec<T>, Vec<T>) {
    let left = limit.saturating_sub(replays.len());
    live.truncate(limit.div_ceil(2).max(left));
    replays.truncate(limit.saturating_sub(live.len()));
    (live, replays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{broadcast, links, start};
    use replay_grouping::{Screenshot, Timestamp};

    /// What an audience sees of a live broadcast to which a curator gave a title.
    #[track_caller]
    fn check(visibility: Visibility, audience: Audience, title: &str) {
        let mut broadcast = broadcast(&[(0, 0)], &[]);
        broadcast.curation.title = Some("Finale".to_owned());
        broadcast.curation.visibility = visibility;
        let channels = Channels::from([(broadcast.stream.clone(), Channel::default())]);
        let newest = Screenshots::new();
        let live = Live::of(&broadcast, audience, links(), &channels, &newest);
        let live = serde_json::to_value(live).unwrap();
        let expected = serde_json::json!({
            "id": broadcast.id.as_str(), "title": title, "cover_url": null, "started_at": "2025-10-09T08:53:20Z",
            "stream": {"domain": "push.live.example.com", "app": "live", "stream_id": "room42_host7"},
            "channel": {"name": null, "avatar_url": null, "intro": null},
        });
        assert_eq!(live, expected);
    }

    #[test]
    fn at_most_half_is_live_unless_there_are_too_few_replays() {
        for (live, replays, limit, expected) in [
            (0, 9, 5, (0, 5)),
            (9, 9, 1, (1, 0)),
            (9, 9, 4, (2, 2)),
            (9, 9, 5, (3, 2)),
            (1, 9, 5, (1, 4)),
            (9, 1, 5, (4, 1)),
            (9, 0, 5, (5, 0)),
            (2, 1, 5, (2, 1)),
        ] {
            let (live, replays) = shared(vec![(); live], vec![(); replays], limit);
            assert_eq!((live.len(), replays.len()), expected);
        }
    }

    fn screenshot(at: i64, name: &str) -> Screenshot {
        Screenshot {
            at: Timestamp(start() + at),
            url: format!("http://shots.example.com/{name}.jpg"),
        }
    }

    #[test]
    fn the_cover_is_a_curators_else_the_newest_screenshot_of_the_broadcast() {
        let viewers = Audience::Viewers {
            confirmed_only: true,
            sure_of_live: false,
        };
        let mut broadcast = broadcast(&[(0, 0)], &[]);
        let channels = Channels::new();
        let cover = |broadcast: &Broadcast, audience, newest: Option<Screenshot>| {
            let newest = newest.map(|newest| (broadcast.stream.clone(), newest));
            let newest = newest.into_iter().collect();
            Live::of(broadcast, audience, links(), &channels, &newest).cover_url
        };
        let at = |name: &str| Some(format!("https://shots.example.com/{name}.jpg"));
        assert_eq!(cover(&broadcast, viewers, None), None);
        broadcast.screenshot = Some(screenshot(10, "first"));
        assert_eq!(cover(&broadcast, viewers, None), at("first"));
        let newest = || Some(screenshot(20, "newest"));
        assert_eq!(cover(&broadcast, viewers, newest()), at("newest"));
        let before = Some(screenshot(-1, "before"));
        assert_eq!(cover(&broadcast, viewers, before), at("first"));
        let forged = || {
            Some(Screenshot {
                at: Timestamp(start() + 30),
                url: "https://evil.example.com/shots.example.com.jpg".to_owned(),
            })
        };
        assert_eq!(cover(&broadcast, viewers, forged()), at("first"));
        let seen = cover(&broadcast, Audience::Curators, forged());
        assert_eq!(seen, forged().map(|forged| forged.url));

        broadcast.curation.cover_url = Some("https://cdn.example.com/own.jpg".to_owned());
        let own = Some("https://cdn.example.com/own.jpg".to_owned());
        assert_eq!(cover(&broadcast, viewers, newest()), own);
        broadcast.curation.visibility = Visibility::Pending;
        assert_eq!(cover(&broadcast, viewers, newest()), at("newest"));
        assert_eq!(cover(&broadcast, Audience::Curators, newest()), own);
    }

    #[test]
    fn only_curators_see_the_title_of_an_unpublished_replay() {
        let viewers = Audience::Viewers {
            confirmed_only: true,
            sure_of_live: false,
        };
        check(Visibility::Published, viewers, "Finale");
        check(Visibility::Pending, Audience::Curators, "Finale");
        check(
            Visibility::Pending,
            viewers,
            "room42_host7 2025-10-09 08:53 UTC",
        );
    }
}
