//! The settings of the function.

use replay_settings::{SettingError, Vars};

/// All settings of the function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// `PLAYBACK_DOMAINS`: the hosts of media files. Empty, they may lie at any.
    pub(crate) domains: Vec<String>,
    /// The origin of the local runner, which serves files itself, and whose hosts may have any port.
    pub(crate) runner: Option<String>,
}

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    /// `PLAYBACK_DOMAINS` is malformed.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        Ok(Self {
            domains: vars.domains("PLAYBACK_DOMAINS")?.unwrap_or_default(),
            runner: None,
        })
    }

    /// For the local runner at this origin: files may come from there, and from any port of the hosts.
    #[must_use]
    pub fn served_by(mut self, runner: String) -> Self {
        self.runner = Some(runner);
        self
    }
}
