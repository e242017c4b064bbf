//! Loose reading: Tencent sends numbers as text, ids as numbers, and JSON inside text.

use super::Unusable;
use serde_json::{Map, Number, Value};

/// Up to here (2^53) a JSON float is a whole number exactly.
const MAX_EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Real ones have some 120 bytes. What has to fit into an item of the store has to end somewhere.
const MAX_URL_BYTES: usize = 2_048;

/// The fields of one JSON object. Null and empty text count as absent, and spaces around text as noise.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(super) fn new(object: &'a Map<String, Value>) -> Self {
        Self(object)
    }

    fn get(&self, field: &str) -> Option<&'a Value> {
        self.0.get(field).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    /// Text, or a whole number as its decimal text.
    pub(super) fn text(&self, field: &'static str) -> Result<Option<String>, Unusable> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
            Some(_) => Err(wrong(field, "is not text")),
        }
    }

    /// A whole number within the range of `T`, or its text; `60.0` is 60.
    pub(super) fn number<T: TryFrom<i128>>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, Unusable> {
        let Some(value) = self.get(field) else {
            return Ok(None);
        };
        let whole = match value {
            Value::Number(number) => whole(number),
            Value::String(text) => text.trim().parse().ok().or_else(|| {
                let number = text.trim().parse().ok().and_then(Number::from_f64)?;
                whole(&number)
            }),
            _ => None,
        };
        let whole = whole.ok_or_else(|| wrong(field, "is not a whole number"))?;
        T::try_from(whole)
            .map(Some)
            .map_err(|_| wrong(field, "is out of range"))
    }

    /// An address on the web, and not longer than browsers take.
    pub(super) fn url(&self, field: &'static str) -> Result<Option<String>, Unusable> {
        let url = self.text(field)?;
        match &url {
            Some(url) if !is_web(url) => Err(wrong(field, "is not an http address")),
            Some(url) if url.len() > MAX_URL_BYTES => {
                Err(wrong(field, "is longer than 2,048 bytes"))
            }
            _ => Ok(url),
        }
    }

    /// Text that only informs: unreadable is as good as absent.
    pub(super) fn note(&self, field: &'static str) -> Option<String> {
        self.text(field).ok().flatten()
    }

    /// A nested object that only informs, often as JSON inside text, and sometimes broken.
    pub(super) fn object(&self, field: &'static str) -> Map<String, Value> {
        match self.get(field) {
            Some(Value::Object(object)) => object.clone(),
            Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
            _ => Map::new(),
        }
    }
}

/// `http` or `https`, a host, and nothing that has no place in an address.
fn is_web(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    let host = !rest.is_empty() && !rest.starts_with(['/', '?', '#']);
    web && host && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn whole(number: &Number) -> Option<i128> {
    number.as_i128().or_else(|| {
        number
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() <= MAX_EXACT_FLOAT)
            .map(|float| float as i128)
    })
}

fn wrong(field: &'static str, problem: &'static str) -> Unusable {
    Unusable::Wrong { field, problem }
}
