//! Items of the table, written and read field by field.

use super::{KEYS, keys};
use crate::{Result, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use replay_grouping::Stream;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashMap, fmt::Display, str::FromStr};

/// An item as the SDK gives it.
pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn key(pk: &str, sk: &str) -> Item {
    HashMap::from([(KEYS.0.to_owned(), text(pk)), (KEYS.1.to_owned(), text(sk))])
}

pub(crate) struct Writer {
    item: Item,
    /// The first field that could not be written.
    problem: Option<(String, serde_json::Error)>,
}

impl Writer {
    pub(crate) fn new(pk: &str, sk: &str) -> Self {
        Self {
            item: key(pk, sk),
            problem: None,
        }
    }

    fn value(mut self, field: &str, value: AttributeValue) -> Self {
        self.item.insert(field.to_owned(), value);
        self
    }

    pub(crate) fn text(self, field: &str, value: impl Into<String>) -> Self {
        self.value(field, text(value))
    }

    pub(crate) fn number(self, field: &str, value: impl Display) -> Self {
        self.value(field, number(value))
    }

    /// A document, as JSON text.
    pub(crate) fn json(mut self, field: &str, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(json) => self.text(field, json),
            Err(error) => {
                self.problem.get_or_insert((field.to_owned(), error));
                self
            }
        }
    }

    /// Writes a field if there is something to write; so do all the other `optional_…` methods.
    pub(crate) fn optional<T>(self, value: Option<T>, write: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => write(self, value),
            None => self,
        }
    }

    pub(crate) fn optional_text(self, field: &str, value: Option<impl Into<String>>) -> Self {
        self.optional(value, |item, value| item.text(field, value))
    }

    pub(crate) fn optional_number(self, field: &str, value: Option<impl Display>) -> Self {
        self.optional(value, |item, value| item.number(field, value))
    }

    pub(crate) fn optional_json(self, field: &str, value: Option<&impl Serialize>) -> Self {
        self.optional(value, |item, value| item.json(field, value))
    }

    /// The number 1 if it is set, and else nothing.
    pub(crate) fn flag(self, field: &str, set: bool) -> Self {
        self.optional_number(field, set.then_some(1))
    }

    /// The item, if all of its fields could be written.
    pub(crate) fn finish(self) -> Result<Item> {
        match self.problem {
            None => Ok(self.item),
            Some((field, error)) => Err(StoreError::Unwritable {
                key: key_text(&self.item),
                field,
                problem: error.to_string(),
            }),
        }
    }
}

/// An item's key, as errors name it.
fn key_text(item: &Item) -> String {
    let part = |name| {
        item.get(name)
            .and_then(|value| value.as_s().ok())
            .map_or("?", String::as_str)
    };
    format!("{} {}", part(KEYS.0), part(KEYS.1))
}

/// Reads an item, and names it and the field when it can't.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a Item);

impl<'a> Reader<'a> {
    pub(crate) fn corrupt(&self, field: &'static str, problem: impl Into<String>) -> StoreError {
        StoreError::Corrupt {
            key: key_text(self.0),
            field,
            problem: problem.into(),
        }
    }

    pub(crate) fn text_or_none(&self, field: &'static str) -> Result<Option<&'a str>> {
        let value = self
            .0
            .get(field)
            .map(|value| value.as_s().map(String::as_str));
        value
            .transpose()
            .map_err(|_| self.corrupt(field, "is not text"))
    }

    pub(crate) fn text(&self, field: &'static str) -> Result<&'a str> {
        self.text_or_none(field)?
            .ok_or_else(|| self.corrupt(field, "is missing"))
    }

    pub(crate) fn key(&self) -> Result<(&'a str, &'a str)> {
        Ok((self.text(KEYS.0)?, self.text(KEYS.1)?))
    }

    /// Text that must parse as a `T`.
    pub(crate) fn parsed<T>(&self, field: &'static str) -> Result<T>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        self.text(field)?
            .parse()
            .map_err(|error: T::Err| self.corrupt(field, error.to_string()))
    }

    /// As [`Reader::parsed`], if there is such a field.
    pub(crate) fn parsed_or_none<T>(&self, field: &'static str) -> Result<Option<T>>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        let text = self.text_or_none(field)?;
        text.map(|_| self.parsed(field)).transpose()
    }

    pub(crate) fn number_or_none<T: FromStr>(&self, field: &'static str) -> Result<Option<T>> {
        let Some(value) = self.0.get(field) else {
            return Ok(None);
        };
        let number = value.as_n().ok().and_then(|number| number.parse().ok());
        number
            .map(Some)
            .ok_or_else(|| self.corrupt(field, "is not a number in range"))
    }

    pub(crate) fn number<T: FromStr>(&self, field: &'static str) -> Result<T> {
        self.number_or_none(field)?
            .ok_or_else(|| self.corrupt(field, "is missing"))
    }

    pub(crate) fn json_or_none<T: DeserializeOwned>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>> {
        let text = self.text_or_none(field)?;
        let value = text.map(serde_json::from_str).transpose();
        value.map_err(|error| {
            self.corrupt(field, format!("does not read at column {}", error.column()))
        })
    }

    pub(crate) fn flag(&self, field: &'static str) -> Result<bool> {
        Ok(self.number_or_none::<u8>(field)?.is_some())
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, field: &'static str) -> Result<T> {
        self.json_or_none(field)?
            .ok_or_else(|| self.corrupt(field, "is missing"))
    }

    /// The stream in whose partition it lies.
    pub(crate) fn stream(&self) -> Result<Stream> {
        let stream = self.text(KEYS.0)?.strip_prefix(keys::STREAM);
        stream
            .and_then(|stream| stream.parse().ok())
            .ok_or_else(|| self.corrupt(KEYS.0, "is not that of a stream"))
    }

    /// The sort key behind `prefix`.
    pub(crate) fn name(&self, prefix: &str) -> Result<&'a str> {
        self.name_in(KEYS.1, prefix)
    }

    /// A key behind `prefix`.
    pub(crate) fn name_in(&self, key: &'static str, prefix: &str) -> Result<&'a str> {
        self.text(key)?
            .strip_prefix(prefix)
            .ok_or_else(|| self.corrupt(key, "is of another kind"))
    }
}

pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: std::fmt::Debug>(read: Result<T>, says: &str) {
        assert_eq!(
            read.unwrap_err().to_string(),
            format!("item S#d/a/s HEAD is corrupt: {says}")
        );
    }

    #[test]
    fn an_unreadable_field_is_named_with_its_key_but_not_its_value() {
        let item = Writer::new("S#d/a/s", "HEAD")
            .text("version", "hunter2")
            .text("span", "[1,\"hunter2\"]")
            .number("title", 7)
            .finish()
            .unwrap();
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

    /// A document that can't be JSON.
    struct Unserializable;

    impl Serialize for Unserializable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("it has no form"))
        }
    }

    #[test]
    fn a_document_that_does_not_serialize_is_an_error_and_not_left_out() {
        let item = Writer::new("S#d/a/s", "CAST#1")
            .json("joins", &Unserializable)
            .text("title", "7");
        assert_eq!(
            item.finish().unwrap_err().to_string(),
            "item S#d/a/s CAST#1 can't be written: joins: it has no form"
        );
    }
}
