//! The actions of VOD.

mod delete;
mod join;
mod media_info;
mod search;
mod task;
mod tasks;
