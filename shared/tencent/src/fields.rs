//! Reads JSON fields loosely: Tencent sends numbers as text, ids as numbers, and JSON inside text.
//!
//! `text`, `number`, `url`, `format` and `object` fail on a value that they can't read. Their `lenient_…` variants, for fields that
//! only inform, treat it as absent.

use replay_grouping::Format;
use serde_json::{Map, Number, Value};

/// The names of known formats have at most four bytes.
const MAX_FORMAT_BYTES: usize = 32;

/// Up to here (2^53) a JSON float is a whole number exactly.
const MAX_EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Real addresses have some 120 bytes. An address has to fit into an item of the store.
const MAX_URL_BYTES: usize = 2_048;

/// A field whose value is not what it should be.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) field: &'static str,
    pub(crate) problem: &'static str,
}

impl Unreadable {
    pub(crate) fn new(field: &'static str, problem: &'static str) -> Self {
        Self { field, problem }
    }
}

/// The fields of one JSON object. Null and empty text count as absent, and spaces around text as noise.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fields<'a>(Option<&'a Map<String, Value>>);

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Map<String, Value>) -> Self {
        Self(Some(object))
    }

    pub(crate) fn get(&self, field: &str) -> Option<&'a Value> {
        self.0?.get(field).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    /// Text, or a whole number as its decimal text.
    pub(crate) fn text(&self, field: &'static str) -> Result<Option<String>, Unreadable> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
            Some(_) => Err(Unreadable::new(field, "is not text")),
        }
    }

    /// A number within the range of `T`, or its text. A fraction is rounded.
    pub(crate) fn number<T: TryFrom<i128>>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, Unreadable> {
        let Some(value) = self.get(field) else {
            return Ok(None);
        };
        let number = match value {
            Value::Number(number) => rounded(number),
            Value::String(text) => text.trim().parse().ok().or_else(|| {
                let number = text.trim().parse().ok().and_then(Number::from_f64)?;
                rounded(&number)
            }),
            _ => None,
        };
        let number = number.ok_or_else(|| Unreadable::new(field, "is not a number"))?;
        T::try_from(number)
            .map(Some)
            .map_err(|_| Unreadable::new(field, "is out of range"))
    }

    /// A whole number, or its text; `60.0` is 60.
    pub(crate) fn whole_number(&self, field: &'static str) -> Option<i64> {
        let number = match self.get(field)? {
            Value::Number(number) => number.clone(),
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        let fraction = number.as_f64().map_or(0.0, f64::fract);
        let whole = rounded(&number).filter(|_| fraction == 0.0)?;
        i64::try_from(whole).ok()
    }

    /// An address on the web, and not longer than browsers take.
    pub(crate) fn url(&self, field: &'static str) -> Result<Option<String>, Unreadable> {
        let url = self.text(field)?;
        match &url {
            Some(url) if !is_web(url) => Err(Unreadable::new(field, "is not an http address")),
            Some(url) if url.len() > MAX_URL_BYTES => {
                Err(Unreadable::new(field, "is longer than 2,048 bytes"))
            }
            _ => Ok(url),
        }
    }

    /// Any format, also one that we don't know yet, as long as it is a name.
    pub(crate) fn format(&self, field: &'static str) -> Result<Option<Format>, Unreadable> {
        let name = self.text(field)?;
        match &name {
            Some(name)
                if name.len() > MAX_FORMAT_BYTES
                    || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                Err(Unreadable::new(field, "is not the name of a format"))
            }
            _ => Ok(name.as_deref().map(Format::new)),
        }
    }

    pub(crate) fn lenient_text(&self, field: &'static str) -> Option<String> {
        self.text(field).ok().flatten()
    }

    pub(crate) fn lenient_number<T: TryFrom<i128>>(&self, field: &'static str) -> Option<T> {
        self.number(field).ok().flatten()
    }

    pub(crate) fn lenient_url(&self, field: &'static str) -> Option<String> {
        self.url(field).ok().flatten()
    }

    /// A nested object, often as JSON inside text, and sometimes broken.
    pub(crate) fn object(
        &self,
        field: &'static str,
    ) -> Result<Option<Map<String, Value>>, Unreadable> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object.clone())),
            Some(Value::String(text)) => serde_json::from_str(text).ok().map(Some).ok_or(()),
            Some(_) => Err(()),
        }
        .map_err(|()| Unreadable::new(field, "is not a JSON object"))
    }

    pub(crate) fn lenient_object(&self, field: &'static str) -> Map<String, Value> {
        self.object(field).ok().flatten().unwrap_or_default()
    }
}

/// `http` or `https`, a host, no spaces and no control characters.
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

fn rounded(number: &Number) -> Option<i128> {
    number.as_i128().or_else(|| {
        number
            .as_f64()
            .filter(|float| float.abs() <= MAX_EXACT_FLOAT)
            .map(|float| float.round() as i128)
    })
}
