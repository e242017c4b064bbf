//! Files as VOD shows them.

use replay_grouping::{FileId, Format, Timestamp};
use replay_store::VodFile;

/// The id of the file that [`crate::part`] calls by this number.
pub fn file_id(file: u64) -> FileId {
    FileId::new(&format!("52858908{file:011}")).unwrap()
}

/// A file that holds the seconds from `start` to `end`, ten seconds after its end.
pub fn vod_file(format: &str, start: i64, end: i64, url: impl Into<String>) -> VodFile {
    VodFile {
        start: Some(Timestamp(start)),
        end: Some(Timestamp(end)),
        created_at: Some(Timestamp(end + 10)),
        duration: u32::try_from(end - start).ok(),
        format: Some(Format::new(format)),
        bytes: u64::try_from(1_000 * (end - start)).ok(),
        url: Some(url.into()),
        cover_url: None,
        expires_at: None,
        session: None,
        guess: None,
    }
}
