//! Reads environment variables.

use std::{fmt, net::Ipv6Addr, str::FromStr};

/// Marks the name of a parameter of Systems Manager in the place of a secret.
pub(crate) const REFERENCE: &str = "ssm:";

/// Whoever has seen one signed callback can try keys at home, so that a shorter one is soon found.
const MIN_CALLBACK_KEY: usize = 8;

/// Looks up a variable's value by its name. An empty value counts as missing.
#[derive(Clone, Copy)]
pub struct Vars<'a>(pub &'a dyn Fn(&str) -> Option<String>);

/// A setting that is missing or malformed. It names the variable, and never holds its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}")]
pub struct SettingError {
    /// The variable.
    pub name: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl SettingError {
    /// A problem with one variable.
    #[must_use]
    pub fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self {
            name,
            problem: problem.into(),
        }
    }
}

impl Vars<'_> {
    /// A text that may be left out.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.0)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// Whether this is a function in Lambda, which names it so. Its secrets must be long.
    #[must_use]
    pub fn in_lambda(&self) -> bool {
        self.optional("AWS_LAMBDA_FUNCTION_NAME").is_some()
    }

    /// A text.
    ///
    /// # Errors
    /// When it is missing.
    pub fn required(&self, name: &'static str) -> Result<String, SettingError> {
        self.optional(name)
            .ok_or_else(|| SettingError::new(name, "is required"))
    }

    /// A comma list; empty when left out.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        let list = self.optional(name).unwrap_or_default();
        list.split(',')
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect()
    }

    /// A comma list of names or addresses of hosts, in lower case; `None` when left out.
    ///
    /// # Errors
    /// When one is no host: with a scheme, a port, a path or a wildcard.
    pub fn domains(&self, name: &'static str) -> Result<Option<Vec<String>>, SettingError> {
        if self.optional(name).is_none() {
            return Ok(None);
        }
        let domains: Vec<String> = (self.list(name).iter())
            .map(|domain| domain.to_ascii_lowercase())
            .collect();
        if domains.is_empty() || !domains.iter().all(|domain| is_host(domain)) {
            return Err(SettingError::new(name, "must be a comma list of domains"));
        }
        Ok(Some(domains))
    }

    /// A comma list of secrets; empty when left out.
    ///
    /// # Errors
    /// When one is still the name of a parameter, so that a name is never used as a secret by accident.
    pub fn secrets(&self, name: &'static str) -> Result<Vec<String>, SettingError> {
        let list = self.list(name);
        if list.iter().any(|secret| secret.starts_with(REFERENCE)) {
            return Err(SettingError::new(
                name,
                "must be given as values here, not as ssm: references",
            ));
        }
        Ok(list)
    }

    /// The keys of callbacks, a comma list. In Lambda they must be long.
    ///
    /// # Errors
    /// As [`Vars::secrets`]; also when there is none, or one is too short.
    pub fn callback_keys(&self, name: &'static str) -> Result<Vec<String>, SettingError> {
        let keys = self.secrets(name)?;
        if keys.is_empty() {
            return Err(SettingError::new(name, "is required"));
        }
        let is_short = |key: &String| key.chars().count() < MIN_CALLBACK_KEY;
        match keys.iter().position(is_short).filter(|_| self.in_lambda()) {
            None => Ok(keys),
            Some(place) => Err(SettingError::new(
                name,
                format!(
                    "must hold keys of at least {MIN_CALLBACK_KEY} characters; number {} has fewer",
                    place + 1
                ),
            )),
        }
    }

    /// A secret that may be left out.
    ///
    /// # Errors
    /// As [`Vars::secrets`]; also when there are several.
    pub fn secret(&self, name: &'static str) -> Result<Option<String>, SettingError> {
        let mut secrets = self.secrets(name)?.into_iter();
        match (secrets.next(), secrets.next()) {
            (_, Some(_)) => Err(SettingError::new(name, "must be one value")),
            (secret, None) => Ok(secret),
        }
    }

    /// A secret that is part of a path, and may be left out.
    ///
    /// # Errors
    /// As [`Vars::secret`]; also when it would have to be escaped in a path.
    pub fn secret_segment(&self, name: &'static str) -> Result<Option<String>, SettingError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let segment = self.secret(name)?;
        if segment.as_ref().is_some_and(|it| !it.bytes().all(plain)) {
            return Err(SettingError::new(name, "must be letters, digits and -._~"));
        }
        Ok(segment)
    }

    /// The address of a service that may be left out.
    ///
    /// # Errors
    /// When it is not an HTTP URL.
    pub fn endpoint(&self, name: &'static str) -> Result<Option<String>, SettingError> {
        let url = self.optional(name);
        let is_url = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        if url.as_ref().is_some_and(|url| !is_url(url)) {
            return Err(SettingError::new(
                name,
                "must be a URL with http:// or https://",
            ));
        }
        Ok(url)
    }

    /// A whole number in a range.
    ///
    /// # Errors
    /// When it is no whole number or out of range.
    pub fn number<T>(
        &self,
        name: &'static str,
        default: T,
        range: std::ops::RangeInclusive<T>,
    ) -> Result<T, SettingError>
    where
        T: FromStr + PartialOrd + fmt::Display,
    {
        let Some(text) = self.optional(name) else {
            return Ok(default);
        };
        text.parse()
            .ok()
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let (from, to) = (range.start(), range.end());
                SettingError::new(name, format!("must be a whole number from {from} to {to}"))
            })
    }
}

/// A name, or an address of IPv4 or in brackets IPv6.
fn is_host(domain: &str) -> bool {
    let inside = domain.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    if let Some(inside) = inside {
        return inside.parse::<Ipv6Addr>().is_ok();
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(plain);
    domain.split('.').all(is_label)
}
