//! What functions have to be told: variables by name, and which of them are wrong.

mod vars;

pub use vars::{SettingError, Vars};
