//! The settings of the function that confirms at once.

use crate::Config;
use replay_settings::{SettingError, Vars};
use replay_tencent::client::{self, Retry, Share};
use std::{ops::RangeInclusive, time::Duration};

/// All settings of the function.
#[derive(Debug, Clone)]
pub struct ConfirmConfig {
    /// Those of the function that polls.
    pub common: Config,
    /// `CONFIRM_PROCESSES`: how many of these functions run at once, one for each shard of the table's stream.
    pub processes: u32,
    /// How long to wait before what VOD or Live doesn't show yet is asked for once more: always 3 s, except in tests.
    pub pause: Duration,
}

/// A new on-demand table has four partitions, and so its stream has four shards.
const PROCESSES: u32 = 4;
const MOST_PROCESSES: RangeInclusive<u32> = 1..=1_000;

const PAUSE: Duration = Duration::from_secs(3);

/// What all processes together may use of Tencent's limits. The polls may use the rest.
const SHARE_PERCENT: u8 = 40;

/// VOD answers in some 200 ms. What it doesn't answer now is left to the polls, so that it holds up nothing.
const ANSWER: Duration = Duration::from_secs(3);
const RETRY: Retry = Retry {
    attempts: 2,
    first_pause: Duration::from_millis(500),
    longest_pause: Duration::from_millis(500),
};

impl ConfirmConfig {
    /// Reads settings from anywhere.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let mut common = Config::read(vars)?;
        if let Some(tencent) = &mut common.tencent {
            tencent.request_timeout = ANSWER;
            tencent.retry = RETRY;
        }
        Ok(Self {
            common,
            processes: vars.number("CONFIRM_PROCESSES", PROCESSES, MOST_PROCESSES)?,
            pause: PAUSE,
        })
    }

    /// How to ask Tencent; `None` without keys.
    pub(super) fn tencent(&self) -> Option<client::Settings> {
        Some(client::Settings {
            share: Share::percent(SHARE_PERCENT).divided_by(self.processes),
            ..self.common.tencent.clone()?
        })
    }
}
