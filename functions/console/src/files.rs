//! The built files of the page, in the program.

use crate::encoding::Encoding;

/// A file, with its compressed forms, which are smaller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    /// Its path under `/console/`.
    pub(crate) name: &'static str,
    pub(crate) etag: &'static str,
    pub(crate) bytes: &'static [u8],
    pub(crate) brotli: Option<&'static [u8]>,
    pub(crate) gzip: Option<&'static [u8]>,
}

/// All of them; none where the page wasn't built.
pub(crate) const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The page itself.
pub(crate) const PAGE: &str = "index.html";
/// Names of files in here hold a hash of what they contain.
const HASHED: &str = "assets/";

impl File {
    /// The bytes in this form, if there are any.
    pub(crate) fn encoded(&self, encoding: Encoding) -> Option<&'static [u8]> {
        match encoding {
            Encoding::Brotli => self.brotli,
            Encoding::Gzip => self.gzip,
            Encoding::Identity => Some(self.bytes),
        }
    }

    /// Whether it never changes under this name.
    pub(crate) fn is_immutable(&self) -> bool {
        self.name.starts_with(HASHED)
    }

    /// What `Content-Type` says of it.
    pub(crate) fn content_type(&self) -> &'static str {
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending);
        match ending.unwrap_or_default() {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "webmanifest" => "application/manifest+json",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}
