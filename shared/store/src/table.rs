//! What the store knows of DynamoDB: the table's schema, keys, how items are encoded, and transactions.

mod item;
pub(crate) mod keys;
mod schema;
mod transaction;

pub(crate) use item::{Item, Reader, Writer, key, number, text};
pub use schema::{
    BY_CHANGE, BY_DUE, BY_FRONT, BY_ID, BY_SHELF, BY_TIME, EXPIRES, GLOBAL, Index, KEYS,
};
pub(crate) use transaction::{Guard, TRANSACTION_ITEMS};
