//! Why there is no answer.

use std::{error::Error, io};

/// Why a request got no answer. No variant holds the address.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No connection was made within the client's connect timeout, or the system gave a silent one up.
    #[error("the connection timed out")]
    ConnectionTimedOut,
    /// The answer was not complete at the deadline.
    #[error("the answer took too long")]
    TimedOut,
    /// The body is larger than this many bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The server can't be reached, or the connection broke.
    #[error("the connection failed")]
    Connection(#[source] Box<dyn Error + Send + Sync>),
}

impl SendError {
    /// A timed out connection looks like any other that failed, except for its innermost cause.
    pub(crate) fn connection(error: Box<dyn Error + Send + Sync>) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error.as_ref());
        while let Some(error) = cause {
            let io = error.downcast_ref::<io::Error>();
            if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
                return Self::ConnectionTimedOut;
            }
            cause = error.source();
        }
        Self::Connection(error)
    }
}

/// An error and all its causes in one line, for logs.
#[must_use]
pub fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    line
}
