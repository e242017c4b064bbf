//! `ETag` and `If-None-Match`: a client that has a body already does not get it again.

use lambda_http::http::{HeaderMap, header::IF_NONE_MATCH};
use sha2::{Digest, Sha256};

/// The strong `ETag` of a body: 64 bits of its hash, after the version of the replay in it, if there is one.
pub(crate) fn tag(version: Option<u64>, body: &str) -> String {
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(body).into();
    let hash = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let version = version.map_or_else(String::new, |version| format!("{version}-"));
    format!("\"{version}{hash:016x}\"")
}

/// The version in a tag: all of the tag, or the part before the hash.
pub(crate) fn version(opaque: &str) -> Option<u64> {
    let version = match opaque.split_once('-') {
        Some((version, hash)) if hash.len() == 16 => version,
        Some(_) => return None,
        None => opaque,
    };
    let plain = version.bytes().all(|byte| byte.is_ascii_digit());
    version.parse().ok().filter(|_| plain)
}

/// Whether `If-None-Match` names this tag.
pub(crate) fn has(asked: &HeaderMap, etag: &str) -> bool {
    let lists = asked.get_all(IF_NONE_MATCH).iter();
    let mut known = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_depends_on_the_body_and_names_the_version() {
        assert_eq!(tag(None, "{}"), "\"44136fa355b3678a\"");
        assert_eq!(tag(Some(7), "{}"), "\"7-44136fa355b3678a\"");
        assert_ne!(tag(Some(7), "{} "), tag(Some(7), "{}"));
    }

    #[test]
    fn a_version_is_found_in_a_tag_and_alone() {
        for (opaque, expected) in [
            ("7", Some(7)),
            ("7-44136fa355b3678a", Some(7)),
            ("44136fa355b3678a", None),
            ("7-", None),
            ("-7", None),
            ("+7", None),
            ("", None),
        ] {
            assert_eq!(version(opaque), expected, "{opaque}");
        }
    }

    #[test]
    fn any_of_several_tags_matches() {
        let has = |header: &str| {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, header.parse().unwrap())]);
            has(&headers, "\"a\"")
        };
        for header in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(has(header), "{header}");
        }
        assert!(!has("\"b\"") && !has("a"));
    }
}
