//! Reads what only answers have: lists, nested objects, ids and times.

use crate::{
    fields::{Fields, Unreadable},
    timestamp::{self, Unzoned},
};
use replay_grouping::{FileId, Format, Timestamp};
use serde_json::Value;

impl<'a> Fields<'a> {
    pub(crate) fn required_number<T: TryFrom<i128>>(
        &self,
        field: &'static str,
    ) -> Result<T, Unreadable> {
        self.number(field)?
            .ok_or(Unreadable::new(field, "is missing"))
    }

    /// `FileId`, which must be there.
    pub(crate) fn file_id(&self) -> Result<FileId, Unreadable> {
        const FIELD: &str = "FileId";
        let id = self.text(FIELD)?.unwrap_or_default();
        FileId::new(&id).map_err(|invalid| Unreadable::new(FIELD, invalid.problem))
    }

    pub(crate) fn required_object(&self, field: &'static str) -> Result<Fields<'a>, Unreadable> {
        self.nested(field)
            .ok_or(Unreadable::new(field, "is missing"))
    }

    pub(crate) fn nested(&self, field: &'static str) -> Option<Fields<'a>> {
        self.get(field)?.as_object().map(Fields::new)
    }

    /// A nested object; when it is absent, one without fields.
    pub(crate) fn part(&self, field: &'static str) -> Fields<'a> {
        self.nested(field).unwrap_or_default()
    }

    /// The items of a list. Tencent writes null, and sometimes 0, for an empty one.
    pub(crate) fn list(&self, field: &'static str) -> Result<&'a [Value], Unreadable> {
        match self.get(field) {
            None => Ok(&[]),
            Some(Value::Number(number)) if number.as_u64() == Some(0) => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(Unreadable::new(field, "is not a list")),
        }
    }

    pub(crate) fn each<T>(
        &self,
        field: &'static str,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Unreadable> {
        let items = self.list(field)?.iter();
        items
            .map(|item| match item.as_object() {
                Some(object) => read(&Fields::new(object)),
                None => Err(Unreadable::new(field, "holds what is no object")),
            })
            .collect()
    }

    /// The items of a list that can be read: one that can't doesn't cost the others.
    pub(crate) fn each_readable<T>(
        &self,
        field: &'static str,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Unreadable> {
        let objects = self.list(field)?.iter().filter_map(Value::as_object);
        Ok(objects
            .filter_map(|object| read(&Fields::new(object)).ok())
            .collect())
    }

    pub(crate) fn lenient_format(&self, field: &'static str) -> Option<Format> {
        self.format(field).ok().flatten()
    }

    pub(crate) fn lenient_float(&self, field: &'static str) -> Option<f64> {
        match self.get(field)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A Unix second, in any of the ways in which VOD writes it.
    pub(crate) fn lenient_time(&self, field: &'static str) -> Option<Timestamp> {
        timestamp::read(&self.lenient_text(field)?, Unzoned::Utc)
    }

    /// The Unix second at which something in VOD ends. `None` when it never does.
    pub(crate) fn lenient_end(&self, field: &'static str) -> Option<Timestamp> {
        timestamp::read_unless_never(&self.lenient_text(field)?)
    }

    /// Text as it is, or any other value as JSON.
    pub(crate) fn json(&self, field: &'static str) -> Option<String> {
        match self.get(field)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}
