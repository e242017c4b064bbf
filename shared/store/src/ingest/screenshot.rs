//! The first screenshot taken during a broadcast: its cover until VOD or a curator has one.
//!
//! A screenshot is stored as a signal, and written to the broadcasts of its time if it is their first. Broadcasts that
//! are merged or split keep the screenshots of their time without a further read. A screenshot that came before its
//! broadcast is found when VOD is asked next; a broadcast that a split leaves without one looks for it in the signals
//! at once.

use crate::{
    Broadcast, Result, Store,
    error::unless_raced,
    items::first_screenshot,
    table::{Item, keys},
};
use replay_grouping::{Screenshot, Timestamp};

impl Store {
    /// A broadcast with the first of its own screenshot and another one that was found. It is only written if that is a
    /// change; `None` if the broadcast was changed meanwhile.
    pub async fn set_screenshot(
        &self,
        broadcast: &Broadcast,
        found: Option<&Screenshot>,
        now: Timestamp,
    ) -> Result<Option<Broadcast>> {
        let known = broadcast.screenshot.iter().chain(found);
        let first = Screenshot::first(known, &broadcast.summary).cloned();
        if first == broadcast.screenshot {
            return Ok(Some(broadcast.clone()));
        }
        let after = Broadcast {
            screenshot: first,
            ..broadcast.next_version(now)
        };
        let written = self.replace(&after, broadcast.version, []).await;
        Ok(unless_raced(written)?.map(|()| after))
    }

    /// A broadcast that a curator separated, with a screenshot from the signals of its time if it has none.
    pub(crate) async fn find_screenshot(
        &self,
        broadcast: Broadcast,
        now: Timestamp,
    ) -> Result<Broadcast> {
        if broadcast.screenshot.is_some() || broadcast.emptied {
            return Ok(broadcast);
        }
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let read = |item: &Item| Ok(item.clone());
        let signals = self.read_by_time(stream, keys::SIGNAL, hull, read).await?;
        let found = first_screenshot(&signals, &broadcast)?;
        let after = self.set_screenshot(&broadcast, found.as_ref(), now).await?;
        Ok(after.unwrap_or(broadcast))
    }
}
