//! What a deployment adds to the callbacks.

use crate::{InvalidName, Stream};

/// Values that callbacks lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// The push domain for old payloads, which have none.
    pub domain: String,
    /// The app for old payloads, which have none.
    pub app: String,
    /// The parameter of the push URL that names the broadcast, if the app uses one.
    pub session_param: Option<String>,
}

impl Defaults {
    /// # Errors
    /// [`InvalidName`] when a stream can't have this domain or app.
    pub fn new(
        domain: String,
        app: String,
        session_param: Option<String>,
    ) -> Result<Self, InvalidName> {
        Stream::new(&domain, &app, "any")?;
        Ok(Self {
            domain,
            app,
            session_param,
        })
    }
}
