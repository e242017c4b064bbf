//! The embedded store of the local runner and of the tests: DynamoDB over SQLite, and the stream of a table in it.

mod open;
mod stream;

pub use open::{file, memory};
pub use stream::TableStream;
