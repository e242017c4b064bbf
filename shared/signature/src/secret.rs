//! A text that must stay secret.

use std::fmt;
use subtle::ConstantTimeEq;

/// A key or token. `Debug` hides it and it has no `Display`, so that no log holds it by accident.
#[derive(Clone)]
pub struct Secret(String);

/// The secret is empty, and would let everybody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret is empty")]
pub struct EmptySecret;

impl Secret {
    /// # Errors
    /// [`EmptySecret`] when it is empty.
    pub fn new(secret: impl Into<String>) -> Result<Self, EmptySecret> {
        let secret = secret.into();
        if secret.is_empty() {
            return Err(EmptySecret);
        }
        Ok(Self(secret))
    }

    /// Whether `candidate` is this secret, in a time that depends on nothing but its length.
    #[must_use]
    pub fn matches(&self, candidate: &str) -> bool {
        self.0.as_bytes().ct_eq(candidate.as_bytes()).into()
    }

    /// The secret itself, for the one place that needs its text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{EmptySecret, Secret};

    #[test]
    fn only_the_whole_secret_matches() -> Result<(), EmptySecret> {
        let secret = Secret::new("replay-demo-key")?;
        assert!(secret.matches("replay-demo-key"));
        for other in ["", "replay-demo-ke", "replay-demo-keyy", "Replay-demo-key"] {
            assert!(!secret.matches(other), "{other}");
        }
        Ok(())
    }

    #[test]
    fn debug_hides_it() -> Result<(), EmptySecret> {
        assert_eq!(format!("{:?}", Secret::new("hunter2")?), "Secret(…)");
        Ok(())
    }

    #[test]
    fn an_empty_secret_is_refused() {
        assert_eq!(Secret::new("").err(), Some(EmptySecret));
    }
}
