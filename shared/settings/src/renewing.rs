//! Makes a function anew when its secrets have changed.
//!
//! All secrets that are given by name are read in one request when the function starts. When the function refuses a
//! request because of a wrong secret (401, or the path of a callback), they are read again, at most once a minute; if
//! they differ, the function is made anew and handles the request once more. After 15 minutes they are read again anyway, so that a
//! removed secret stops working. If they can't be read or used, the old ones stay.

use crate::{
    SettingError, Unread, Vars,
    secrets::{Resolved, Secrets},
};
use replay_grouping::{Seconds, Timestamp};
use std::{
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// After a refusal the secrets are read again, but at most this often, because anybody can send requests that are refused.
const REFUSAL_PAUSE: Seconds = Seconds::MINUTE;
/// Secrets of this age are read again in any case, so that a removed one stops working.
const MAX_AGE: Seconds = Seconds::MINUTE.times(15);

type Made<F> = Result<F, Box<dyn Error + Send + Sync>>;

/// A function that is made from variables, and made anew when its secrets change.
pub struct Renewing<F> {
    secrets: Secrets,
    make: Box<dyn Fn(Vars<'_>) -> Made<F> + Send + Sync>,
    state: Mutex<State<F>>,
}

struct State<F> {
    function: Arc<F>,
    resolved: Resolved,
    /// When the secrets were last read.
    read_at: Timestamp,
}

/// Why a function can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its secrets can't be read.
    #[error("{name} names a secret that can't be read: {source}")]
    Secrets {
        /// The first variable that names one.
        name: &'static str,
        /// What is wrong.
        source: Unread,
    },
    /// A setting is wrong, or something that the function needs is missing.
    #[error(transparent)]
    Make(#[from] Box<dyn Error + Send + Sync>),
}

impl From<SettingError> for StartError {
    fn from(error: SettingError) -> Self {
        Self::Make(error.into())
    }
}

impl<F> Renewing<F> {
    /// Reads the secrets at the Unix second `now`, and makes the function.
    ///
    /// # Errors
    /// [`StartError`] when the secrets can't be read or the function can't be made.
    pub async fn start(
        secrets: Secrets,
        now: Timestamp,
        make: impl Fn(Vars<'_>) -> Made<F> + Send + Sync + 'static,
    ) -> Result<Self, StartError> {
        // The caller exits with the error's `Debug` text; this is the readable one, for the log.
        let log = |error: &StartError| tracing::error!("the function can't start: {error}");
        let resolved = secrets.resolve(now).await.inspect_err(log)?;
        let made = secrets.with(&resolved, &make).map_err(StartError::from);
        let function = Arc::new(made.inspect_err(log)?);
        Ok(Self {
            secrets,
            make: Box::new(make),
            state: Mutex::new(State {
                function,
                resolved,
                read_at: now,
            }),
        })
    }

    /// The function, made from secrets that are not too old.
    pub async fn current(&self, now: Timestamp) -> Arc<F> {
        match self.renewed(now, MAX_AGE).await {
            Some(function) => function,
            None => Arc::clone(&self.state().function),
        }
    }

    /// Handles a request. Where it is refused and the secrets have changed, handles it once more with the new ones.
    pub async fn ask<R: Clone, A: Future>(
        &self,
        request: R,
        now: Timestamp,
        handle: impl Fn(Arc<F>, R) -> A,
        refused: impl Fn(&A::Output) -> bool,
    ) -> A::Output {
        let answer = handle(self.current(now).await, request.clone()).await;
        if refused(&answer)
            && let Some(function) = self.renewed(now, REFUSAL_PAUSE).await
        {
            return handle(function, request).await;
        }
        answer
    }

    /// The function made from new secrets, if the present ones are at least `age` seconds old and have changed.
    async fn renewed(&self, now: Timestamp, age: Seconds) -> Option<Arc<F>> {
        if self.secrets.are_fixed() {
            return None;
        }
        {
            let mut state = self.state();
            if now - state.read_at < age {
                return None;
            }
            // Before the secrets are read, so that other requests don't read them at the same time.
            state.read_at = now;
        }
        match self.secrets.resolve(now).await {
            Ok(resolved) => self.renew(resolved),
            Err(error) => {
                tracing::warn!("secrets were not read again: {error}");
                None
            }
        }
    }

    fn renew(&self, resolved: Resolved) -> Option<Arc<F>> {
        if self.state().resolved == resolved {
            return None;
        }
        match self.secrets.with(&resolved, &self.make) {
            Ok(function) => {
                tracing::info!("secrets have changed");
                let mut state = self.state();
                state.resolved = resolved;
                state.function = Arc::new(function);
                Some(Arc::clone(&state.function))
            }
            Err(error) => {
                tracing::error!("secrets have changed, and can't be used: {error}");
                None
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State<F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
