//! Writes metrics to the log.

use crate::Record;
use replay_grouping::Timestamp;
use replay_settings::{SettingError, Vars};
use std::{
    fmt,
    io::{Write, stdout},
    sync::Arc,
};

/// CloudWatch's limit for a namespace.
const MAX_NAMESPACE: usize = 255;

type Print = dyn Fn(&str) + Send + Sync;

/// Writes a function's metrics to standard output, which Lambda collects as its log. Without a namespace it writes nothing.
#[derive(Clone)]
pub struct Metrics {
    namespace: Option<String>,
    /// Whether CloudWatch makes metrics of all values, not only of the needed ones.
    all: bool,
    print: Arc<Print>,
}

impl Metrics {
    /// Reads `METRICS_NAMESPACE` and `METRICS`.
    ///
    /// # Errors
    /// When CloudWatch would refuse the namespace, or `METRICS` is neither `needed` nor `all`.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        const NAME: &str = "METRICS_NAMESPACE";
        let namespace = vars.optional(NAME);
        if namespace.as_deref().is_some_and(|name| !is_namespace(name)) {
            let problem = "must be up to 255 letters, digits, spaces and .-_/#: and not begin with AWS/ or a colon";
            return Err(SettingError::new(NAME, problem));
        }
        let all = match vars.optional("METRICS").as_deref() {
            None | Some("needed") => false,
            Some("all") => true,
            Some(_) => return Err(SettingError::new("METRICS", "must be needed or all")),
        };
        Ok(Self {
            namespace,
            all,
            print: Arc::new(to_stdout),
        })
    }

    /// Writes lines by `print` instead.
    #[must_use]
    pub fn printed_by(self, print: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self {
            print: Arc::new(print),
            ..self
        }
    }

    /// Whether metrics are written at all.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.namespace.is_some()
    }

    /// Writes what was measured at the Unix second `now`.
    pub fn write(&self, record: &Record, now: Timestamp) {
        let Some(namespace) = &self.namespace else {
            return;
        };
        for line in &record.lines {
            (self.print)(&line.json(namespace, self.all, now.0.saturating_mul(1_000)));
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics")
            .field("namespace", &self.namespace)
            .field("all", &self.all)
            .finish()
    }
}

/// `AWS/` is Amazon's.
fn is_namespace(name: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b" .-_/#:".contains(&byte);
    name.len() <= MAX_NAMESPACE
        && name.bytes().all(known)
        && !name.starts_with(':')
        && !name.starts_with("AWS/")
}

/// Writes the line in one call, so that other log output can't split it.
fn to_stdout(line: &str) {
    // Where the log can't be written, the error can't be logged either.
    let _ = stdout().lock().write_all(format!("{line}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(namespace: &str) -> Result<Metrics, SettingError> {
        let value = |name: &str| (name == "METRICS_NAMESPACE").then(|| namespace.to_owned());
        Metrics::read(Vars(&value))
    }

    #[test]
    fn a_namespace_is_one_that_cloudwatch_takes() {
        for name in ["Replays", "live replay/prod", "a.b-c_d/e#f:g", "AWS"] {
            assert!(read(name).unwrap().is_on(), "{name}");
        }
        let long = "x".repeat(256);
        for name in [":a", "AWS/Lambda", "a\"b", "a\nb", "é", long.as_str()] {
            assert_eq!(read(name).unwrap_err().name, "METRICS_NAMESPACE", "{name}");
        }
        for none in ["", " "] {
            assert!(!read(none).unwrap().is_on());
        }
    }
}
