//! The identity of a resource, and its id in CloudFormation.

use std::fmt;

/// The id of a resource that could not be created. To delete it changes nothing.
pub(crate) const NOTHING: &str = "nothing-was-made";

/// The limit of Tencent's console.
const MAX_NAME: usize = 30;
/// The limit of the domain name system.
const MAX_DOMAIN: usize = 253;
/// Tencent documents no limit; this is more than anyone needs.
const MAX_APP: usize = 128;

/// The identity of a resource: the name of its templates, and the streams of its rules. Its id in CloudFormation is
/// `name@domain/app`. When one of these changes, CloudFormation creates another resource and then deletes the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The name of both templates.
    pub(crate) name: String,
    /// The push domain, in lower case.
    pub(crate) domain: String,
    pub(crate) app: String,
}

impl Identity {
    /// # Errors
    /// The property that is wrong, and what is wrong with it.
    pub(crate) fn new(
        name: &str,
        domain: &str,
        app: &str,
    ) -> Result<Self, (&'static str, &'static str)> {
        let plain = |text: &str, also: &[u8]| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || also.contains(&byte);
            !text.is_empty() && text.bytes().all(fits)
        };
        if !plain(name, b"_-") || name.len() > MAX_NAME {
            return Err(("Name", "must be 1 to 30 letters, digits, _ and -"));
        }
        let labels = domain.split('.').all(|label| plain(label, b"-"));
        if !labels || !domain.contains('.') || domain.len() > MAX_DOMAIN {
            return Err(("PushDomain", "must be a domain, without scheme or path"));
        }
        if !plain(app, b"_-.") || app.len() > MAX_APP {
            return Err(("AppName", "must be letters, digits, _, - and ."));
        }
        Ok(Self {
            name: name.to_owned(),
            domain: domain.to_ascii_lowercase(),
            app: app.to_owned(),
        })
    }

    /// Reads an id. `None` for an id that isn't ours, or of a resource that was never created.
    pub(crate) fn parse(id: &str) -> Option<Self> {
        let (name, place) = id.split_once('@')?;
        let (domain, app) = place.split_once('/')?;
        Self::new(name, domain, app).ok()
    }

    /// Whether both are for the same streams.
    pub(crate) fn is_for_streams_of(&self, other: &Self) -> bool {
        (&self.domain, &self.app) == (&other.domain, &other.app)
    }

    /// The streams, for people.
    pub(crate) fn place(&self) -> String {
        format!("{}/{}", self.domain, self.app)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}/{}", self.name, self.domain, self.app)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back() {
        let identity = Identity::new("a_B-9", "Push.example.com", "live.2").unwrap();
        assert_eq!(identity.to_string(), "a_B-9@push.example.com/live.2");
        assert_eq!(Identity::parse(&identity.to_string()), Some(identity));
        for id in [
            NOTHING,
            "",
            "a",
            "a@b",
            "a@push.example.com",
            "@push.example.com/live",
        ] {
            assert_eq!(Identity::parse(id), None, "{id}");
        }
    }

    #[test]
    fn a_wrong_part_is_named() {
        let long = "a".repeat(31);
        for (name, domain, app, wrong) in [
            ("", "push.example.com", "live", "Name"),
            (&*long, "push.example.com", "live", "Name"),
            ("回放", "push.example.com", "live", "Name"),
            ("a b", "push.example.com", "live", "Name"),
            ("a", "", "live", "PushDomain"),
            ("a", "push", "live", "PushDomain"),
            ("a", "push..com", "live", "PushDomain"),
            ("a", "https://push.example.com", "live", "PushDomain"),
            ("a", "push.example.com", "", "AppName"),
            ("a", "push.example.com", "live/x", "AppName"),
        ] {
            let error = Identity::new(name, domain, app).unwrap_err();
            assert_eq!(error.0, wrong, "{name} {domain} {app}");
        }
    }
}
