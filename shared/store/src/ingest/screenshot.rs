//! The first screenshot taken during a broadcast, which is its cover until VOD or a curator has one, and the newest one of a
//! stream, which shows what is live.
//!
//! A screenshot is stored as a signal, and written to the broadcasts of its time if it is their first. Broadcasts that
//! are merged or split keep the screenshots of their time without a further read. A screenshot that came before its
//! broadcast is found when VOD is asked next; a broadcast that a split leaves without one looks for it in the signals
//! at once.

use crate::{
    Broadcast, Result, Store,
    error::{condition_held, unless_raced},
    items::{TAKEN_AT, first_screenshot, newest_screenshot_item},
    table::number,
};
use replay_grouping::{Screenshot, Seconds, Stream, Timestamp};

/// How far the clock of a recorder may be ahead.
const AHEAD: Seconds = Seconds::MINUTE;

impl Store {
    /// Keeps a screenshot as the newest one of its stream, unless a newer one is known. One from the future is left out: no
    /// real one would ever replace it.
    pub(super) async fn keep_newest_screenshot(
        &self,
        stream: &Stream,
        taken: &Screenshot,
        now: Timestamp,
    ) -> Result<()> {
        if taken.at > now + AHEAD {
            return Ok(());
        }
        let request = self.client.put_item().table_name(&self.settings.table);
        let kept = request
            .set_item(Some(newest_screenshot_item(stream, taken)?))
            .condition_expression("attribute_not_exists(pk) OR #at < :at")
            .expression_attribute_names("#at", TAKEN_AT)
            .expression_attribute_values(":at", number(taken.at))
            .send();
        condition_held(kept.await).map(drop)
    }

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
        let signals = self.signals_in(stream, hull).await?;
        let found = first_screenshot(&signals, &broadcast)?;
        let after = self.set_screenshot(&broadcast, found.as_ref(), now).await?;
        Ok(after.unwrap_or(broadcast))
    }
}
