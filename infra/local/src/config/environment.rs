//! Variables by name, with defaults for those that the environment leaves open.

use std::collections::HashMap;

/// The keys to AWS must be set, but nothing here checks them.
const DEFAULTS: [(&str, &str); 9] = [
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_REGION", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
    ("CALLBACK_KEYS", "replay-demo-key"),
    ("CURATOR_TOKENS", "demo:curator-demo-token"),
    ("DATA_DIR", ".data"),
    ("LISTEN", "127.0.0.1:8787"),
    // The embedded store warns of every condition that does not hold, and that is how races normally end.
    ("RUST_LOG", "info,dynoxide=error"),
    ("TABLE_NAME", "live-replay"),
];

/// Variables by name, with defaults.
#[derive(Clone)]
pub struct Environment {
    given: HashMap<String, String>,
    defaults: Vec<(&'static str, &'static str)>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .map(|(name, value)| {
                let [name, value] = [name, value].map(|text| text.to_string_lossy().into_owned());
                (name, value)
            })
            .collect()
    }

    /// Adds defaults for variables that are not given.
    pub(crate) fn assume(&mut self, defaults: &[(&'static str, &'static str)]) {
        self.defaults.extend(defaults);
    }

    /// A given value. A blank one counts as not given.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        let value = self.given.get(name)?.trim();
        Some(value).filter(|value| !value.is_empty())
    }

    /// A given value, or the default.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let default = || self.defaults.iter().find(|(known, _)| *known == name);
        self.given(name).or_else(|| Some(default()?.1))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Self {
            given: pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            defaults: DEFAULTS.into(),
        }
    }
}
