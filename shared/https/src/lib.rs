//! An HTTP/1.1 client, with TLS where it is needed: one request, one answer of bounded size, one deadline.

mod client;
mod error;
mod send;

pub use client::{Client, NoTls};
pub use error::{SendError, with_causes};
pub use http;
pub use hyper::body::Bytes;
