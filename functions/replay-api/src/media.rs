//! Media files: their URLs, the signatures of those, and HLS playlists.

pub(crate) mod hls;
mod signed_url;
mod signing;
mod url;

pub(crate) use signed_url::Links;
pub(crate) use signing::Playback;
pub(crate) use url::{Address, secured};
