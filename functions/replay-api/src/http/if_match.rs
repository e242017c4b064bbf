//! `If-Match`: changes a replay only if it is still at the version that the client has read.

use crate::http::{Problem, etag};
use lambda_http::http::{HeaderMap, header::IF_MATCH};

/// What `If-Match` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Precondition {
    /// Nothing: the header is missing, or `*`.
    None,
    /// One of these versions. Tags that name no version match nothing.
    Versions(Vec<u64>),
}

impl Precondition {
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut versions = None;
        for header in headers.get_all(IF_MATCH) {
            let text = header.to_str().map_err(|_| Problem::IF_MATCH)?;
            if text.trim() == "*" {
                return Ok(Self::None);
            }
            let versions = versions.get_or_insert_with(Vec::new);
            for tag in text.split(',') {
                versions.extend(version(tag.trim())?);
            }
        }
        Ok(versions.map_or(Self::None, Self::Versions))
    }

    /// The versions of which one is wanted; `None` for any.
    pub(crate) fn versions(&self) -> Option<&[u64]> {
        match self {
            Self::None => None,
            Self::Versions(versions) => Some(versions),
        }
    }

    /// The version to which a change is bound, if the replay is at version `now`.
    pub(crate) fn expected(&self, now: u64) -> Result<Option<u64>, Problem> {
        match self {
            Self::None => Ok(None),
            Self::Versions(versions) if versions.contains(&now) => Ok(Some(now)),
            Self::Versions(_) => Err(Problem::version_mismatch(now)),
        }
    }
}

/// The version that a tag names. A weak tag does not identify a version. A version may stand without quotes: people
/// send it like that, and it can't mean anything else.
fn version(tag: &str) -> Result<Option<u64>, Problem> {
    if !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(tag.parse().ok());
    }
    let weak = tag.strip_prefix("W/");
    let quoted = weak.unwrap_or(tag).strip_prefix('"');
    let opaque = quoted.and_then(|rest| rest.strip_suffix('"'));
    let opaque = opaque.filter(|opaque| !opaque.contains('"'));
    let version = etag::version(opaque.ok_or(Problem::IF_MATCH)?);
    Ok(version.filter(|_| weak.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a change of a replay at version 7 is bound to.
    #[track_caller]
    fn check(headers: &[&str], expected: Result<Option<u64>, Problem>) {
        let map: HeaderMap = headers
            .iter()
            .map(|value| (IF_MATCH, value.parse().unwrap()))
            .collect();
        let bound = Precondition::read(&map).and_then(|condition| condition.expected(7));
        assert_eq!(bound, expected, "{headers:?}");
    }

    #[test]
    fn any_of_several_versions_matches() {
        check(&[], Ok(None));
        check(&["*"], Ok(None));
        check(&["\"7\""], Ok(Some(7)));
        check(&["7"], Ok(Some(7)));
        check(&["6, 7"], Ok(Some(7)));
        check(&["\"6\", 7"], Ok(Some(7)));
        check(&["\"7-44136fa355b3678a\""], Ok(Some(7)));
        check(&["\"6\", \"7\""], Ok(Some(7)));
        check(&["\"6\"", "\"7\""], Ok(Some(7)));
        check(&["\"6\",\"abc\",\"7\""], Ok(Some(7)));
    }

    #[test]
    fn another_version_does_not_match() {
        for header in [
            "\"6\"",
            "\"\"",
            "\"abc\"",
            "W/\"7\"",
            "\"77\"",
            "\"-7\"",
            "6",
            "70",
            "99999999999999999999999",
        ] {
            check(&[header], Err(Problem::version_mismatch(7)));
        }
    }

    #[test]
    fn a_malformed_header_is_refused() {
        for header in [
            "",
            "-7",
            "7a",
            "7-44136fa355b3678a",
            "W/7",
            "\"7",
            "7\"",
            "\"7\",",
            "\"7\" \"8\"",
            "*, \"7\"",
            "\"",
            "é",
        ] {
            check(&[header], Err(Problem::IF_MATCH));
        }
    }
}
