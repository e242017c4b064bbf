//! Fields that several request bodies have, and how others are read.

use crate::http::{Problem, field};
use replay_grouping::{Defaults, InvalidName, Stream};
use replay_store::Scope;
use serde_json::Value;
use std::ops::RangeInclusive;

/// As much as browsers and proxies take.
pub(crate) const MAX_URL_BYTES: usize = 2_048;

// JSON Schema counts characters, not bytes: it refuses some names of other characters than ASCII that are short enough.

field!(
    /// The name of a stream or a file. The types that are made of it know what it may hold.
    Name(String),
    "must be a text",
    text,
    serde_json::json!({
        "type": "string", "minLength": 1, "maxLength": replay_grouping::MAX_NAME_BYTES,
        "pattern": crate::openapi::texts::name(),
    }),
);

field!(
    /// A push domain or an app.
    Address(String),
    "must be a text",
    text,
    serde_json::json!({
        "type": "string", "minLength": 1, "maxLength": replay_grouping::MAX_ADDRESS_BYTES,
        "pattern": crate::openapi::texts::address(),
    }),
);

field!(
    /// A URL on the web: nothing that a page would run.
    WebUrl(String),
    "must be null or an http or https URL of at most 2048 bytes",
    web_url,
    serde_json::json!({
        "type": "string", "maxLength": MAX_URL_BYTES, "pattern": crate::openapi::texts::url(),
    }),
);

/// The stream that a body names, with the defaults of the deployment for what it leaves out.
pub(crate) fn stream(
    stream_id: &Name,
    domain: &Option<Address>,
    app: &Option<Address>,
    defaults: &Defaults,
) -> Result<Stream, Problem> {
    let domain = domain.as_ref().map_or(&defaults.domain, |name| &name.0);
    let app = app.as_ref().map_or(&defaults.app, |name| &name.0);
    Stream::new(domain, app, &stream_id.0).map_err(Problem::stream_fields)
}

/// A stream of this scope: `any` stands for each name that it leaves open.
pub(crate) fn stream_in(scope: &Scope) -> Result<Stream, InvalidName> {
    let or_any = |name: &Option<String>| name.clone().unwrap_or_else(|| "any".to_owned());
    let (domain, app, stream_id) = (&scope.domain, &scope.app, &scope.stream_id);
    Stream::new(&or_any(domain), &or_any(app), &or_any(stream_id))
}

/// A nullable text of up to so many characters, in one line or in several.
macro_rules! text_field {
    ($name:ident, line, $most:literal) => {
        crate::http::field!(
            $name(String),
            concat!("must be null or a line of 1 to ", $most, " characters"),
            |text| crate::http::fields::line(text, $most),
            serde_json::json!({"type": "string", "pattern": crate::openapi::texts::line($most)}),
        );
    };
    ($name:ident, text, $most:literal) => {
        crate::http::field!(
            $name(String),
            concat!("must be null or a text of 1 to ", $most, " characters"),
            |text| crate::http::fields::trimmed(text, $most),
            serde_json::json!({"type": "string", "pattern": crate::openapi::texts::text($most)}),
        );
    };
}
pub(crate) use text_field;

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

fn web_url(value: &Value) -> Option<String> {
    let url = value.as_str()?.trim();
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })?;
    let named = !rest.starts_with(['/', '?', '#']) && !rest.is_empty();
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    (named && url.len() <= MAX_URL_BYTES && url.chars().all(plain)).then(|| url.to_owned())
}

/// A text of at least one character, without the space around it.
pub(crate) fn trimmed(value: &Value, max_characters: usize) -> Option<String> {
    let text = value.as_str()?.trim();
    let fits = (1..=max_characters).contains(&text.chars().count());
    fits.then(|| text.to_owned())
}

/// The same, in one line.
pub(crate) fn line(value: &Value, max_characters: usize) -> Option<String> {
    trimmed(value, max_characters).filter(|line| !line.chars().any(char::is_control))
}

/// A whole number. JSON has one kind of numbers: 7.0 is 7.
pub(crate) fn whole(value: &Value, range: RangeInclusive<u64>) -> Option<u64> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
    let (least, most) = (*range.start() as f64, *range.end() as f64);
    (least..=most).contains(&number).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_on_the_web_are_accepted() {
        let read = |text: &str| web_url(&Value::String(text.to_owned()));
        for fits in [
            "https://cdn.example.com/a.jpg",
            "HTTP://a/b?c#d",
            " http://a ",
        ] {
            assert_eq!(read(fits).as_deref(), Some(fits.trim()));
        }
        let long = format!("https://a/{}", "b".repeat(MAX_URL_BYTES));
        for bad in [
            "",
            "https://",
            "https:///a",
            "//a/b",
            "data:,x",
            "http://a b",
            "http://a\nb",
            &long,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
