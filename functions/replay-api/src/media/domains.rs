//! Domains in settings, each with all that lies under it.

use replay_settings::{SettingError, Vars};

/// Names of hosts, in lower case: a host is meant if it is one of them, or lies under one.
#[derive(Debug, Clone)]
pub(crate) struct Domains(Vec<String>);

impl Domains {
    /// `None` without the variable.
    pub(crate) fn read(
        vars: Vars<'_>,
        variable: &'static str,
    ) -> Result<Option<Self>, SettingError> {
        Ok(vars.domains(variable)?.map(Self))
    }

    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn only(domain: &str) -> Self {
        Self(vec![domain.to_owned()])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a host, in lower case, is one of them or lies under one.
    pub(crate) fn hold(&self, host: &str) -> bool {
        self.iter().any(|domain| lies_under(host, domain))
    }
}

/// Whether a host is a domain, or lies under it.
pub(crate) fn lies_under(host: &str, domain: &str) -> bool {
    let sub = host.strip_suffix(domain);
    sub.is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<Domains>, SettingError> {
        let value = |_: &str| Some(value.to_owned());
        Domains::read(Vars(&value), "DOMAINS")
    }

    #[test]
    fn a_domain_includes_its_subdomains() {
        let domains = read("Vod.Example.com, myqcloud.com,127.0.0.1,[::1]")
            .unwrap()
            .unwrap();
        for (host, held) in [
            ("vod.example.com", true),
            ("a.vod.example.com", true),
            ("150.vod2.myqcloud.com", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("example.com", false),
            ("evilvod.example.com", false),
            ("evilmyqcloud.com", false),
            ("vod.example.com.evil.com", false),
            ("vod.example.com.", false),
            ("", false),
        ] {
            assert_eq!(domains.hold(host), held, "{host}");
        }
        assert!(!Domains::none().hold("vod.example.com"));
    }

    #[test]
    fn only_names_of_hosts_are_domains() {
        assert!(read(" ").unwrap().is_none());
        for wrong in [
            ",",
            ".example.com",
            "example.com.",
            "a..example.com",
            "*.example.com",
            "https://vod.example.com",
            "vod.example.com/path",
            "vod.example.com:443",
            "user@vod.example.com",
            "[vod.example.com]",
            "vod.example.com,.",
        ] {
            let error = read(wrong).unwrap_err();
            assert_eq!(
                error.to_string(),
                "DOMAINS must be a comma list of domains",
                "{wrong}"
            );
        }
    }
}
