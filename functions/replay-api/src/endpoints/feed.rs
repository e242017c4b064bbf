//! `GET /feed`: who is live now, whom curators feature, and what is newest.

use crate::{
    Api,
    endpoints::Call,
    http::{Age, Problem, Reply, Time, limit},
    views::{Audience, Replay, default_title, title},
};
use replay_grouping::{ReplayId, Stream};
use replay_store::{Broadcast, Channel, Channels, List, Visibility};
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
    started_at: Time,
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::ChannelWords>"))]
    channel: Option<&'a Channel>,
}

impl<'a> Live<'a> {
    /// Everybody may know that somebody is live, but not the title that a curator gave to a replay that isn't published.
    fn of(broadcast: &'a Broadcast, audience: Audience, channels: &'a Channels) -> Self {
        let hull = audience.hull(&broadcast.summary);
        let known = audience == Audience::Curators
            || broadcast.curation.visibility == Visibility::Published;
        Self {
            id: &broadcast.id,
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
        let ended = |broadcast: &Broadcast| call.sees(broadcast) && !broadcast.summary.is_live();
        let not_featured =
            |broadcast: &Broadcast| ended(broadcast) && broadcast.curation.featured_rank.is_none();
        let list = List {
            shelves: vec![Visibility::Published],
            ..List::default()
        };
        let (mut live, featured, newest) = tokio::try_join!(
            self.store.live(limit),
            self.store.featured(limit, ended),
            self.store.list(&list, limit, not_featured),
        )?;
        live.retain(|live| live.curation.visibility != Visibility::Hidden);
        let rest = limit.saturating_sub(live.len());
        let replays: Vec<Broadcast> = featured.into_iter().chain(newest).take(rest).collect();
        let streams = live.iter().chain(&replays).map(|one| &one.stream);
        let channels = self.store.channels(streams).await?;
        let of = |live| Live::of(live, call.audience, &channels);
        let feed = Feed {
            live: live.iter().map(of).collect(),
            replays: self.replays_with(call, &replays, &channels),
        };
        // A broadcast may begin at any moment.
        Ok(Reply::json(&feed)?.aged(Age::Settling))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::broadcast;

    /// What an audience sees of a live broadcast to which a curator gave a title.
    #[track_caller]
    fn check(visibility: Visibility, audience: Audience, title: &str) {
        let mut broadcast = broadcast(&[(0, 0)], &[]);
        broadcast.curation.title = Some("Finale".to_owned());
        broadcast.curation.visibility = visibility;
        let channels = Channels::from([(broadcast.stream.clone(), Channel::default())]);
        let live = serde_json::to_value(Live::of(&broadcast, audience, &channels)).unwrap();
        let expected = serde_json::json!({
            "id": broadcast.id.as_str(), "title": title, "started_at": "2025-10-09T08:53:20Z",
            "stream": {"domain": "push.live.example.com", "app": "live", "stream_id": "room42_host7"},
            "channel": {"name": null, "avatar_url": null, "intro": null},
        });
        assert_eq!(live, expected);
    }

    #[test]
    fn only_curators_see_the_title_of_an_unpublished_replay() {
        let viewers = Audience::Viewers {
            confirmed_only: true,
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
