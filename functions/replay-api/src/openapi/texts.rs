//! Patterns of texts in requests. They say what the code checks: a text that is trimmed may have space around it.

/// What Rust calls white space.
const SPACE: &str = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
/// What Rust calls control characters.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";

pub(crate) const ID: &str = "^[0-9a-hjkmnp-tv-z]{16}$";

/// The id of an event in quarantine: its fingerprint.
pub(crate) const FINGERPRINT: &str = "^[0-9a-f]{32}$";

/// The id of a recording task, which is Tencent's.
pub(crate) const TASK: &str = "^[!-~]{1,256}$";

/// `*`, or tags and versions with commas between them.
pub(crate) fn if_match() -> String {
    const TAG: &str = r#"((W/)?"[\u0020\u0021\u0023-\u002b\u002d-\u007e]*"|[0-9]+)"#;
    format!(r"^(\*|{TAG}( *, *{TAG})*)$")
}

/// A line of up to `most` characters.
pub(crate) fn line(most: usize) -> String {
    let (edge, inner) = (format!("[^{SPACE}{CONTROL}]"), format!("[^{CONTROL}]"));
    let middle = most - 2;
    format!("^[{SPACE}]*{edge}({inner}{{0,{middle}}}{edge})?[{SPACE}]*$")
}

/// A text of up to `most` characters.
pub(crate) fn text(most: usize) -> String {
    let edge = format!("[^{SPACE}]");
    let middle = most - 2;
    format!(r"^[{SPACE}]*{edge}([\s\S]{{0,{middle}}}{edge})?[{SPACE}]*$")
}

pub(crate) fn url() -> String {
    let plain = format!("[^{SPACE}{CONTROL}]");
    format!("^[{SPACE}]*[hH][tT][tT][pP][sS]?://[^/?#{SPACE}{CONTROL}]{plain}*[{SPACE}]*$")
}

pub(crate) fn name() -> String {
    format!("^[^{CONTROL}]+$")
}

pub(crate) fn address() -> String {
    format!("^[^/{CONTROL}]+$")
}

/// An offset from UTC, from -12:00 to +14:00; `Z` is none.
pub(crate) const UTC_OFFSET: &str =
    r"^(Z|[+-](0[0-9]|1[01]):[0-5][0-9]|\+1[23]:[0-5][0-9]|-12:00|\+14:00)$";
