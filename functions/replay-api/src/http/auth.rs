//! Who sent a request, and what they may do.

use crate::http::{GrantedTo, Grants, Problem, Tokens};
use replay_grouping::Timestamp;
use replay_settings::{SettingError, Vars};
use replay_signature::TokenDigest;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, whatever token they send.
    Anyone,
    /// Everybody, or where `VIEWER_TOKENS` is set the holders of a token.
    Viewers,
    /// Holders of a curator's token, and admins.
    Curators,
    /// The same, but for a part of what the route does only admins: `with media=true`, for example. The endpoint asks for it.
    AdminsIf(&'static str),
    /// Holders of an admin's token. Where `ADMIN_TOKENS` isn't set, that is every curator.
    Admins,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller<'a> {
    Viewer,
    /// A person who decides what viewers see, by the name of their token.
    Curator(&'a str),
    /// A curator who may also do what can't be undone, or costs money.
    Admin(&'a str),
    /// Whoever has a grant.
    Granted(GrantedTo),
}

impl<'a> Caller<'a> {
    pub(crate) fn is_curator(self) -> bool {
        self.curator().is_some()
    }

    /// They see what curators see: here, or of the one replay for which they have a grant.
    pub(crate) fn sees_all(self) -> bool {
        self.is_curator() || self == Self::Granted(GrantedTo::Curators)
    }

    /// The name of the token.
    pub(crate) fn curator(self) -> Option<&'a str> {
        match self {
            Self::Viewer | Self::Granted(_) => None,
            Self::Curator(name) | Self::Admin(name) => Some(name),
        }
    }

    /// The audience to which cursors are bound.
    pub(crate) fn role(self) -> &'static str {
        match self.is_curator() {
            false => "viewer",
            true => "curator",
        }
    }
}

/// A grant, the replay that the path names, and when it came.
#[derive(Clone, Copy)]
pub(crate) struct Grant<'a> {
    pub(crate) text: &'a str,
    pub(crate) replay: &'a str,
    pub(crate) now: Timestamp,
}

/// Knows the tokens.
#[derive(Debug, Clone)]
pub(crate) struct Authenticator {
    curators: Tokens,
    /// Without them, every curator is an admin.
    admins: Option<Tokens>,
    /// Without them, viewers need no token.
    pub(crate) viewers: Option<Tokens>,
    pub(crate) grants: Grants,
}

impl Authenticator {
    /// The variables that hold tokens, and what grants are signed with.
    pub(crate) const SECRETS: [&str; 4] = [
        "CURATOR_TOKENS",
        "ADMIN_TOKENS",
        "VIEWER_TOKENS",
        Grants::SECRET,
    ];

