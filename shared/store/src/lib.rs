//! Keeps facts and broadcasts in one DynamoDB table.
//!
//! A fact and all that follows from it are one transaction, and all writes to one stream are serial: each bumps the
//! version of the stream's head under a condition.

mod changes;
mod channel;
mod commit;
mod curate;
mod due;
mod edit;
mod error;
mod find;
mod front;
mod history;
mod item;
mod join;
mod keep;
mod keys;
mod list;
mod look;
mod members;
mod names;
mod near;
mod open;
mod piece;
mod pins;
mod plan;
mod presume;
mod preview;
mod quarantine;
mod query;
mod record;
mod regroup;
mod regrouped;
mod screenshot;
mod settings;
mod show;
mod signal;
mod store;
pub mod table;
mod terms;
mod throttles;
mod unsettled;
mod write;

pub use changes::{ChangePosition, Changed};
pub use channel::Channels;
pub use curate::{Change, Curated};
pub use due::{Contents, Due};
pub use error::StoreError;
pub use find::PartInBroadcast;
pub use history::Undone;
pub use join::playing_lane;
pub use keep::Kept;
pub use list::{List, Listed, Position};
pub use members::Explained;
pub use pins::{PinChange, Pinned};
pub use plan::Import;
pub use preview::Difference;
pub use quarantine::{QuarantinePosition, Quarantined};
pub use query::QueryPosition;
pub use record::{
    Action, Broadcast, Channel, Curation, Entry, JoinJob, Joined, JoinedFile, Query, QueryKind,
    QueryState, Rendition, Scope, Shown, StoredPart, StoredPush, Told, Visibility, Watch, Window,
};
pub use settings::{MAX_GAP_SECONDS, Publish, Settings, utc_offset};
pub use show::{Found, Loss};
pub use store::Store;
pub use unsettled::DuePosition;
