//! The host of the files: what a GET for a file, a segment of it or a picture gets.

use crate::{
    Account, Footage, Media,
    footage::{SEGMENT_SECONDS, playlist},
    world::media::file_of_folder,
};
use replay_signature::HotlinkKey;

/// The folder of screenshots below the start of URLs. They are not in VOD.
pub const SHOTS: &str = "shots";

/// Why there is nothing at a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFootage {
    /// No such file, not yet, or not any more.
    #[error("there is no such file")]
    Missing,
    /// The URL is not signed with the hotlink key, or the signature has expired.
    #[error("the URL is not signed, or its signature has expired")]
    Unsigned,
}

impl Account {
    /// The file at `path`, which is that of a URL of a file or of something beside it. With a `key`, the query has to open it.
    ///
    /// # Errors
    /// [`NoFootage`]
    pub fn footage(
        &self,
        path: &str,
        query: Option<&str>,
        key: Option<&HotlinkKey>,
        now: i64,
    ) -> Result<Footage, NoFootage> {
        let (folders, name) = path.rsplit_once('/').ok_or(NoFootage::Missing)?;
        let folder = folders.rsplit('/').next().unwrap_or_default();
        if folders.split('/').any(|folder| folder == SHOTS) && name.ends_with(".jpg") {
            return Ok(Footage::picture());
        }
        let file_id = file_of_folder(folder).ok_or(NoFootage::Missing)?;
        let opens = |key: &HotlinkKey| opens(key, &format!("{folders}/"), query, now);
        if !key.is_none_or(opens) {
            return Err(NoFootage::Unsigned);
        }
        let shelf = self.studio.open();
        let media = shelf.file(&self.world, file_id, now);
        let media = media.ok_or(NoFootage::Missing)?;
        named(media, name, query).ok_or(NoFootage::Missing)
    }
}

/// What has this name in the folder of a file.
fn named(media: &Media, name: &str, query: Option<&str>) -> Option<Footage> {
    let seconds = u64::from(media.times.duration.unwrap_or(1).max(1));
    let (stem, extension) = name.split_once('.')?;
    match (media.format.as_str(), stem, extension) {
        ("hls", "playlist_eof", "m3u8") => Some(Footage::list(playlist(seconds, query))),
        ("hls", number, "ts") => {
            let from = number.parse::<u64>().ok()?.checked_mul(SEGMENT_SECONDS)?;
            (from < seconds).then(|| Footage::segment(from..seconds.min(from + SEGMENT_SECONDS)))
        }
        (format, "f0", extension) if format == extension => Footage::file(format, seconds),
        _ => None,
    }
}

/// Whether a query has a signature of `folder` that is still valid.
fn opens(key: &HotlinkKey, folder: &str, query: Option<&str>, now: i64) -> bool {
    let pairs = query.unwrap_or_default().split('&');
    let value = |name: &str| {
        let found = pairs.clone().find_map(|pair| pair.strip_prefix(name));
        found.unwrap_or_default()
    };
    let (t, us, sign) = (value("t="), value("us="), value("sign="));
    i64::from_str_radix(t, 16)
        .is_ok_and(|t| t > now && key.query(folder, t, us).ends_with(&format!("sign={sign}")))
}
