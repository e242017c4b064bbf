//! Tokens, each with the name of its holder. Only their digests are kept.

use replay_settings::{SettingError, Vars};
use replay_signature::TokenDigest;

/// Where a deployment is, guessing has to be hopeless. A token of which only the digest is given can't be measured.
const MIN_CHARACTERS: usize = 16;

/// Marks the digest of a token in the place of the token.
const DIGEST: &str = "sha256:";

/// At least one token, each with a name.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    variable: &'static str,
    all: Vec<Token>,
}

#[derive(Debug, Clone)]
struct Token {
    holder: String,
    digest: TokenDigest,
}

impl Tokens {
    pub(crate) fn required(vars: Vars<'_>, variable: &'static str) -> Result<Self, SettingError> {
        let required = SettingError::new(variable, "is required");
        let tokens = Self::optional(vars, variable)?;
        tokens.ok_or(required)
    }

    /// `None` without the variable. A list without a token is an error: it would let everybody in, or nobody.
    pub(crate) fn optional(
        vars: Vars<'_>,
        variable: &'static str,
    ) -> Result<Option<Self>, SettingError> {
        if vars.optional(variable).is_none() {
            return Ok(None);
        }
        let wrong = |problem| SettingError::new(variable, problem);
        let entries = vars.secrets(variable)?;
        let all = entries
            .iter()
            .map(|entry| Token::read(entry, vars.in_lambda()));
        let all: Vec<Token> = all.collect::<Result<_, _>>().map_err(wrong)?;
        if all.is_empty() {
            return Err(wrong(LIST.to_owned()));
        }
        for (i, token) in all.iter().enumerate() {
            let mut earlier = all[..i].iter();
            let same = |one: &&Token| one.digest == token.digest && one.holder != token.holder;
            if let Some(other) = earlier.find(same) {
                let problem = format!("{} and {} have the same token", other.holder, token.holder);
                return Err(wrong(problem));
            }
        }
        Ok(Some(Self { variable, all }))
    }

    pub(crate) fn digests(&self) -> impl Iterator<Item = &TokenDigest> {
        self.all.iter().map(|token| &token.digest)
    }

    /// The name of the token. It compares all of them, so that the time does not tell which one fits.
    pub(crate) fn holder(&self, candidate: &TokenDigest) -> Option<&str> {
        self.all.iter().fold(None, |found, token| {
            let matches = token.digest == *candidate;
            if matches {
                Some(token.holder.as_str())
            } else {
                found
            }
        })
    }

    /// # Errors
    /// When a token is in `others` too: its role would be ambiguous.
    pub(crate) fn share_no_token_with(&self, others: &Self) -> Result<(), SettingError> {
        for token in &self.all {
            if let Some(other) = others.holder(&token.digest) {
                let (holder, variable) = (&token.holder, others.variable);
                let problem = format!(
                    "{holder}: {variable} has the same token, for {other}; a token has one role"
                );
                return Err(SettingError::new(self.variable, problem));
            }
        }
        Ok(())
    }

    /// # Errors
    /// When a name is in `others` too: the history of a replay could not tell the two apart.
    pub(crate) fn share_no_name_with(&self, others: &Self) -> Result<(), SettingError> {
        let is_there = |name: &str| others.all.iter().any(|other| other.holder == name);
        let Some(token) = self.all.iter().find(|token| is_there(&token.holder)) else {
            return Ok(());
        };
        let problem = format!(
            "{}: {} has this name too, and the history of replays could not tell them apart",
            token.holder, others.variable
        );
        Err(SettingError::new(self.variable, problem))
    }
}

const LIST: &str = "must be a comma list of name:token";

