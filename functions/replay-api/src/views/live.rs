//! A broadcast that is live, as the front page shows it.

use crate::{
    http::Time,
    media::{Links, NamedBy},
    views::{Audience, default_title, title},
};
use replay_grouping::{ReplayId, Stream};
use replay_store::{Broadcast, Channel, Channels, Screenshots, Visibility};
use serde::Serialize;
use std::borrow::Cow;

/// A broadcast that is live.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Live<'a> {
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
    pub(crate) fn of(
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
