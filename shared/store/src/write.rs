//! The one way in which facts become broadcasts.

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

use assign_ids::{Known, Pieces, settle_names};
use changeset::{Edit, Sessions};
use expand::{Opened, entangled};
use groups::{Holder, Name, Named};

pub(crate) use changeset::Edits;
pub(crate) use commit::Step;
pub(crate) use groups::Regrouped;
pub(crate) use neighbours::LATEST;
pub(crate) use piece::Piece;
pub use plan::Import;
pub(crate) use plan::{Plan, Policy, plan};
pub(crate) use regroup::{Cause, grouped_by, mark_opened};
pub(crate) use retry::pause;
pub(crate) use rules::Terms;
pub(crate) use snapshot::Seen;
