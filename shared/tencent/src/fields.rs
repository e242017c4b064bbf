//! Loose reading: Tencent sends numbers as text, ids as numbers, and JSON inside text.

#[cfg(feature = "client")]
use replay_grouping::FileId;
use replay_grouping::Format;
use serde_json::{Map, Number, Value};

/// The known names of formats have at most four bytes. Longer than this is no name of a format.
const MAX_FORMAT_BYTES: usize = 32;

/// Up to here (2^53) a JSON float is a whole number exactly.
const MAX_EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Real addresses have some 120 bytes. What has to fit into an item of the store has to end somewhere.
const MAX_URL_BYTES: usize = 2_048;

/// A field whose value is not what it should be.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) field: &'static str,
    pub(crate) problem: &'static str,
}

/// The fields of one JSON object. Null and empty text count as absent, and spaces around text as noise.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Map<String, Value>) -> Self {
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
    pub(crate) fn text(&self, field: &'static str) -> Result<Option<String>, Unreadable> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
            Some(_) => Err(wrong(field, "is not text")),
        }
    }

    /// A whole number within the range of `T`, or its text; `60.0` is 60.
    pub(crate) fn number<T: TryFrom<i128>>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, Unreadable> {
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
    pub(crate) fn url(&self, field: &'static str) -> Result<Option<String>, Unreadable> {
        let url = self.text(field)?;
        match &url {
            Some(url) if !is_web(url) => Err(wrong(field, "is not an http address")),
            Some(url) if url.len() > MAX_URL_BYTES => {
                Err(wrong(field, "is longer than 2,048 bytes"))
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
                Err(wrong(field, "is not the name of a format"))
            }
            _ => Ok(name.as_deref().map(Format::new)),
        }
    }

    /// A whole number that can't be done without.
    #[cfg(feature = "client")]
    pub(crate) fn needed<T: TryFrom<i128>>(&self, field: &'static str) -> Result<T, Unreadable> {
        self.number(field)?.ok_or(wrong(field, "is missing"))
    }

    /// `FileId`, which can't be done without.
    #[cfg(feature = "client")]
    pub(crate) fn file_id(&self) -> Result<FileId, Unreadable> {
        const FIELD: &str = "FileId";
        let id = self.text(FIELD)?.unwrap_or_default();
        FileId::new(&id).map_err(|invalid| wrong(FIELD, invalid.problem))
    }

    /// Text as it is, or any other value as JSON.
    #[cfg(feature = "client")]
    pub(crate) fn json(&self, field: &'static str) -> Option<String> {
        match self.get(field)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A number that only informs, or its text.
    #[cfg(feature = "client")]
    pub(crate) fn float(&self, field: &'static str) -> Option<f64> {
        match self.get(field)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The items of a list. Tencent writes null for an empty one.
    #[cfg(feature = "client")]
    pub(crate) fn list(&self, field: &'static str) -> Result<&'a [Value], Unreadable> {
        match self.get(field) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(wrong(field, "is not a list")),
        }
    }

    /// The items of a list of objects.
    #[cfg(feature = "client")]
    pub(crate) fn objects(&self, field: &'static str) -> Result<Vec<Fields<'a>>, Unreadable> {
        let items = self.list(field)?.iter();
        items
            .map(|item| item.as_object().map(Fields))
            .collect::<Option<_>>()
            .ok_or(wrong(field, "holds what is no object"))
    }

    /// A nested object, in place.
    #[cfg(feature = "client")]
    pub(crate) fn nested(&self, field: &'static str) -> Option<Fields<'a>> {
        self.get(field)?.as_object().map(Fields)
    }

    /// Text that only informs: unreadable is as good as absent.
    pub(crate) fn note(&self, field: &'static str) -> Option<String> {
        self.text(field).ok().flatten()
    }

    /// A nested object that only informs, often as JSON inside text, and sometimes broken.
    pub(crate) fn object(&self, field: &'static str) -> Map<String, Value> {
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

fn wrong(field: &'static str, problem: &'static str) -> Unreadable {
    Unreadable { field, problem }
}
