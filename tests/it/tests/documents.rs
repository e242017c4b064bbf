//! The documents say what is so: their links lead somewhere, their tables are those of the code, and both READMEs say the same.

mod configuration;
mod document;
mod links;
mod readmes;
mod tables;
