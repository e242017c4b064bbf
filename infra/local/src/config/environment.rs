//! Variables by name, with defaults for those that the environment leaves open.

use replay_settings::SettingError;
use std::collections::HashMap;
use strsim::normalized_levenshtein;

/// The keys to AWS must be set, but nothing here checks them.
const DEFAULTS: [(&str, &str); 13] = [
    ("ALLOWED_ORIGINS", "*"),
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_REGION", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
    ("CALLBACK_KEYS", "replay-demo-key"),
    ("CONFIRM", "true"),
    // The stream of the embedded store has one shard.
    ("CONFIRM_PROCESSES", "1"),
    ("CURATOR_TOKENS", "demo:curator-demo-token"),
    ("DATA_DIR", ".data"),
    ("LISTEN", "127.0.0.1:8787"),
    // The embedded store warns of every condition that does not hold, and that is how races normally end.
    ("RUST_LOG", "info,dynoxide=error"),
    ("SCREENSHOT_DOMAINS", "myqcloud.com"),
    ("TABLE_NAME", "live-replay"),
];

/// How much a name must be like another one to be taken for it misspelt: one letter in five may be wrong.
const ALIKE_PER_MILLE: u32 = 800;

/// A name of so many letters that is only the beginning of another one is taken for it, too.
const SHORTEST_PREFIX: usize = 8;

/// All variables that the runner or a function reads.
pub(super) const VARIABLES: &[&str] = &[
    "ADMIN_TOKENS",
    "ALLOWED_ORIGINS",
    "AUDIT_EVERY_SECONDS",
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL_EVENTBRIDGE",
    "AWS_ENDPOINT_URL_SSM",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "CALLBACK_KEYS",
    "CALLBACK_PATH_TOKEN",
    "CONFIRM",
    "CONFIRM_PROCESSES",
    "COS_HOSTS",
    "CURATOR_TOKENS",
    "DAILY_CUT_UTC_OFFSET",
    "DATA_DIR",
    "DEAD_LETTERS",
    "DEFAULT_APP",
    "DEFAULT_PUSH_DOMAIN",
    "EVENTS_URL",
    "EVENT_BUS",
    "GRANT_KEY",
    "GROUPING_GAP_SECONDS",
    "HAS_TENCENT_KEYS",
    "INDEX_SHARDS",
    "LISTEN",
    "LIVE_ENDPOINT",
    "METRICS",
    "METRICS_NAMESPACE",
    "NEW_STREAMS_PER_MINUTE",
    "PLAYBACK_DOMAINS",
    "PLAYBACK_KEY",
    "PLAYBACK_TTL_SECONDS",
    "POLL_DEADLINE_SECONDS",
    "PUBLISH",
    "RECONCILE_EVERY_SECONDS",
    "RECORDING_LAG_SECONDS",
    "RUST_LOG",
    "SCREENSHOT_DOMAINS",
    "SESSION_PARAM",
    "SIGNATURE_GRACE_SECONDS",
    "SIMULATE",
    "SWEEP_EVERY_SECONDS",
    "SWEEP_OVERLAP_SECONDS",
    "TABLE_NAME",
    "TENCENT_SECRET_ID",
    "TENCENT_SECRET_KEY",
    "VIEWER_TOKENS",
    "VOD_ENDPOINT",
    "VOD_SUB_APP_ID",
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

    /// # Errors
    /// A variable that is set to nothing: whoever wrote it meant something.
    pub(crate) fn has_no_empty_one(&self) -> Result<(), SettingError> {
        let is_empty = |name: &&&str| {
            self.given
                .get(**name)
                .is_some_and(|it| it.trim().is_empty())
        };
        match VARIABLES.iter().find(is_empty) {
            None => Ok(()),
            Some(name) => {
                let problem = "is empty: leave it out to have the default";
                Err(SettingError::new(name, problem))
            }
        }
    }

    /// A sentence on each variable that nothing reads and that is called almost as one that is read.
    pub(crate) fn misspelt(&self) -> Vec<String> {
        let unknown = self.given.keys().map(String::as_str);
        let unknown = unknown.filter(|name| !VARIABLES.contains(name));
        let mut sentences: Vec<String> = unknown
            .filter_map(|name| {
                let written = name.to_ascii_uppercase();
                let likeness = |known: &&&str| match known.strip_prefix(written.as_str()) {
                    Some(_) if written.len() >= SHORTEST_PREFIX => 1_000,
                    _ => (normalized_levenshtein(&written, known) * 1e3) as u32,
                };
                let nearest = VARIABLES.iter().max_by_key(likeness)?;
                (likeness(&nearest) >= ALIKE_PER_MILLE)
                    .then(|| format!("nothing reads the variable {name}: did you mean {nearest}?"))
            })
            .collect();
        sentences.sort();
        sentences
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

#[cfg(test)]
mod tests {
    use super::{Environment, VARIABLES};
    use std::collections::BTreeSet;

    #[test]
    fn all_documented_variables_are_known() {
        let page = include_str!("../../../../docs/configuration.md");
        let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
        let names = rows.filter_map(|row| row.split('`').next());
        let documented: BTreeSet<&str> = names.collect();
        assert_eq!(documented, VARIABLES.iter().copied().collect());
    }

    #[track_caller]
    fn check(name: &str, meant: Option<&str>) {
        let environment: Environment = [(name, "value")].into_iter().collect();
        let sentence = |meant| format!("nothing reads the variable {name}: did you mean {meant}?");
        let expected: Vec<String> = meant.map(sentence).into_iter().collect();
        assert_eq!(environment.misspelt(), expected);
    }

    #[test]
    fn a_misspelt_variable_is_pointed_out_with_the_nearest_one() {
        check("CURATOR_TOKEN", Some("CURATOR_TOKENS"));
        check("CALBACK_KEYS", Some("CALLBACK_KEYS"));
        check("Listen", Some("LISTEN"));
        check("RECONCILE_EVERY", Some("RECONCILE_EVERY_SECONDS"));
        check("SWEEP_EVERY_SECOND", Some("SWEEP_EVERY_SECONDS"));
        for fine in [
            "CURATOR_TOKENS",
            "PATH",
            "HOME",
            "LISTEN_FDS",
            "AWS_PROFILE",
            "TERM",
        ] {
            check(fine, None);
        }
    }
}
