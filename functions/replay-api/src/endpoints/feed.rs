//! `GET /feed`: who is live now, whom curators feature, and what is newest.

use crate::{
    Api,
    endpoints::Call,
    http::{Age, Problem, Reply, limit},
    views::{Live, Replay},
};
use replay_store::{Broadcast, List, StoreError, Visibility, newest_first};
use serde::Serialize;

/// The front page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Feed<'a> {
    live: Vec<Live<'a>>,
    replays: Vec<Replay<'a>>,
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
        live.retain(|live| call.audience.sees_live(live));
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
    use super::shared;

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
}
