//! The settings of `Relay`. It needs no secret, and no access to the table.

use super::{bus::Bus, dead_letters::DeadLetters, viewpoint::Viewpoint};
use crate::{config::asks_tencent, media::Playback, views::Audience};
use replay_metrics::Metrics;
use replay_settings::{SettingError, Vars};
use replay_store::{Publish, Settings};

/// All settings of `Relay`.
#[derive(Debug, Clone)]
pub struct RelayConfig {
    /// `PUBLISH`, `HAS_TENCENT_KEYS`, `RECORDING_LAG_SECONDS` and `SCREENSHOT_DOMAINS`: what viewers see.
    pub(super) viewpoint: Viewpoint,
    /// `EVENT_BUS` and `AWS_ENDPOINT_URL_EVENTBRIDGE`: where events go. Without a bus nobody is told.
    pub(super) bus: Option<Bus>,
    /// `DEAD_LETTERS`: where records go that can't be read.
    pub(super) dead_letters: Option<DeadLetters>,
    /// `METRICS_NAMESPACE` and `METRICS`.
    pub metrics: Metrics,
}

impl RelayConfig {
    /// Reads the settings.
    ///
    /// # Errors
    /// The first variable that is missing or malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        // Where nobody says whether Tencent is asked, a push that only a callback tells makes nobody live.
        let asks_tencent = asks_tencent(vars, true)?;
        Ok(Self {
            viewpoint: Viewpoint {
                viewers: Audience::viewers(Publish::read(vars)?, asks_tencent),
                lag: Settings::lag(vars)?,
                playback: Playback::unsigned(vars)?,
            },
            bus: Bus::read(vars)?,
            dead_letters: DeadLetters::read(vars)?,
            metrics: Metrics::read(vars)?,
        })
    }
}
