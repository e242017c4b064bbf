//! What is known of a broadcast's time when it is polled.

use crate::{
    Broadcast, Result, Store, StoredPart, StoredPush,
    error::Conflict,
    items::{first_screenshot, recorder_events},
    table::keys,
};
use replay_grouping::{RecorderEvent, Screenshot};

/// What is known of a broadcast's time, whether or not it takes part in grouping.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Its parts, lost ones included.
    pub parts: Vec<StoredPart>,
    /// Its pushes.
    pub pushes: Vec<StoredPush>,
    /// Its recorder events.
    pub recorders: Vec<RecorderEvent>,
    /// Its first screenshot.
    pub screenshot: Option<Screenshot>,
}

impl Store {
    /// All that is known of the time of a broadcast, in a state in which the broadcast is as it was read, or of a later one.
    pub async fn contents(&self, broadcast: &Broadcast) -> Result<Contents> {
        let what = format!("stream {}", broadcast.stream);
        let attempt = || self.try_contents(broadcast);
        self.retry_on_conflict(what, attempt).await
    }

    async fn try_contents(&self, broadcast: &Broadcast) -> Result<Contents, Conflict> {
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let head = self.head_of(broadcast).await?;
        let (parts, pushes, signals) = tokio::try_join!(
            self.read_by_time(stream, &head, keys::PART, hull, StoredPart::read),
            self.read_by_time(stream, &head, keys::PUSH, hull, StoredPush::read),
            async { Ok(self.signals_near(stream, hull).await?) },
        )?;
        Ok(Contents {
            parts,
            pushes,
            recorders: recorder_events(&signals, hull)?,
            screenshot: first_screenshot(&signals, broadcast)?,
        })
    }
}
