//! `GET /openapi.json`: what can be asked for, for machines.
//!
//! The document is made of the table of routes and of the wire types when the tests run, which compare it with the file
//! that is served. So the function carries the text and nothing to make it with.

/// OpenAPI 3.1.
pub(crate) const DOCUMENT: &str = include_str!("../openapi.json");

#[cfg(test)]
mod answers;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod callback;
#[cfg(test)]
mod document;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod texts;
#[cfg(test)]
pub(crate) mod words;
