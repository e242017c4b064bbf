//! What the store knows of DynamoDB: the table's schema and keys, how items are encoded, and how they are read and
//! written.

mod batch;
mod item;
pub(crate) mod keys;
mod query;
mod schema;
mod single;
mod transaction;

pub(crate) use batch::Consistency;
pub(crate) use item::{Item, Key, Reader, Writer, attributes, key, number, text};
pub(crate) use query::{Pages, Range};
pub(crate) use schema::{AT, WRITTEN};
pub use schema::{
    BY_CHANGE, BY_DUE, BY_FRONT, BY_ID, BY_SHELF, BY_TIME, EXPIRES, GLOBAL, Index, KEYS,
    STREAM_VIEW,
};
pub(crate) use transaction::{Guard, TRANSACTION_ITEMS, Write};
