//! The first screenshot taken during a broadcast: its cover until VOD or a curator has one.
//!
//! A screenshot is stored as a signal, and written to the broadcasts of its time if it is their first. Broadcasts that
//! are merged or split keep the screenshots of their time without a further read. A screenshot that came before its
//! broadcast is found when VOD is asked next; a broadcast that a split leaves without one looks for it in the signals
//! at once.

use super::signal::ATTEMPTS;
use crate::{
    Broadcast, Store, StoreError,
    table::{Item, Reader, keys},
};
use replay_grouping::{Screenshot, Stream, Timestamp};

/// Where a signal's item keeps it.
pub(crate) const SCREENSHOT: &str = "screenshot";

/// The first screenshot among these signals that shows a broadcast.
pub(crate) fn first_of(
    signals: &[Item],
    broadcast: &Broadcast,
) -> Result<Option<Screenshot>, StoreError> {
    let taken = signals.iter();
    let taken = taken.map(|item| Reader(item).json_or_none::<Screenshot>(SCREENSHOT));
    let taken = taken.filter_map(Result::transpose);
    let taken: Vec<Screenshot> = taken.collect::<Result<_, _>>()?;
    Ok(Screenshot::first(&taken, &broadcast.summary).cloned())
}

impl Store {
    /// Shows the broadcasts of its time by a screenshot, where it is their first. Others write nothing.
    pub(crate) async fn show_in(
        &self,
        stream: &Stream,
        screenshot: &Screenshot,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for attempt in 0..ATTEMPTS {
            let head = self.head(stream).await?;
            let mut shown = true;
            for broadcast in self.broadcasts_of(stream, &head, screenshot.at).await? {
                let pictured = self
                    .set_screenshot(&broadcast, Some(screenshot), now)
                    .await?;
                shown &= pictured.is_some();
            }
            if shown {
                return Ok(());
            }
            crate::write::pause(attempt).await;
        }
        // Whoever asks VOD about it finds the signal.
        Ok(())
    }

    /// A broadcast shown by the first of its own screenshot and another one that was found. It is only written when that
    /// is a change, and None when somebody else changed it meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn set_screenshot(
        &self,
        broadcast: &Broadcast,
        found: Option<&Screenshot>,
        now: Timestamp,
    ) -> Result<Option<Broadcast>, StoreError> {
        let known = broadcast.screenshot.iter().chain(found);
        let first = Screenshot::first(known, &broadcast.summary).cloned();
        if first == broadcast.screenshot {
            return Ok(Some(broadcast.clone()));
        }
        let pictured = Broadcast {
            screenshot: first,
            version: broadcast.version + 1,
            updated_at: now,
            ..broadcast.clone()
        };
        let written = self.replace(&pictured, broadcast.version, Vec::new());
        Ok(written.await?.then_some(pictured))
    }

    /// A broadcast that has no picture, because a curator tore it off, with one from the signals of its time.
    pub(crate) async fn pictured_anew(
        &self,
        broadcast: Broadcast,
        now: Timestamp,
    ) -> Result<Broadcast, StoreError> {
        if broadcast.screenshot.is_some() || broadcast.emptied {
            return Ok(broadcast);
        }
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let signals = self.items(stream, keys::SIGNAL, hull).await?;
        let found = first_of(&signals, &broadcast)?;
        let pictured = self.set_screenshot(&broadcast, found.as_ref(), now).await?;
        Ok(pictured.unwrap_or(broadcast))
    }
}
