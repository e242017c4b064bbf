//! Items of the table, written and read field by field.

use super::{KEYS, keys};
use crate::StoreError;
use aws_sdk_dynamodb::types::AttributeValue;
use replay_grouping::Stream;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashMap, fmt::Display, str::FromStr};

/// An item as the SDK gives it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Its primary key.
pub(crate) fn key(pk: &str, sk: &str) -> Item {
    Writer::new(pk, sk).0
}

/// Builds an item.
pub(crate) struct Writer(pub(crate) Item);

impl Writer {
    pub(crate) fn new(pk: &str, sk: &str) -> Self {
        Self(HashMap::new()).text(KEYS.0, pk).text(KEYS.1, sk)
    }

    fn put(mut self, field: &str, value: AttributeValue) -> Self {
        self.0.insert(field.to_owned(), value);
        self
    }

    pub(crate) fn text(self, field: &str, value: impl Into<String>) -> Self {
        self.put(field, text(value))
    }

    pub(crate) fn number(self, field: &str, value: impl Display) -> Self {
        self.put(field, AttributeValue::N(value.to_string()))
    }

    /// A document, as JSON text. What can't be JSON is left out, and shows as missing when it is read.
    pub(crate) fn json(self, field: &str, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(json) => self.text(field, json),
            Err(_) => self,
        }
    }

    /// Writes a field if there is something to write.
    pub(crate) fn some<T>(self, value: Option<T>, write: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => write(self, value),
            None => self,
        }
    }
}

/// Reads an item, and names it and the field when it can't.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a Item);

impl<'a> Reader<'a> {
    pub(crate) fn corrupt(&self, field: &'static str, problem: impl Into<String>) -> StoreError {
        let part = |name| {
            self.0
                .get(name)
                .and_then(|value| value.as_s().ok())
                .map_or("?", String::as_str)
        };
        StoreError::Corrupt {
            key: format!("{} {}", part(KEYS.0), part(KEYS.1)),
            field,
            problem: problem.into(),
        }
    }

    pub(crate) fn text_or_none(&self, field: &'static str) -> Result<Option<&'a str>, StoreError> {
        let value = self
            .0
            .get(field)
            .map(|value| value.as_s().map(String::as_str));
        value
            .transpose()
            .map_err(|_| self.corrupt(field, "is not text"))
    }

    pub(crate) fn text(&self, field: &'static str) -> Result<&'a str, StoreError> {
        self.text_or_none(field)?
            .ok_or_else(|| self.corrupt(field, "is missing"))
    }

    /// Text that must read as a `T`.
    pub(crate) fn parsed<T>(&self, field: &'static str) -> Result<T, StoreError>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        self.text(field)?
            .parse()
            .map_err(|error: T::Err| self.corrupt(field, error.to_string()))
    }

    pub(crate) fn number_or_none<T: FromStr>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let Some(value) = self.0.get(field) else {
            return Ok(None);
        };
        let number = value.as_n().ok().and_then(|number| number.parse().ok());
        number
            .map(Some)
            .ok_or_else(|| self.corrupt(field, "is not a number in range"))
    }

    pub(crate) fn number<T: FromStr>(&self, field: &'static str) -> Result<T, StoreError> {
        self.number_or_none(field)?
            .ok_or_else(|| self.corrupt(field, "is missing"))
    }

    pub(crate) fn json_or_none<T: DeserializeOwned>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let text = self.text_or_none(field)?;
        let value = text.map(serde_json::from_str).transpose();
        value.map_err(|error| {
            self.corrupt(field, format!("does not read at column {}", error.column()))
        })
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, field: &'static str) -> Result<T, StoreError> {
        self.json_or_none(field)?
            .ok_or_else(|| self.corrupt(field, "is missing"))
    }

    /// The stream in whose partition it lies.
    pub(crate) fn stream(&self) -> Result<Stream, StoreError> {
        let stream = self.text(KEYS.0)?.strip_prefix(keys::STREAM);
        stream
            .and_then(|stream| stream.parse().ok())
            .ok_or_else(|| self.corrupt(KEYS.0, "is not that of a stream"))
    }

    /// The sort key behind `prefix`.
    pub(crate) fn name(&self, prefix: &str) -> Result<&'a str, StoreError> {
        self.name_in(KEYS.1, prefix)
    }

    /// A key behind `prefix`.
    pub(crate) fn name_in(&self, key: &'static str, prefix: &str) -> Result<&'a str, StoreError> {
        self.text(key)?
            .strip_prefix(prefix)
            .ok_or_else(|| self.corrupt(key, "is of another kind"))
    }
}

/// A number, as the SDK takes it.
pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A text, as the SDK takes it.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: std::fmt::Debug>(read: Result<T, StoreError>, says: &str) {
        assert_eq!(
            read.unwrap_err().to_string(),
            format!("item S#d/a/s HEAD is corrupt: {says}")
        );
    }

    #[test]
    fn what_does_not_read_is_named_by_key_and_field_and_not_by_value() {
        let item = Writer::new("S#d/a/s", "HEAD")
            .text("version", "hunter2")
            .text("span", "[1,\"hunter2\"]")
            .number("title", 7)
            .0;
        let item = Reader(&item);
        check(
            item.number::<u64>("version"),
            "version is not a number in range",
        );
        check(item.number::<u64>("reach"), "reach is missing");
        check(
            item.json::<(i64, i64)>("span"),
            "span does not read at column 12",
        );
        check(item.text("title"), "title is not text");
        check(item.name("PART#"), "sk is of another kind");
    }
}
