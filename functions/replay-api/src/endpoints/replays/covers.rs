//! `GET /replays/{id}/covers`: the pictures that could be the cover of a replay.

use crate::{
    Api,
    endpoints::Call,
    http::{Problem, Reply, Time},
    media::{Links, NamedBy},
    views::{cover_url, thinned},
};
use replay_grouping::Timestamp;
use replay_store::{Broadcast, Pictures};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many pictures of each kind are listed: more than anybody looks through.
const MOST: usize = 100;

/// The pictures that could be the cover of a replay.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Covers {
    /// The curator's first, then VOD's, then screenshots; those by time. At most 100 of each, spread over the replay.
    covers: Vec<Cover>,
}

/// A picture that could be the cover.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Cover {
    /// Its address. `cover_url` of a replay may be set to it.
    url: String,
    /// Who made it.
    source: CoverSource,
    /// When it was taken, or where the file begins of which VOD took it; null for a curator's.
    at: Option<Time>,
    /// It is the cover that curators see now.
    current: bool,
}

/// Who made a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum CoverSource {
    /// A curator set it, and it is none of the others.
    Curator,
    /// VOD took it from a file.
    Vod,
    /// Live took it during the broadcast.
    Screenshot,
}

impl Api {
    pub(crate) async fn covers(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let broadcast = self.visible(call, id).await?;
        let pictures = self.store.pictures(&broadcast, call.now).await?;
        Reply::json(&covers(&broadcast, &pictures, call))
    }
}

fn covers(broadcast: &Broadcast, pictures: &Pictures, call: &Call<'_>) -> Covers {
    let current = cover_url(broadcast, call.audience, call.links);
    let mut covers = all(pictures, call.links);
    let known = covers
        .iter_mut()
        .find(|one| Some(&one.url) == current.as_ref());
    match (known, current) {
        (Some(known), _) => known.current = true,
        (None, Some(url)) => {
            let set = broadcast.curation.cover_url.is_some();
            let source = if set {
                CoverSource::Curator
            } else {
                CoverSource::Vod
            };
            covers.insert(
                0,
                Cover {
                    url,
                    source,
                    at: None,
                    current: true,
                },
            );
        }
        (None, None) => {}
    }
    Covers { covers }
}

/// All but a curator's, each address once.
fn all(pictures: &Pictures, links: Links<'_>) -> Vec<Cover> {
    let of_vod = pictures.covers.iter().map(|(at, url)| {
        let url = links.public_url(url, NamedBy::Vod);
        (CoverSource::Vod, *at, url)
    });
    let taken = pictures.screenshots.iter().map(|taken| {
        let url = links.public_url(&taken.url, NamedBy::Callback);
        (CoverSource::Screenshot, taken.at, url)
    });
    let mut seen = BTreeSet::new();
    let mut once = |all: Vec<(CoverSource, Timestamp, String)>| {
        let new = all.into_iter().filter(|(.., url)| seen.insert(url.clone()));
        let new = new.map(|(source, at, url)| Cover {
            url,
            source,
            at: Some(Time(at)),
            current: false,
        });
        thinned(new.collect(), MOST)
    };
    let mut covers = once(of_vod.collect());
    covers.extend(once(taken.collect()));
    covers
}
