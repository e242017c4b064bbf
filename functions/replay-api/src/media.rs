//! Media files: their URLs, the signatures of those, and HLS playlists.

mod domains;
pub(crate) mod hls;
mod screenshots;
mod signed_url;
mod signing;
mod url;

pub(crate) use domains::{Domains, lies_under};
pub(crate) use screenshots::ScreenshotHosts;
pub(crate) use signed_url::{Links, NamedBy};
pub(crate) use signing::Playback;
pub(crate) use url::{Address, secured};
