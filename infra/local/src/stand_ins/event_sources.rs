//! Stands in for Lambda's event source mappings: each consumer of the table's stream gets the records that pass its filters,
//! in order and in batches, and goes on where it was after a restart.

mod dead_letters;
mod mapping;
mod positions;
#[cfg(test)]
mod tests;

pub(crate) use dead_letters::DeadLetters;
pub(crate) use mapping::{Mapping, handler};
pub(crate) use positions::Positions;

use replay_embedded::TableStream;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::timeout};

/// How long batches that are under way may take when the runner stops. One that is cut off comes again at the next start.
const STOP: Duration = Duration::from_secs(3);

/// The consumers, each of which reads on a task of its own.
pub(crate) struct EventSources {
    stopping: watch::Sender<bool>,
    consumers: JoinSet<()>,
}

impl EventSources {
    /// Starts them.
    pub(crate) fn start(
        stream: &TableStream,
        mappings: Vec<Mapping>,
        positions: &Arc<Positions>,
        dead_letters: &Arc<DeadLetters>,
    ) -> Self {
        let stopping = watch::Sender::new(false);
        let mut consumers = JoinSet::new();
        for mapping in mappings {
            let consumer = mapping::Consumer {
                mapping,
                stream: stream.clone(),
                positions: Arc::clone(positions),
                dead_letters: Arc::clone(dead_letters),
                stopping: stopping.subscribe(),
            };
            consumers.spawn(consumer.run());
        }
        Self {
            stopping,
            consumers,
        }
    }

    /// Stops them between two batches, or after a little while anywhere.
    pub(crate) async fn stop(mut self) {
        self.stopping.send_replace(true);
        if timeout(STOP, async {
            while self.consumers.join_next().await.is_some() {}
        })
        .await
        .is_err()
        {
            tracing::warn!("stopping while records of the table's stream are worked on");
        }
    }
}
