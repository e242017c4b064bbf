//! Sends an evening of callbacks, as they would arrive from a real app, and prints the replays that come of it.

mod client;
mod evening;
mod event;
mod replays;
mod table;

use crate::config::{Config, base_url};
use client::Client;
pub use client::Unreachable;
use event::Delivery;
use replay_grouping::Timestamp;
use replay_signature::{Secret, sign};
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

/// How long a signature of Tencent is valid.
const SIGNED_FOR_SECONDS: i64 = 600;

/// Why the demo failed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The runner does not answer.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// Callbacks were refused.
    #[error("{refused} of {sent} callbacks were refused{hint}")]
    Refused {
        /// How many.
        refused: usize,
        /// Of how many.
        sent: usize,
        /// What to do about it.
        hint: String,
    },
    /// The list was not answered with 200.
    #[error(
        "the list was answered {0}; the demo asks with the first token of CURATOR_TOKENS, which must be one of the runner's"
    )]
    List(u16),
    /// The simulated VOD did not take a file.
    #[error("the simulated VOD answered {0} to a file")]
    Register(u16),
    /// There is no key to sign with.
    #[error("CALLBACK_KEYS holds no key to sign with")]
    NoKey,
    /// There is no curator's token.
    #[error("CURATOR_TOKENS holds no token to look with")]
    NoCurator,
    /// The output can't be written.
    #[error("can't print: {0}")]
    Print(#[from] io::Error),
}

/// Sends the evening before `now` to the runner that listens where `config` says, and prints the replays
/// of its streams. To send it again on the same day repeats the same facts, and so changes nothing.
///
/// The simulated VOD gets the files first. A real one does not have them, so it reads the list as a curator: there they are
/// never published.
///
/// # Errors
/// [`DemoError`] when the runner doesn't answer or refuses something.
pub async fn demo(config: &Config, now: Timestamp, out: &mut impl Write) -> Result<(), DemoError> {
    let key = config.callback_key().ok_or(DemoError::NoKey)?;
    let curator = config.curator_token().ok_or(DemoError::NoCurator)?;
    let client = Client::new(base_url(config.listen))?;
    let callbacks = config.callbacks_path();
    let (mut sent, mut refused, mut forged, mut in_vod) = (0, 0, false, false);
    let mut streams = BTreeSet::new();
    for delivery in evening::evening(now.0, &config.media_base()) {
        // Each delivery has a `t` of its own, so that a repeated one differs from the first, as in reality.
        let t = now.0 + SIGNED_FOR_SECONDS + sent;
        let body = signed(&delivery, &key, t);
        if delivery.body["file_id"].is_string() {
            match client.post("/-/vod/files", body.clone()).await?.status {
                200 => in_vod = true,
                // No VOD is simulated.
                404 => {}
                status => return Err(DemoError::Register(status)),
            }
        }
        let status = client.post(&callbacks, body).await?.status;
        let Delivery {
            what, stream_id, ..
        } = delivery;
        writeln!(out, "{status}  {what:<46}  {stream_id}")?;
        sent += 1;
        refused += usize::from(status != 200);
        forged |= status == 401;
        streams.insert(stream_id);
    }
    if in_vod {
        // One run confirms them.
        client.reconcile().await?;
    }
    let replays = replays::of(&client, curator, &streams).await?;
    let table = table::replays(&replays);
    write!(out, "\nits replays, as a curator sees them\n\n{table}")?;
    if refused > 0 {
        let sent = usize::try_from(sent).unwrap_or_default();
        let hint = if forged { hint(config) } else { String::new() };
        return Err(DemoError::Refused {
            refused,
            sent,
            hint,
        });
    }
    Ok(())
}

/// Which key did not fit. A configured one is not shown.
fn hint(config: &Config) -> String {
    let key = match config.demo_key() {
        Some(key) => format!("the key of the demo, {}", key.expose()),
        None => "the first key of CALLBACK_KEYS".to_owned(),
    };
    format!(
        " with 401: they were signed with {key}; give the demo the CALLBACK_KEYS with which the runner was started"
    )
}

/// A signed callback of one recording, to be pasted.
pub(crate) fn example(config: &Config, key: &Secret, now: Timestamp) -> String {
    let example = evening::example(now.0, &config.media_base());
    signed(&example, key, now.0 + SIGNED_FOR_SECONDS)
}

fn signed(delivery: &Delivery, key: &Secret, t: i64) -> String {
    let mut body = delivery.body.clone();
    body["t"] = t.into();
    body["sign"] = sign(key, t).into();
    body.to_string()
}
