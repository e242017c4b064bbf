//! The names of streams, files, pushes and sessions.

use super::{Defaults, text::wraps_text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that can't be a name, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {problem}")]
pub struct InvalidName {
    /// Which name: `domain`, `app`, `stream_id`, `file_id`, `sequence` or `session`.
    pub what: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// The longest name that is accepted, in bytes. Three of them and their separators stay far below the 2,048 bytes of a
/// DynamoDB partition key.
pub const MAX_NAME_BYTES: usize = 512;

/// The longest domain or app, in bytes, as in the domain name system. A sort key, which holds both, has 1,024 at most.
pub const MAX_ADDRESS_BYTES: usize = 255;

fn checked(what: &'static str, name: &str, slash: bool) -> Result<String, InvalidName> {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.len() > MAX_NAME_BYTES {
        "is longer than 512 bytes"
    } else if name.chars().any(char::is_control) {
        "holds a control character"
    } else if !slash && name.contains('/') {
        "holds a slash"
    } else if !slash && name.len() > MAX_ADDRESS_BYTES {
        "is longer than 255 bytes"
    } else {
        return Ok(name.to_owned());
    };
    Err(InvalidName { what, problem })
}

/// One push address: push domain, application and stream name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stream {
    domain: String,
    app: String,
    stream_id: String,
}

impl Stream {
    /// Domain and app hold no slash, so that `domain/app/stream_id` reads back unambiguously.
    ///
    /// # Errors
    /// [`InvalidName`] when one of the three is empty, longer than 512 bytes (domain and app: 255), holds a control
    /// character, or, for domain and app, a slash.
    pub fn new(domain: &str, app: &str, stream_id: &str) -> Result<Self, InvalidName> {
        Ok(Self {
            domain: checked("domain", domain, false)?,
            app: checked("app", app, false)?,
            stream_id: checked("stream_id", stream_id, true)?,
        })
    }

    /// Whether both may be one stream of which some callbacks don't name the domain or the app: they differ only where one
    /// of them has the default.
    #[must_use]
    pub fn may_be(&self, other: &Self, defaults: &Defaults) -> bool {
        let same = |one: &str, other: &str, default: &str| {
            one == other || one == default || other == default
        };
        self != other
            && self.stream_id == other.stream_id
            && same(&self.domain, &other.domain, &defaults.domain)
            && same(&self.app, &other.app, &defaults.app)
    }

    /// The push domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The application: the path of the push address.
    #[must_use]
    pub fn app(&self) -> &str {
        &self.app
    }

    /// The stream name.
    #[must_use]
    pub fn stream_id(&self) -> &str {
        &self.stream_id
    }
}

/// `domain/app/stream_id`.
impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.domain, self.app, self.stream_id)
    }
}

/// The reverse of `Display`.
impl std::str::FromStr for Stream {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let mut names = text.splitn(3, '/');
        let mut next = || names.next().unwrap_or_default();
        Self::new(next(), next(), next())
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// # Errors
            /// [`InvalidName`] when empty, longer than 512 bytes or holding a control character.
            pub fn new(name: &str) -> Result<Self, InvalidName> {
                checked($what, name, true).map(Self)
            }
        }

        wraps_text!($type);

        impl TryFrom<String> for $type {
            type Error = InvalidName;

            fn try_from(name: String) -> Result<Self, InvalidName> {
                Self::new(&name)
            }
        }
    };
}

name!(
    /// The id of a file in VOD. Text, because the numbers outgrow `i64` and files in COS are called `appid_hash`.
    FileId,
    "file_id"
);
name!(
    /// What the begin and the end of one push share: a decimal number that may outgrow `i64`.
    Sequence,
    "sequence"
);
name!(
    /// The app's own name for a broadcast, which it puts into the push URL.
    SessionId,
    "session"
);
