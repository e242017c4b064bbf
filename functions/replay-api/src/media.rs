//! Media files: their URLs, the signatures of those, and HLS playlists.

pub(crate) mod hls;
pub(crate) mod signed_url;
pub(crate) mod signing;
pub(crate) mod url;
