//! The one way in which facts become broadcasts.
//!
//! A write takes three round trips. (1) `snapshot`: the stream's head and the items of the facts in one batch.
//! (2) `neighbours`: the broadcasts near the facts, from the end of their span backwards to the first one that starts
//! before it; between two cuts broadcasts follow one another, so no earlier one can reach it. (3) `commit`: one
//! transaction with the facts, the broadcasts that changed, the aliases, and the head under the condition that its version
//! is still the one that was read.
//!
//! Neither a batch nor a query is a snapshot of one moment: of a transaction that is just being written, they may show the
//! head and not yet the rest. So the head lists what the last writes changed, and all that is read is held against it
//! (`timeline`). What doesn't agree is read again. Then a plan is made from the state that the head describes, and the
//! condition on the head's version lets it through only if that is still the last one. Each fact has a condition of its own
//! too.
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
mod timeline;

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
pub(crate) use retry::{Progress, retry_until};
pub(crate) use rules::{StreamRules, pins_item};
pub(crate) use snapshot::Snapshot;
