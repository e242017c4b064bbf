//! Secrets that are compared in constant time, and the signatures that are made with them.
//!
//! Pure: no I/O, no clock. The time is always an argument.

mod callback;
mod grant;
mod hex;
mod hotlink;
mod mac;
mod secret;
pub mod tc3;
mod token;

pub use callback::{
    CallbackVerifier, MAX_AHEAD_SECONDS, NoKeys, Refusal, SIGNED_FOR_SECONDS, sign,
};
pub use grant::GrantKey;
pub use hex::hex;
pub use hotlink::{HotlinkKey, InvalidHotlinkKey};
pub use secret::{EmptySecret, Secret};
pub use token::TokenDigest;
