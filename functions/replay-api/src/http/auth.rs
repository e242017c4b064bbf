//! Tokens, and what their holders may do.

use crate::http::Problem;
use replay_settings::{SettingError, Vars};
use replay_signature::Secret;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, whatever token they send.
    Anyone,
    /// Everybody, or where `VIEWER_TOKENS` is set the holders of a token.
    Viewers,
    /// Holders of a curator's token.
    Curators,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller<'a> {
    Viewer,
    /// A person who decides what viewers see, by the name of their token.
    Curator(&'a str),
}

impl Caller<'_> {
    pub(crate) fn is_curator(self) -> bool {
        matches!(self, Self::Curator(_))
    }

    /// The role to which cursors are bound.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Curator(_) => "curator",
        }
    }
}

/// At least one token, each with a name.
#[derive(Debug, Clone)]
pub(crate) struct Tokens(Vec<(String, Secret)>);

impl Tokens {
    pub(crate) fn required(vars: Vars<'_>, name: &'static str) -> Result<Self, SettingError> {
        let tokens = vars.secrets(name)?;
        if tokens.is_empty() {
            return Err(SettingError::new(name, "is required"));
        }
        Self::new(name, &tokens)
    }

    /// `None` without the variable. A list without a token is an error: it would let everybody in.
    pub(crate) fn optional(
        vars: Vars<'_>,
        name: &'static str,
    ) -> Result<Option<Self>, SettingError> {
        let set = vars.optional(name);
        set.map(|_| Self::new(name, &vars.secrets(name)?))
            .transpose()
    }

    fn new(name: &'static str, list: &[String]) -> Result<Self, SettingError> {
        let token = |item: &String| {
            let (name, token) = item.split_once(':')?;
            let (name, token) = (name.trim(), Secret::new(token.trim()).ok()?);
            (!name.is_empty()).then(|| (name.to_owned(), token))
        };
        let tokens: Option<Vec<_>> = list.iter().map(token).collect();
        tokens
            .filter(|tokens| !tokens.is_empty())
            .map(Self)
            .ok_or_else(|| SettingError::new(name, "must be a comma list of name:token"))
    }

    /// The name of the token. It compares all of them, so that the time does not tell which one fits.
    fn holder(&self, candidate: &str) -> Option<&str> {
        self.0.iter().fold(None, |found, (name, token)| {
            let matches = token.matches(candidate);
            if matches { Some(name.as_str()) } else { found }
        })
    }
}

/// Knows the tokens.
#[derive(Debug, Clone)]
pub(crate) struct Authenticator {
    pub(crate) curators: Tokens,
    /// Without them, viewers need no token.
    pub(crate) viewers: Option<Tokens>,
}

impl Authenticator {
    /// Who sent a request with this `Authorization` header.
    ///
    /// An unknown token is refused even where none is needed: its sender expects to see more than a viewer does.
    pub(crate) fn authenticate(
        &self,
        access: Access,
        authorization: Option<&[u8]>,
    ) -> Result<Caller<'_>, Problem> {
        if access == Access::Anyone {
            return Ok(Caller::Viewer);
        }
        let Some(authorization) = authorization else {
            let free = access == Access::Viewers && self.viewers.is_none();
            return free.then_some(Caller::Viewer).ok_or(Problem::NO_TOKEN);
        };
        let token = bearer(authorization).ok_or(Problem::WRONG_TOKEN)?;
        let curator = self.curators.holder(token);
        let viewer = self.viewers.as_ref().and_then(|all| all.holder(token));
        match (curator, viewer, access) {
            (Some(name), _, _) => Ok(Caller::Curator(name)),
            (None, Some(_), Access::Viewers) => Ok(Caller::Viewer),
            _ => Err(Problem::WRONG_TOKEN),
        }
    }
}

/// The token of `Bearer <token>`.
fn bearer(authorization: &[u8]) -> Option<&str> {
    let (scheme, token) = str::from_utf8(authorization).ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::config;

    const OPEN: &[(&str, &str)] = &[("CURATOR_TOKENS", "ada:curator-token, bob:b:ob")];
    const CLOSED: &[(&str, &str)] = &[("VIEWER_TOKENS", "app:viewer-token")];

    /// The caller on a route for everybody, viewers and curators; `-` for a refusal.
    #[track_caller]
    fn check(settings: &[(&str, &str)], authorization: Option<&str>, expected: [&str; 3]) {
        let authenticator = config(settings).unwrap().authenticator;
        let actual = [Access::Anyone, Access::Viewers, Access::Curators].map(|access| {
            match authenticator.authenticate(access, authorization.map(str::as_bytes)) {
                Ok(Caller::Viewer) => "viewer".to_owned(),
                Ok(Caller::Curator(name)) => name.to_owned(),
                Err(_) => "-".to_owned(),
            }
        });
        assert_eq!(actual, expected);
    }

    #[test]
    fn viewers_need_a_token_only_where_there_are_some() {
        check(OPEN, None, ["viewer", "viewer", "-"]);
        check(CLOSED, None, ["viewer", "-", "-"]);
        check(
            CLOSED,
            Some("Bearer viewer-token"),
            ["viewer", "viewer", "-"],
        );
        check(
            CLOSED,
            Some("Bearer curator-token"),
            ["viewer", "ada", "ada"],
        );
    }

    #[test]
    fn every_curator_is_known_by_the_name_of_the_token() {
        check(OPEN, Some("Bearer curator-token"), ["viewer", "ada", "ada"]);
        check(OPEN, Some("bearer  b:ob"), ["viewer", "bob", "bob"]);
    }

    #[test]
    fn an_unknown_token_is_refused_even_where_none_is_needed() {
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "curator-token",
            "Basic curator-token",
            "Bearer ada:curator-token",
            "Bearer curator-toke",
            "Bearer curator-token, Bearer curator-token",
            "Bearer viewer-token",
        ] {
            check(OPEN, Some(wrong), ["viewer", "-", "-"]);
        }
    }
}
