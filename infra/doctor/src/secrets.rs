//! The secrets in the Parameter Store: that they are there, encrypted, and of the form that the functions take. Their values
//! stay in memory.

use crate::{Aws, Report, Settings};
use replay_settings::Vars;
use replay_signature::Secret;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The template's parameters that name a secret, and the variable that holds it.
const NAMED: [(&str, &str); 9] = [
    ("CallbackKeysName", "CALLBACK_KEYS"),
    ("CallbackPathTokenName", "CALLBACK_PATH_TOKEN"),
    ("CuratorTokensName", "CURATOR_TOKENS"),
    ("AdminTokensName", "ADMIN_TOKENS"),
    ("ViewerTokensName", "VIEWER_TOKENS"),
    ("GrantKeyName", "GRANT_KEY"),
    ("PlaybackKeyName", "PLAYBACK_KEY"),
    ("TencentSecretIdName", "TENCENT_SECRET_ID"),
    ("TencentSecretKeyName", "TENCENT_SECRET_KEY"),
];

/// Shorter ones can be guessed, and the functions refuse them in Lambda.
const MIN_KEY: usize = 8;
const MIN_TOKEN: usize = 16;
/// The longest key that Tencent's console takes, of letters and digits.
const MAX_KEY: usize = 32;
/// Marks the digest of a token in the place of the token.
const DIGEST: &str = "sha256:";

