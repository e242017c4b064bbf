//! `GET /openapi.json`: the API, described for machines.
//!
//! The tests make the document from the table of routes and the types of bodies, and compare it with the file that is
//! served. So the function carries the text, and not the code that makes it.

pub(crate) const DOCUMENT: &str = include_str!("../openapi.json");

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod texts;
#[cfg(test)]
pub(crate) mod words;
