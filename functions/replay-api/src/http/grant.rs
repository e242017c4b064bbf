//! Grants: with one of them in its address, a replay's own playlist opens without a token. Native players can't send any, and
//! what plays next to them should not get one.
//!
//! A grant is good for one replay, for what one audience sees of it, until the end of the hour after the one in which it was
//! made. It stays the same within the hour, and so does the body that holds it.

use crate::http::{Problem, Tokens};
use replay_grouping::{ReplayId, Timestamp};
use replay_settings::{SettingError, Vars};
use replay_signature::{GrantKey, Secret};

const KEY: &str = "GRANT_KEY";

/// Where a deployment is, guessing has to be hopeless.
const MIN_CHARACTERS: usize = 16;

/// A grant lasts to the end of the window after its own: an hour at least, two at most.
const WINDOW_SECONDS: i64 = 3_600;

/// The audience that somebody with a grant belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GrantedTo {
    Viewers,
    Curators,
}

impl GrantedTo {
    const ALL: [Self; 2] = [Self::Viewers, Self::Curators];

    /// What a grant begins with.
    fn letter(self) -> &'static str {
        match self {
            Self::Viewers => "v",
            Self::Curators => "c",
        }
    }
}

/// Makes grants and knows them again.
#[derive(Debug, Clone)]
pub(crate) struct Grants(GrantKey);

impl Grants {
    /// The variable that holds their key.
    pub(crate) const SECRET: &str = KEY;

    /// With `GRANT_KEY`, else with a key that follows from the curators' tokens.
    pub(crate) fn read(vars: Vars<'_>, curators: &Tokens) -> Result<Self, SettingError> {
        let Some(key) = vars.secret(KEY)? else {
            return Ok(Self(GrantKey::of_tokens(curators.digests())));
        };
        if vars.in_lambda() && key.chars().count() < MIN_CHARACTERS {
            let problem = format!("must have at least {MIN_CHARACTERS} characters");
            return Err(SettingError::new(KEY, problem));
        }
        let key = Secret::new(key).map_err(|empty| SettingError::new(KEY, empty.to_string()))?;
        Ok(Self(GrantKey::new(&key)))
    }

    /// A grant for the playlist of a replay.
    pub(crate) fn sign(&self, id: &ReplayId, to: GrantedTo, now: Timestamp) -> String {
        let signature = self
            .0
            .sign(&fields(id.as_str(), to, &window(now).to_string()));
        format!("{}{signature}", to.letter())
    }

    /// To whom a grant opens the playlist of the replay that a path names.
    pub(crate) fn check(
        &self,
        grant: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<GrantedTo, Problem> {
        let windows = [window(now), window(now) - 1].map(|window| window.to_string());
        let found = GrantedTo::ALL.into_iter().find(|to| {
            let Some(signature) = grant.strip_prefix(to.letter()) else {
                return false;
            };
            let is_of = |window: &String| self.0.has_signed(&fields(id, *to, window), signature);
            windows.iter().any(is_of)
        });
        found.ok_or(Problem::WRONG_GRANT)
    }
}

fn fields<'a>(id: &'a str, to: GrantedTo, window: &'a str) -> [&'a str; 4] {
    ["playlist", to.letter(), window, id]
}

fn window(now: Timestamp) -> i64 {
    now.0.div_euclid(WINDOW_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::config;

    const ID: &str = "4f8k2m0c9d7s1xqa";
    /// The first second of an hour.
    const HOUR: Timestamp = Timestamp(1_760_000_400);

    fn grants(settings: &[(&str, &str)]) -> Grants {
        config(settings).unwrap().authenticator.grants
    }

    fn later(seconds: i64) -> Timestamp {
        Timestamp(HOUR.0 + seconds)
    }

    #[test]
    fn a_grant_is_for_one_replay_one_audience_and_up_to_two_hours() {
        let grants = grants(&[]);
        let id: ReplayId = ID.parse().unwrap();
        for to in GrantedTo::ALL {
            let grant = grants.sign(&id, to, HOUR);
            assert_eq!(grant.len(), 65);
            assert_eq!(
                grants.sign(&id, to, later(3_599)),
                grant,
                "the same for an hour"
            );
            assert_ne!(grants.sign(&id, to, later(3_600)), grant);
            for at in [0, 3_599, 7_199] {
                assert_eq!(grants.check(&grant, ID, later(at)), Ok(to), "{at}");
            }
            let refused = |grant: &str, id: &str, at: i64| {
                assert_eq!(
                    grants.check(grant, id, later(at)),
                    Err(Problem::WRONG_GRANT)
                );
            };
            refused(&grant, ID, 7_200);
            refused(&grant, ID, -1);
            refused(&grant, "4f8k2m0c9d7s1xqb", 0);
            refused(&grant[1..], ID, 0);
            refused(&format!("{grant}0"), ID, 0);
            let (own, other) = match to {
                GrantedTo::Viewers => ("v", "c"),
                GrantedTo::Curators => ("c", "v"),
            };
            refused(&grant.replacen(own, other, 1), ID, 0);
            for nothing in ["", "v", "c", "房"] {
                refused(nothing, ID, 0);
            }
        }
    }

    #[test]
    fn the_key_is_its_own_or_follows_from_the_curators_tokens() {
        let id: ReplayId = ID.parse().unwrap();
        let grant =
            |settings: &[(&str, &str)]| grants(settings).sign(&id, GrantedTo::Viewers, HOUR);
        let own = ("GRANT_KEY", "0123456789abcdef");
        let tokens = ("CURATOR_TOKENS", "ada:of-ada,bob:of-bob");
        let reordered = ("CURATOR_TOKENS", "bob:of-bob,ada:of-ada");
        assert_eq!(grant(&[own]), grant(&[own, tokens]));
        assert_eq!(grant(&[tokens]), grant(&[reordered]));
        assert_ne!(grant(&[tokens]), grant(&[]));
        assert_ne!(grant(&[own]), grant(&[]));
    }

    #[test]
    fn in_lambda_a_key_is_long() {
        let lambda = ("AWS_LAMBDA_FUNCTION_NAME", "replay-api-read");
        let tokens = ("CURATOR_TOKENS", "ada:curator-token-16");
        let short = ("GRANT_KEY", "0123456789abcde");
        assert!(config(&[tokens, short]).is_ok());
        let error = config(&[lambda, tokens, short]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "GRANT_KEY must have at least 16 characters"
        );
    }
}
