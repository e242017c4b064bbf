//! The one way in which facts become broadcasts.
//!
//! A write takes three round trips. (1) `snapshot`: the stream's head and the items of the facts in one batch.
//! (2) `neighbours`: the broadcasts near the facts, from the end of their span backwards to the first one that starts
//! before it; between two cuts broadcasts follow one another, so no earlier one can reach it. (3) `commit`: one
//! transaction with the facts, the broadcasts that changed, the aliases, and the head under the condition that its version
//! is still the one that was read. A batch is no snapshot of one moment, so each fact has a condition of its own.
//!
//! Between (2) and (3) nothing is read unless a summary doesn't hold enough to group by: then `expand` reads the pieces.
//! `regroup` clusters summaries and pieces, `assign_ids` gives the groups their ids, and `plan` says what has to be
//! written.

mod assign_ids;
mod changeset;
mod commit;
mod expand;
mod groups;
mod neighbours;
mod piece;
mod plan;
mod regroup;
mod retry;
mod rules;
mod snapshot;

use changeset::{PieceChange, Sessions};
use expand::{Expanded, interleaved};
use groups::{CandidateId, IdentifiedGroup, LostFile, Stored};

pub(crate) use changeset::Changeset;
pub(crate) use commit::Step;
pub(crate) use groups::Regrouped;
pub(crate) use piece::Piece;
pub use plan::Import;
pub(crate) use plan::{Plan, Policy, plan};
pub(crate) use regroup::{Cause, Neighbourhood, group, mark_open};
pub(crate) use retry::{ATTEMPTS, Progress, retry_on_conflict};
pub(crate) use rules::{StreamRules, pins_item};
pub(crate) use snapshot::Snapshot;
