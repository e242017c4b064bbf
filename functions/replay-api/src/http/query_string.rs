//! The parameters of a query string.

use crate::http::{Problem, fields, timestamp};
use percent_encoding::percent_decode_str;
use replay_grouping::Timestamp;
use replay_store::Scope;
use serde::de::{
    DeserializeOwned, IntoDeserializer,
    value::{Error, StrDeserializer},
};
use std::collections::BTreeMap;

/// Known parameters, each given at most once.
#[derive(Debug)]
pub(crate) struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads the parameters that the route takes. Others are refused: a misspelt filter would show everything.
    pub(crate) fn read(query: &str, known: &[&str]) -> Result<Self, Problem> {
        if !is_well_formed(query) {
            return Err(Problem::parameter("query", "is not percent-encoded UTF-8"));
        }
        let mut params = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !known.contains(&name.as_ref()) {
                return Err(Problem::parameter(&name, "is not known here"));
            }
            if params.contains_key(name.as_ref()) {
                return Err(Problem::parameter(&name, "is given twice"));
            }
            if value.is_empty() {
                return Err(Problem::parameter(&name, "is empty"));
            }
            params.insert(name.into_owned(), value.into_owned());
        }
        Ok(Self(params))
    }

    /// The parameters that decide which items are in a list, sorted by name.
    pub(crate) fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.0.iter();
        all.map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !["limit", "cursor", "fields"].contains(name))
    }

    /// A text that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What `parse` makes of a value; the refusal says that it must be `expected`.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let wrong = || Problem::parameter(name, &format!("must be {expected}"));
        let value = self.text(name);
        value.map(|text| parse(text).ok_or_else(wrong)).transpose()
    }

    /// Whether a curator wants to see what viewers get.
    pub(crate) fn as_viewer(&self) -> Result<bool, Problem> {
        let viewer = |text: &str| (text == "viewer").then_some(true);
        let asked = self.parsed("as", "viewer", viewer)?;
        Ok(asked.unwrap_or(false))
    }

    /// The streams that `stream_id`, `domain` and `app` name. Names that no stream can have are refused.
    pub(crate) fn scope(&self) -> Result<Scope, Problem> {
        let text = |name| self.text(name).map(ToOwned::to_owned);
        let scope = Scope {
            stream_id: text("stream_id"),
            domain: text("domain"),
            app: text("app"),
        };
        let stream = fields::stream_in(&scope);
        stream.map_err(Problem::stream_parameters)?;
        Ok(scope)
    }

    /// A Unix second, from an RFC 3339 time.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        let expected = "an RFC 3339 time, such as 2025-10-09T08:53:20Z";
        self.parsed(name, expected, timestamp::parse_in_query)
    }
}

/// The value that JSON has as this text.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    let text: StrDeserializer<'_, Error> = text.into_deserializer();
    T::deserialize(text).ok()
}

/// Whether two hex digits follow each `%`, and the bytes are UTF-8.
fn is_well_formed(query: &str) -> bool {
    let mut behind = query.split('%').skip(1);
    let hex =
        |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|digit| digit.is_ascii_hexdigit());
    behind.all(hex) && percent_decode_str(query).decode_utf8().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["app", "from", "limit", "cursor"];

    #[track_caller]
    fn check(query: &str, expected: Result<&[(&str, &str)], &str>) {
        let params = Params::read(query, &KNOWN);
        let pairs = params.as_ref().map(|params| {
            let pairs = params.0.iter();
            let pairs = pairs.map(|(name, value)| (name.as_str(), value.as_str()));
            pairs.collect::<Vec<_>>()
        });
        let expected = expected.map(<[_]>::to_vec).map_err(ToOwned::to_owned);
        assert_eq!(pairs.map_err(ToString::to_string), expected, "{query}");
    }

    #[test]
    fn parameters_are_decoded() {
        check("", Ok(&[]));
        check(
            "limit=5&app=a%20b+c%26",
            Ok(&[("app", "a b c&"), ("limit", "5")]),
        );
        check("&app=%E6%88%BF&", Ok(&[("app", "房")]));
    }

    #[test]
    fn wrong_percent_encoding_is_refused() {
        for query in ["app=%zz", "app=%", "app=%4", "app=%ff"] {
            assert!(Params::read(query, &KNOWN).is_err(), "{query}");
        }
    }

    #[test]
    fn unknown_repeated_and_empty_parameters_are_refused() {
        check("page=2", Err("parameter page is not known here"));
        check("App=x", Err("parameter App is not known here"));
        check("=x", Err("parameter  is not known here"));
        check("app=x&app=x", Err("parameter app is given twice"));
        check("app=", Err("parameter app is empty"));
        check("app", Err("parameter app is empty"));
    }

    #[test]
    fn filters_are_all_but_limit_and_cursor() {
        let params = Params::read("limit=1&from=x&cursor=y&app=z", &KNOWN).unwrap();
        assert_eq!(
            params.filters().collect::<Vec<_>>(),
            [("app", "z"), ("from", "x")]
        );
    }

    #[test]
    fn a_refusal_says_what_was_expected() {
        let params = Params::read("from=noon", &KNOWN).unwrap();
        let problem = params.time("from").unwrap_err().to_string();
        assert_eq!(
            problem,
            "parameter from must be an RFC 3339 time, such as 2025-10-09T08:53:20Z"
        );
        assert_eq!(params.time("to"), Ok(None));
    }
}
