//! What is deployed, and where.

use serde::Deserialize;
use std::collections::BTreeMap;

/// An environment, as `infra/deploy.py --settings` prints it.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// `dev`, for example.
    pub environment: String,
    /// The name of the stack.
    pub stack: String,
    /// AWS's region.
    pub region: String,
    /// A profile of AWS's command line.
    #[serde(default)]
    pub profile: Option<String>,
    /// The template's parameters. Those that aren't given have its defaults.
    pub parameters: BTreeMap<String, String>,
    /// The names of the parameters that samconfig.toml gives.
    #[serde(default)]
    pub given: Vec<String>,
}

impl Settings {
    /// A parameter's value; empty where the template has none of this name.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", |value| value.trim())
    }

    /// What isn't given keeps the value that the stack has.
    pub(crate) fn remember(&mut self, stack: &BTreeMap<String, String>) {
        for (name, value) in stack {
            if self.parameters.contains_key(name) && !self.given.contains(name) {
                self.parameters.insert(name.clone(), value.clone());
            }
        }
    }

    /// Whether recording and callbacks are set up at Tencent.
    pub(crate) fn sets_up_tencent(&self) -> bool {
        !self.parameter("PushDomain").is_empty()
    }
}
