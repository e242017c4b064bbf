//! A function that is made anew when its secrets have changed.
//!
//! All secrets that are given by name are read in one request when the function starts. When the function refuses a
//! request because of a wrong secret (401, or the path of a callback), they are read again, at most once a minute; if
//! they differ, the function is made anew and asked once more. After 15 minutes they are read again anyway, so that a
//! removed secret stops working. If they can't be read or used, the old ones stay.

use crate::{
    SettingError, Unread, Vars,
    secrets::{Resolved, Secrets},
};
use std::{
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// After a refusal the secrets are read again, but not more often than this: anybody can send what is refused.
const REFUSAL_SECONDS: i64 = 60;
/// They are read again anyhow when they are so old, so that one that was taken away stops working.
const MAX_AGE_SECONDS: i64 = 900;

type Made<F> = Result<F, Box<dyn Error + Send + Sync>>;

/// A function, made of variables and of secrets that may change while it runs.
pub struct Renewing<F> {
    secrets: Secrets,
    make: Box<dyn Fn(Vars<'_>) -> Made<F> + Send + Sync>,
    state: Mutex<State<F>>,
}

struct State<F> {
    function: Arc<F>,
    resolved: Resolved,
    /// When the secrets were last asked for.
    read_at: i64,
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
    /// A setting is wrong, or something that it needs isn't there.
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
    /// [`StartError`] when there can't be one.
    pub async fn start(
        secrets: Secrets,
        now: i64,
        make: impl Fn(Vars<'_>) -> Made<F> + Send + Sync + 'static,
    ) -> Result<Self, StartError> {
        // Whoever starts it ends with the error as programmers see it; this is for those who look at logs.
        let tell = |error: &StartError| tracing::error!("the function can't start: {error}");
        let resolved = secrets.resolve(now).await.inspect_err(tell)?;
        let made = secrets.with(&resolved, &make).map_err(StartError::from);
        let function = Arc::new(made.inspect_err(tell)?);
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

    /// The function, made of secrets that are not too old.
    pub async fn current(&self, now: i64) -> Arc<F> {
        match self.renewed(now, MAX_AGE_SECONDS).await {
            Some(function) => function,
            None => Arc::clone(&self.state().function),
        }
    }

    /// Takes a request; and once more with other secrets, if there are any by now, where it was refused.
    pub async fn ask<R: Clone, A: Future>(
        &self,
        request: R,
        now: i64,
        handle: impl Fn(Arc<F>, R) -> A,
        refused: impl Fn(&A::Output) -> bool,
    ) -> A::Output {
        let answer = handle(self.current(now).await, request.clone()).await;
        if refused(&answer)
            && let Some(function) = self.renewed(now, REFUSAL_SECONDS).await
        {
            return handle(function, request).await;
        }
        answer
    }

    /// The function made of other secrets, if those that it has are so old and there are others.
    async fn renewed(&self, now: i64, age: i64) -> Option<Arc<F>> {
        if self.secrets.are_fixed() {
            return None;
        }
        {
            let mut state = self.state();
            if now - state.read_at < age {
                return None;
            }
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
