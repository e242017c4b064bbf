//! An evening of callbacks as a real app's would arrive, and the replays that come of it.

mod client;
mod evening;
mod event;
mod replays;
mod table;

use crate::config::{Config, base_url};
use client::Client;
pub use client::Unreachable;
use event::Delivery;
use replay_signature::{Secret, sign};
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

/// For how long Tencent signs.
const SIGNED_FOR_SECONDS: i64 = 600;

/// Why the demo did not come through.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No runner.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// Callbacks that were not taken.
    #[error("{refused} of {sent} callbacks were not answered 200")]
    Refused {
        /// How many.
        refused: usize,
        /// Of how many.
        sent: usize,
    },
    /// No list.
    #[error("the list was answered {0}")]
    List(u16),
    /// No key to sign with.
    #[error("CALLBACK_KEYS holds no key to sign with")]
    NoKey,
    /// Nobody to look as.
    #[error("CURATOR_TOKENS holds no token to look with")]
    NoCurator,
    /// Nowhere to print to.
    #[error("can't print: {0}")]
    Print(#[from] io::Error),
}

/// Sends the evening before the Unix second `now` to the runner that listens where `config` says, and prints the replays
/// of its streams. Sending it again on the same day repeats the same facts, and so changes nothing.
///
/// It looks as a curator: no VOD has these files, so they may wait for ever to be published.
///
/// # Errors
/// [`DemoError`] when the runner isn't there or refuses something.
pub async fn demo(config: &Config, now: i64, out: &mut impl Write) -> Result<(), DemoError> {
    let key = config.callback_key().ok_or(DemoError::NoKey)?;
    let curator = config.curator_token().ok_or(DemoError::NoCurator)?;
    let client = Client::new(base_url(config.listen));
    let callbacks = config.callbacks_path();
    let (mut sent, mut refused) = (0, 0);
    let mut streams = BTreeSet::new();
    for delivery in evening::evening(now) {
        // Every delivery has a `t` of its own, so that a repeated one differs from the first, as in reality.
        let t = now + SIGNED_FOR_SECONDS + sent;
        let body = signed(&delivery, &key, t);
        let status = client.post(&callbacks, body).await?.status;
        writeln!(
            out,
            "{status}  {:<46}  {}",
            delivery.what, delivery.stream_id
        )?;
        sent += 1;
        refused += usize::from(status != 200);
        streams.insert(delivery.stream_id);
    }
    let replays = replays::of(&client, curator, &streams).await?;
    write!(
        out,
        "\nits replays, as a curator sees them\n\n{}",
        table::replays(&replays)
    )?;
    if refused > 0 {
        let sent = usize::try_from(sent).unwrap_or_default();
        return Err(DemoError::Refused { refused, sent });
    }
    Ok(())
}

/// One signed recording, for pasting.
pub(crate) fn example(key: &Secret, now: i64) -> String {
    signed(&evening::example(now), key, now + SIGNED_FOR_SECONDS)
}

fn signed(delivery: &Delivery, key: &Secret, t: i64) -> String {
    let mut body = delivery.body.clone();
    body["t"] = t.into();
    body["sign"] = sign(key, t).into();
    body.to_string()
}