/// The secrets that are stored and well-formed, by variable.
#[derive(Debug, Default)]
pub(crate) struct Secrets(BTreeMap<&'static str, Secret>);

impl Secrets {
    /// The value; empty without one.
    pub(crate) fn get(&self, variable: &str) -> &str {
        self.0.get(variable).map_or("", Secret::expose)
    }

    /// The first of the tokens that isn't given as its digest.
    pub(crate) fn token(&self, variable: &str) -> Option<&str> {
        tokens_of(self.get(variable)).find(|token| !token.starts_with(DIGEST))
    }
}

/// Reads all secrets that the parameters name.
pub(crate) fn read(aws: &Aws, settings: &Settings, report: &mut Report) -> Secrets {
    let mut secrets = Secrets::default();
    let named: Vec<_> = NAMED
        .into_iter()
        .filter(|(parameter, _)| !settings.parameter(parameter).is_empty())
        .collect();
    let mut words = vec!["ssm", "get-parameters", "--with-decryption", "--names"];
    // AWS refuses a name that is asked for twice.
    let names: BTreeSet<&str> = named.iter().map(|(it, _)| settings.parameter(it)).collect();
    words.extend(names);
    let answer = match aws.ask(&words) {
        Ok(answer) => answer,
        Err(error) if error.is_denied() => {
            report.warning(
                "secrets",
                format!("can't be looked at, and so isn't Tencent: {error}"),
            );
            return secrets;
        }
        Err(error) => {
            report.wrong("secrets", format!("can't be read: {error}"));
            return secrets;
        }
    };
    for (parameter, variable) in named {
        let name = settings.parameter(parameter);
        let stored = answer["Parameters"].as_array().into_iter().flatten();
        let Some(stored) = stored.into_iter().find(|it| it["Name"] == *name) else {
            report.wrong(parameter, format!("{name} is not stored: {}", put(name)));
            continue;
        };
        match judged(variable, stored, settings) {
            Ok(told) => {
                report.ok(parameter, format!("{name}: {told}"));
                let value = stored["Value"].as_str().unwrap_or_default();
                if let Ok(value) = Secret::new(value.trim()) {
                    secrets.0.insert(variable, value);
                }
            }
            Err(problem) => report.wrong(parameter, format!("{name} {problem}")),
        }
    }
    check_roles(&secrets, report);
    secrets
}

/// A token has one role.
fn check_roles(secrets: &Secrets, report: &mut Report) {
    let lists = NAMED
        .into_iter()
        .filter(|(_, variable)| variable.ends_with("_TOKENS"));
    let lists: Vec<_> = lists
        .map(|(parameter, variable)| (parameter, secrets.get(variable)))
        .collect();
    for (i, (parameter, list)) in lists.iter().enumerate() {
        for (other, others) in &lists[..i] {
            if tokens_of(list).any(|token| tokens_of(others).any(|it| it == token)) {
                report.wrong(
                    parameter,
                    format!("{other} has the same token, and a token has one role"),
                );
            }
        }
    }
}

fn tokens_of(list: &str) -> impl Iterator<Item = &str> {
    entries(list).filter_map(|entry| Some(entry.split_once(':')?.1.trim()))
}

/// The command that stores a secret. In the documents, `put` and `random` are its short forms.
fn put(name: &str) -> String {
    format!(
        "aws ssm put-parameter --type SecureString --name {name} --value … (docs/deploy.md, step 1)"
    )
}

/// What a stored parameter holds, without its value.
fn judged(variable: &str, stored: &Value, settings: &Settings) -> Result<String, String> {
    if stored["Type"] != "SecureString" {
        return Err(
            "is stored in clear text: delete it, and store it with --type SecureString".to_owned(),
        );
    }
    let value = stored["Value"].as_str().unwrap_or_default();
    match problem_of(variable, value, settings.sets_up_tencent()) {
        Some(problem) => Err(problem),
        None => Ok(match variable {
            "CALLBACK_KEYS" => count(value, "key"),
            "CURATOR_TOKENS" | "ADMIN_TOKENS" | "VIEWER_TOKENS" => count(value, "token"),
            _ => "stored".to_owned(),
        }),
    }
}

fn count(list: &str, what: &str) -> String {
    let number = entries(list).count();
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    let entries = list.split(',').map(str::trim);
    entries.filter(|entry| !entry.is_empty())
}

/// Why the functions would not take this value in Lambda. The problem doesn't hold the value.
#[must_use]
pub fn problem_of(variable: &str, value: &str, sets_up_tencent: bool) -> Option<String> {
    let get = |_: &str| Some(value.to_owned());
    let vars = Vars(&get);
    let problem = match variable {
        "CALLBACK_KEYS" => callback_keys(value, sets_up_tencent),
        "CURATOR_TOKENS" | "ADMIN_TOKENS" | "VIEWER_TOKENS" => tokens(value),
        "CALLBACK_PATH_TOKEN" => match vars.secret_segment("CALLBACK_PATH_TOKEN") {
            Ok(token) => token.is_none().then(|| "is empty".to_owned()),
            Err(wrong) => Some(wrong.problem),
        },
        "GRANT_KEY" if value.trim().chars().count() < MIN_TOKEN => Some(format!(
            "has fewer than {MIN_TOKEN} characters, and can be guessed"
        )),
        _ => match vars.secret("the secret") {
            Ok(secret) => secret.is_none().then(|| "is empty".to_owned()),
            Err(wrong) => Some(wrong.problem),
        },
    };
    match entries(value).any(|entry| entry.starts_with("ssm:")) {
        true => Some("holds the name of a parameter instead of a secret".to_owned()),
        false => problem,
    }
}

fn callback_keys(list: &str, sets_up_tencent: bool) -> Option<String> {
    let first = entries(list).next();
    let Some(first) = first else {
        return Some("is empty".to_owned());
    };
    let plain = first.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if sets_up_tencent && !(plain && first.len() <= MAX_KEY) {
        return Some(format!(
            "must begin with a key of at most {MAX_KEY} letters and digits, as Tencent takes it"
        ));
    }
    short(entries(list), MIN_KEY, "key")
}

fn tokens(list: &str) -> Option<String> {
    let mut found = Vec::new();
    for entry in entries(list) {
        match entry
            .split_once(':')
            .map(|(name, token)| (name.trim(), token.trim()))
        {
            Some((name, token)) if !name.is_empty() && !token.is_empty() => found.push(token),
            _ => return Some("must be a comma list of name:token".to_owned()),
        }
    }
    if found.is_empty() {
        return Some("is empty".to_owned());
    }
    let digests = found.iter().filter_map(|token| token.strip_prefix(DIGEST));
    let mut digests = digests.map(str::trim);
    let hex =
        |digest: &str| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !digests.all(hex) {
        return Some(format!("holds a {DIGEST} without 64 hex digits behind it"));
    }
    let plain = found.into_iter().filter(|token| !token.starts_with(DIGEST));
    short(plain, MIN_TOKEN, "token")
}

fn short<'a>(secrets: impl Iterator<Item = &'a str>, least: usize, what: &str) -> Option<String> {
    let number = secrets.into_iter().position(|secret| secret.len() < least);
    number.map(|number| {
        let number = number + 1;
        format!("holds a {what} of fewer than {least} characters (number {number}), which can be guessed")
    })
}
