//! Items of the table, written and read field by field.

use super::{KEYS, keys};
use crate::{Mark, Result, StoreError};
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use replay_grouping::Stream;
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::HashMap, fmt::Display, str::FromStr};

/// An item as the SDK gives it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// A partition key and a sort key.
pub(crate) type Key = (String, String);

pub(crate) fn key(pk: &str, sk: &str) -> Item {
    HashMap::from([(KEYS.0.to_owned(), text(pk)), (KEYS.1.to_owned(), text(sk))])
}

pub(crate) struct Writer {
    item: Item,
    /// Why the first field that could not be written was not.
    problem: Option<StoreError>,
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

    pub(crate) fn text(self, field: &str, value: impl Display) -> Self {
        self.value(field, text(value.to_string()))
    }

    pub(crate) fn number(self, field: &str, value: impl Display) -> Self {
        self.value(field, number(value))
    }

    pub(crate) fn bytes(self, field: &str, value: Vec<u8>) -> Self {
        self.value(field, AttributeValue::B(Blob::new(value)))
    }

    /// A document, as JSON text.
    pub(crate) fn json(mut self, field: &str, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(json) => self.text(field, json),
            Err(error) => {
                self.problem.get_or_insert(StoreError::Unwritable {
                    key: key_text(&self.item),
                    field: field.to_owned(),
                    problem: error.to_string(),
                });
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

    pub(crate) fn optional_text(self, field: &str, value: &Option<impl Display>) -> Self {
        self.optional(value.as_ref(), |item, value| item.text(field, value))
    }

    pub(crate) fn optional_number(self, field: &str, value: &Option<impl Display>) -> Self {
        self.optional(value.as_ref(), |item, value| item.number(field, value))
    }

    pub(crate) fn optional_json(self, field: &str, value: &Option<impl Serialize>) -> Self {
        self.optional(value.as_ref(), |item, value| item.json(field, value))
    }

    /// The number 1 if it is set, and else nothing.
    pub(crate) fn flag(self, field: &str, set: &bool) -> Self {
        self.optional_number(field, &set.then_some(1))
    }

    /// The item, if all of its fields could be written.
    pub(crate) fn finish(self) -> Result<Item> {
        self.problem.map_or(Ok(self.item), Err)
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

    fn required<T>(&self, field: &'static str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| self.corrupt(field, "is missing"))
    }

    fn str_or_none(&self, field: &'static str) -> Result<Option<&'a str>> {
        let value = self.0.get(field).map(AttributeValue::as_s).transpose();
        let text = value.map_err(|_| self.corrupt(field, "is not text"))?;
        Ok(text.map(String::as_str))
    }

    pub(crate) fn str(&self, field: &'static str) -> Result<&'a str> {
        self.required(field, self.str_or_none(field)?)
    }

    pub(crate) fn key(&self) -> Result<Key> {
        Ok((self.str(KEYS.0)?.to_owned(), self.str(KEYS.1)?.to_owned()))
    }

    pub(crate) fn optional_text<T: FromStr<Err: Display>>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>> {
        let value = self.str_or_none(field)?.map(str::parse).transpose();
        value.map_err(|error: T::Err| self.corrupt(field, error.to_string()))
    }

    pub(crate) fn text<T: FromStr<Err: Display>>(&self, field: &'static str) -> Result<T> {
        self.required(field, self.optional_text(field)?)
    }

    pub(crate) fn optional_number<T: FromStr>(&self, field: &'static str) -> Result<Option<T>> {
        let Some(value) = self.0.get(field) else {
            return Ok(None);
        };
        let number = value.as_n().ok().and_then(|number| number.parse().ok());
        number
            .map(Some)
            .ok_or_else(|| self.corrupt(field, "is not a number in range"))
    }

    /// A count under a name that is made up; 0 if there is none.
    pub(crate) fn count(&self, name: &str) -> Result<u64> {
        let count = self
            .0
            .get(name)
            .map(|value| value.as_n().map(|number| number.parse()));
        match count {
            None => Ok(0),
            Some(Ok(Ok(count))) => Ok(count),
            Some(_) => Err(self.corrupt("a count", "is not a number in range")),
        }
    }

    pub(crate) fn number<T: FromStr>(&self, field: &'static str) -> Result<T> {
        self.required(field, self.optional_number(field)?)
    }

    pub(crate) fn optional_bytes(&self, field: &'static str) -> Result<Option<&'a [u8]>> {
        let value = self.0.get(field).map(AttributeValue::as_b).transpose();
        let bytes = value.map_err(|_| self.corrupt(field, "is not binary"))?;
        Ok(bytes.map(Blob::as_ref))
    }

    pub(crate) fn optional_json<T: DeserializeOwned>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>> {
        let text = self.str_or_none(field)?;
        let value = text.map(serde_json::from_str).transpose();
        value.map_err(|error| {
            self.corrupt(field, format!("does not read at column {}", error.column()))
        })
    }

    pub(crate) fn flag(&self, field: &'static str) -> Result<bool> {
        Ok(self.optional_number::<u8>(field)?.is_some())
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, field: &'static str) -> Result<T> {
        self.required(field, self.optional_json(field)?)
    }

    /// The place that [`keys::oldest_first`] wrote.
    pub(crate) fn place(&self, field: &'static str) -> Result<Mark> {
        let place = self.str(field)?.split_once('#');
        let place = place.and_then(|(at, id)| {
            Some(Mark {
                at: at.parse().ok()?,
                id: id.to_owned(),
            })
        });
        place.ok_or_else(|| self.corrupt(field, "is no place"))
    }

    /// The stream in whose partition it lies.
    pub(crate) fn stream(&self) -> Result<Stream> {
        let stream = self.str(KEYS.0)?.strip_prefix(keys::STREAM);
        stream
            .and_then(|stream| stream.parse().ok())
            .ok_or_else(|| self.corrupt(KEYS.0, "is not that of a stream"))
    }

    /// The sort key behind `prefix`.
    pub(crate) fn name(&self, prefix: &str) -> Result<&'a str> {
        self.name_in(KEYS.1, prefix)
    }

    /// What the sort key names behind `prefix`.
    pub(crate) fn named<T, E: Display>(
        &self,
        prefix: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T> {
        parse(self.name(prefix)?).map_err(|invalid| self.corrupt(KEYS.1, invalid.to_string()))
    }

    /// A key behind `prefix`.
    pub(crate) fn name_in(&self, key: &'static str, prefix: &str) -> Result<&'a str> {
        self.str(key)?
            .strip_prefix(prefix)
            .ok_or_else(|| self.corrupt(key, "is of another kind"))
    }
}

/// Says once, for writing and reading, how the fields of a type are encoded and which attributes hold them. What has to
/// be computed from an item stands in the second list; writing it is left to the type.
macro_rules! attributes {
    (
        $type:ty { $($field:ident: $encoding:ident $name:literal,)* }
        |$item:ident| { $($computed:ident: $value:expr,)* }
    ) => {
        impl $type {
            fn write(&self, item: $crate::table::Writer) -> $crate::table::Writer {
                item $(.$encoding($name, &self.$field))*
            }

            pub(crate) fn read(item: &$crate::table::Item) -> $crate::Result<Self> {
                let $item = $crate::table::Reader(item);
                Ok(Self {
                    $($field: $item.$encoding($name)?,)*
                    $($computed: $value,)*
                })
            }
        }
    };
}

pub(crate) use attributes;

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
        check(item.str("title"), "title is not text");
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
