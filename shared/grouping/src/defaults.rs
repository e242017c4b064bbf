//! What a deployment adds to what callbacks say.

use crate::{InvalidName, Stream};

/// What a deployment adds to what callbacks say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// The push domain of old payloads, which have none.
    pub domain: String,
    /// The app of old payloads, which have none.
    pub app: String,
    /// Which parameter of the push URL names the broadcast, if one does.
    pub session_param: Option<String>,
}

impl Defaults {
    /// Takes names that a stream can have.
    ///
    /// # Errors
    /// [`InvalidName`] says which of the two can't be one.
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