impl Token {
    /// From `name:token` or `name:sha256:<digest>`; or what is wrong.
    fn read(entry: &str, in_lambda: bool) -> Result<Self, String> {
        let (holder, token) = entry.split_once(':').ok_or(LIST)?;
        let (holder, token) = (holder.trim(), token.trim());
        if holder.is_empty() || token.is_empty() {
            return Err(LIST.to_owned());
        }
        let prefix = token.get(..DIGEST.len());
        let digest = if prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(DIGEST)) {
            let digest = TokenDigest::from_hex(token[DIGEST.len()..].trim());
            digest.ok_or(format!(
                "{holder}: after sha256: there must be 64 hexadecimal digits"
            ))?
        } else if in_lambda && token.chars().count() < MIN_CHARACTERS {
            return Err(format!(
                "{holder}: a token must have at least {MIN_CHARACTERS} characters"
            ));
        } else {
            TokenDigest::of(token)
        };
        Ok(Self {
            holder: holder.to_owned(),
            digest,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::samples::config;
    use replay_signature::TokenDigest;

    const IN_LAMBDA: (&str, &str) = ("AWS_LAMBDA_FUNCTION_NAME", "replay-api-read");

    /// What is wrong with the variable of the first setting.
    #[track_caller]
    fn refused(settings: &[(&str, &str)], expected: &str) {
        let error = config(settings).unwrap_err();
        assert_eq!(
            (error.name, error.problem.as_str()),
            (settings[0].0, expected)
        );
    }

    #[test]
    fn tokens_are_long_in_lambda() {
        let short = ("CURATOR_TOKENS", "ada:fifteen-letters");
        assert!(config(&[short]).is_ok());
        refused(
            &[short, IN_LAMBDA],
            "ada: a token must have at least 16 characters",
        );
        let long = ("CURATOR_TOKENS", "ada:sixteen--letters");
        assert!(config(&[long, IN_LAMBDA]).is_ok());
        let seventeen_letters = ("CURATOR_TOKENS", "ada:ääääääääääääääää");
        assert!(config(&[seventeen_letters, IN_LAMBDA]).is_ok());
        for variable in ["VIEWER_TOKENS", "ADMIN_TOKENS"] {
            let settings = [(variable, "app:hunter2"), long, IN_LAMBDA];
            refused(&settings, "app: a token must have at least 16 characters");
        }
        let digest = TokenDigest::of("short").to_hex();
        let entry = format!("ada:sha256:{digest}");
        assert!(config(&[("CURATOR_TOKENS", &entry), IN_LAMBDA]).is_ok());
    }

    #[test]
    fn a_digest_has_its_form() {
        for wrong in [
            "",
            "hunter2",
            &"0".repeat(63),
            &"0".repeat(65),
            &"x".repeat(64),
        ] {
            for prefix in ["sha256", "SHA256"] {
                let entry = format!("bob:curator-token-2,ada:{prefix}:{wrong}");
                let expected = "ada: after sha256: there must be 64 hexadecimal digits";
                refused(&[("CURATOR_TOKENS", &entry)], expected);
            }
        }
    }

    #[test]
    fn a_token_has_one_holder_and_one_role() {
        refused(
            &[("CURATOR_TOKENS", "ada:hunter2,bob:hunter2")],
            "ada and bob have the same token",
        );
        // A person may have several tokens, so that one can replace another.
        assert!(config(&[("CURATOR_TOKENS", "ada:one,ada:two,ada:one")]).is_ok());
        let digest = TokenDigest::of("hunter2").to_hex();
        let same = [
            ("ADMIN_TOKENS", "eve:hunter2".to_owned()),
            ("ADMIN_TOKENS", format!("eve:sha256:{digest}")),
            ("VIEWER_TOKENS", "eve:hunter2".to_owned()),
        ];
        for (variable, entry) in same {
            refused(
                &[(variable, &entry), ("CURATOR_TOKENS", "ada:hunter2")],
                "eve: CURATOR_TOKENS has the same token, for ada; a token has one role",
            );
        }
        refused(
            &[
                ("VIEWER_TOKENS", "app:hunter2"),
                ("ADMIN_TOKENS", "eve:hunter2"),
            ],
            "app: ADMIN_TOKENS has the same token, for eve; a token has one role",
        );
        refused(
            &[
                ("ADMIN_TOKENS", "ada:hunter3"),
                ("CURATOR_TOKENS", "ada:hunter2"),
            ],
            "ada: CURATOR_TOKENS has this name too, and the history of replays could not tell them apart",
        );
        // No history shows a viewer's name.
        let viewer = [
            ("VIEWER_TOKENS", "ada:hunter3"),
            ("CURATOR_TOKENS", "ada:hunter2"),
        ];
        assert!(config(&viewer).is_ok());
    }
}
