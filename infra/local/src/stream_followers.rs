//! Starts what follows the table's stream: the two consumers, and who follows the events that come of it.

use crate::{
    config::Config,
    events::{Poster, Publisher, RELAY, Relaying, Timeline},
    stand_ins::event_sources::{DeadLetters, EventSources, Mapping, Positions, handler},
};
use replay_api::Relay;
use replay_embedded::TableStream;
use replay_reconcile::Confirm;
use replay_settings::now;
use replay_store::stream::{confirm_filters, relay_filters};
use replay_tencent::client::NoTls;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinHandle;

/// How long a consumer may work on a batch, as in the template.
const TIME: Duration = Duration::from_secs(60);

/// All that follows the stream, started.
pub(crate) struct StreamFollowers {
    timeline: Arc<Timeline>,
    sources: EventSources,
    poster: Option<JoinHandle<()>>,
}

impl StreamFollowers {
    /// Starts them, without a `confirm` where nothing can be confirmed.
    pub(crate) fn start(
        config: &Config,
        stream: &TableStream,
        confirm: Option<Confirm>,
        relay: Relay,
    ) -> Result<Self, NoTls> {
        let positions = Arc::new(Positions::of(&config.data, stream.arn()));
        let dead_letters = Arc::new(DeadLetters::of(&config.data));
        let publisher = Publisher::of(&config.data);
        let timeline = Arc::clone(publisher.timeline());
        let poster = match &config.events_url {
            Some(url) => Some(Poster::new(url, &timeline, &positions)?),
            None => {
                Poster::forget(&positions);
                None
            }
        };
        let relaying = Relaying {
            relay,
            publisher,
            dead_letters: Arc::clone(&dead_letters),
        };
        let mut mappings = vec![telling(relaying)];
        mappings.extend(confirm.map(confirming));
        Ok(Self {
            timeline,
            sources: EventSources::start(stream, mappings, &positions, &dead_letters),
            poster: poster.map(|poster| tokio::spawn(poster.run())),
        })
    }

    pub(crate) fn timeline(&self) -> &Arc<Timeline> {
        &self.timeline
    }

    /// Stops the consumers in order, and then lets all go who follow the events.
    pub(crate) async fn stop(self) {
        self.sources.stop().await;
        self.timeline.close();
        if let Some(poster) = self.poster {
            poster.abort();
        }
    }
}

fn confirming(confirm: Confirm) -> Mapping {
    let confirm = Arc::new(confirm);
    let handle = move |event: Value| {
        let confirm = Arc::clone(&confirm);
        async move { confirm.handle(&event, now(), TIME).await }
    };
    Mapping::new("confirm", confirm_filters(), handler(handle))
}

/// It fails only while nothing can be kept, and then for as long as that.
fn telling(relaying: Relaying) -> Mapping {
    let relaying = Arc::new(relaying);
    let handle = move |event: Value| {
        let relaying = Arc::clone(&relaying);
        async move { relaying.handle(&event) }
    };
    Mapping {
        retries: None,
        ..Mapping::new(RELAY, relay_filters(), handler(handle))
    }
}
