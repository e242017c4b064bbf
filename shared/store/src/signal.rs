//! Events that make no broadcast but tell something about one.

use crate::{Kept, Store, StoreError, item::Writer, keys, table::EXPIRES};
use replay_grouping::Stream;
use serde::Serialize;

/// How long signals are kept: well beyond any deadline that they could move.
const KEPT_SECONDS: i64 = 30 * 86_400;

impl Store {
    /// Keeps a signal as what it was read, and `raw`, the callback itself. `id` is the same for each delivery.
    ///
    /// # Errors
    /// [`StoreError`]: it was not kept, or nobody knows.
    pub async fn keep_signal(
        &self,
        stream: &Stream,
        id: &str,
        signal: &impl Serialize,
        raw: &str,
        now: i64,
    ) -> Result<Kept, StoreError> {
        let (pk, sk) = (keys::stream(stream), keys::signal(id));
        if self.get(&pk, &sk).await?.is_some() {
            return Ok(Kept::Repeated);
        }
        let item = Writer::new(&pk, &sk)
            .json("signal", signal)
            .text("raw", raw)
            .number("kept_at", now)
            .number(EXPIRES, now + KEPT_SECONDS);
        self.insert(item.0).await?;
        Ok(Kept::New)
    }
}