    /// Reads the lists of tokens.
    ///
    /// # Errors
    /// The first that is missing or malformed, or when a token has two roles.
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let [curators, admins, viewers, _] = Self::SECRETS;
        let curators = Tokens::required(vars, curators)?;
        let admins = Tokens::optional(vars, admins)?;
        let viewers = Tokens::optional(vars, viewers)?;
        if let Some(admins) = &admins {
            admins.share_no_token_with(&curators)?;
            admins.share_no_name_with(&curators)?;
        }
        if let Some(viewers) = &viewers {
            viewers.share_no_token_with(&curators)?;
            admins
                .iter()
                .try_for_each(|admins| viewers.share_no_token_with(admins))?;
        }
        Ok(Self {
            grants: Grants::read(vars, &curators)?,
            curators,
            admins,
            viewers,
        })
    }

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
        let caller = self.holder(token).ok_or(Problem::WRONG_TOKEN)?;
        match (caller, access) {
            (Caller::Admin(_), _) | (Caller::Viewer, Access::Viewers) => Ok(caller),
            (Caller::Viewer | Caller::Granted(_), _) => Err(Problem::WRONG_TOKEN),
            (Caller::Curator(_), Access::Admins) => Err(Problem::ADMINS_ONLY),
            (Caller::Curator(_), _) => Ok(caller),
        }
    }

    /// Who sent a request for a replay with this grant. A token counts for more: with one, the grant isn't looked at.
    ///
    /// # Errors
    /// When the grant is for another replay, or has expired.
    pub(crate) fn authenticate_granted(
        &self,
        access: Access,
        authorization: Option<&[u8]>,
        grant: Option<Grant<'_>>,
    ) -> Result<Caller<'_>, Problem> {
        match (authorization, grant) {
            (None, Some(grant)) => {
                let granted = self.grants.check(grant.text, grant.replay, grant.now);
                granted.map(Caller::Granted)
            }
            (authorization, _) => self.authenticate(access, authorization),
        }
    }

    /// Who has this token. It looks into all lists, so that the time does not tell in which one it is.
    fn holder(&self, token: &str) -> Option<Caller<'_>> {
        let token = TokenDigest::of(token);
        let admin = (self.admins.as_ref()).and_then(|admins| admins.holder(&token));
        let viewer = (self.viewers.as_ref()).and_then(|viewers| viewers.holder(&token));
        let curator = self.curators.holder(&token).map(|name| match self.admins {
            Some(_) => Caller::Curator(name),
            None => Caller::Admin(name),
        });
        let viewer = viewer.map(|_| Caller::Viewer);
        admin.map(Caller::Admin).or(curator).or(viewer)
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

    const ACCESS: [Access; 5] = [
        Access::Anyone,
        Access::Viewers,
        Access::Curators,
        Access::AdminsIf("with a reason"),
        Access::Admins,
    ];

    /// The caller on a route of each [`ACCESS`], with a `!` behind the name of an admin; for a refusal its status.
    #[track_caller]
    fn check_all(settings: &[(&str, &str)], authorization: Option<&str>, expected: [&str; 5]) {
        let authenticator = config(settings).unwrap().authenticator;
        let actual = ACCESS.map(|access| {
            match authenticator.authenticate(access, authorization.map(str::as_bytes)) {
                Ok(Caller::Viewer) => "viewer".to_owned(),
                Ok(Caller::Curator(name)) => name.to_owned(),
                Ok(Caller::Admin(name)) => format!("{name}!"),
                Ok(Caller::Granted(_)) => "granted".to_owned(),
                Err(problem) => problem.code.status().as_str().to_owned(),
            }
        });
        assert_eq!(actual, expected);
    }

    /// The caller on a route for everybody, for viewers, and for the three kinds of curators' routes, where admins need no
    /// tokens of their own.
    #[track_caller]
    fn check(settings: &[(&str, &str)], authorization: Option<&str>, expected: [&str; 3]) {
        let [anyone, viewers, curators] = expected;
        check_all(
            settings,
            authorization,
            [anyone, viewers, curators, curators, curators],
        );
    }

    #[test]
    fn some_things_are_for_admins_where_there_are_some() {
        let digest = TokenDigest::of("of-carl").to_hex();
        let curators = format!("ada:of-ada,carl:sha256:{digest}");
        let settings = [
            ("CURATOR_TOKENS", curators.as_str()),
            ("ADMIN_TOKENS", "eve:of-eve"),
            ("VIEWER_TOKENS", "app:of-app"),
        ];
        for (token, expected) in [
            ("of-ada", ["viewer", "ada", "ada", "ada", "403"]),
            ("of-carl", ["viewer", "carl", "carl", "carl", "403"]),
            ("of-eve", ["viewer", "eve!", "eve!", "eve!", "eve!"]),
            ("of-app", ["viewer", "viewer", "401", "401", "401"]),
            ("of-nobody", ["viewer", "401", "401", "401", "401"]),
            // Whoever has read the setting has not the token.
            (&digest, ["viewer", "401", "401", "401", "401"]),
            (
                &format!("sha256:{digest}"),
                ["viewer", "401", "401", "401", "401"],
            ),
        ] {
            check_all(&settings, Some(&format!("Bearer {token}")), expected);
        }
        check_all(&settings, None, ["viewer", "401", "401", "401", "401"]);
    }

    #[test]
    fn viewers_need_a_token_only_where_there_are_some() {
        check(OPEN, None, ["viewer", "viewer", "401"]);
        check(CLOSED, None, ["viewer", "401", "401"]);
        check(
            CLOSED,
            Some("Bearer viewer-token"),
            ["viewer", "viewer", "401"],
        );
        check(
            CLOSED,
            Some("Bearer curator-token"),
            ["viewer", "ada!", "ada!"],
        );
    }

    #[test]
    fn every_curator_is_known_by_the_name_of_the_token() {
        check(
            OPEN,
            Some("Bearer curator-token"),
            ["viewer", "ada!", "ada!"],
        );
        check(OPEN, Some("bearer  b:ob"), ["viewer", "bob!", "bob!"]);
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
            check(OPEN, Some(wrong), ["viewer", "401", "401"]);
        }
    }
}
