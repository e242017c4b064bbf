//! The JSON that answers consist of, made from what the store holds and limited to what the caller may see.

mod audience;
mod history_entry;
mod live;
mod notes;
mod part;
mod play;
mod query;
mod recording_task;
mod replay;
mod review;
mod rules;
mod separation;
mod sparse_fields;
mod timeline;
mod trim;

pub(crate) use audience::Audience;
pub(crate) use history_entry::{ChangedReplay, HistoryEntryView, LoggedView, UndoneView};
pub(crate) use live::Live;
pub(crate) use part::{Item, PartView, how_lost, items, known, played, start_offset};
pub(crate) use play::{Granting, playing_by_items};
pub(crate) use query::{Kind, QueryView};
pub(crate) use recording_task::{RecordingTaskView, TaskState};
pub(crate) use replay::{Replay, Showing, State, age, cover_url, default_title, replay, title};
pub(crate) use review::ReviewView;
pub(crate) use rules::RulesView;
pub(crate) use separation::separation;
#[cfg(test)]
pub(crate) use sparse_fields::KNOWN;
pub(crate) use sparse_fields::{Fields, SparseReplay};
pub(crate) use timeline::{TimelineView, thinned};
pub(crate) use trim::Trim;
