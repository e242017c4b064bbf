//! Stands in for the bus of a deployment: keeps what the relay tells, and shows it to all who follow.

use super::{EventLog, Timeline};
use crate::config::Data;
use serde_json::Value;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Takes events.
pub(crate) struct Publisher {
    log: EventLog,
    timeline: Arc<Timeline>,
    failing: AtomicBool,
}

impl Publisher {
    /// Goes on behind the events that are kept.
    pub(crate) fn of(data: &Data) -> Self {
        let (log, before, newest) = EventLog::open(data);
        Self {
            log,
            timeline: Timeline::new(before, newest),
            failing: AtomicBool::new(false),
        }
    }

    pub(crate) fn timeline(&self) -> &Arc<Timeline> {
        &self.timeline
    }

    /// Publishes events in this order: all of them or, if they can't be kept, none. A failure is logged once.
    pub(crate) fn publish(&self, events: Vec<Value>) -> io::Result<()> {
        let kept = self.log.append(&events);
        let failed_before = self.failing.swap(kept.is_err(), Ordering::Relaxed);
        if let Err(error) = &kept
            && !failed_before
        {
            tracing::warn!("events wait, because they can't be kept in events.jsonl: {error}");
        }
        kept?;
        self.timeline.publish(events);
        Ok(())
    }
}
