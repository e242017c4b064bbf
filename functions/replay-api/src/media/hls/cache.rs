//! Playlists that were loaded before. The playlist of a finished recording never changes.

use super::{error::PlaylistError, media::Media};
use replay_grouping::{Seconds, Timestamp};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How much memory all playlists may take: of the 256 MB of a function, what a few requests at once leave free.
const MAX_BYTES: usize = 32 << 20;

/// How much memory an entry takes besides its playlist.
const ENTRY_BYTES: usize = 512;

/// How long a failure, or a playlist that may still grow, is kept: a player that tries again at once costs nothing, and a
/// person who tries again gets a new answer.
const BRIEFLY: Seconds = Seconds(10);

/// A playlist, or why it could not be loaded.
pub(super) type Loaded = Result<Arc<Media>, PlaylistError>;

/// Loaded playlists, by URL without signature.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    by_address: HashMap<String, CachedPlaylist>,
    bytes: usize,
    uses: u64,
}

#[derive(Debug)]
struct CachedPlaylist {
    loaded: Loaded,
    bytes: usize,
    /// The Unix second up to which it is kept; `None` for ever.
    until: Option<Timestamp>,
    used: u64,
}

impl Cache {
    /// What is kept of a playlist at the Unix second `now`.
    pub(super) fn get(&self, address: &str, now: Timestamp) -> Option<Loaded> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.uses += 1;
        let used = entries.uses;
        let entry = entries.by_address.get_mut(address)?;
        if entry.until.is_some_and(|until| until <= now) {
            return None;
        }
        entry.used = used;
        Some(entry.loaded.clone())
    }

    /// Keeps a playlist, and drops those that were not used for longest while all take too much memory.
    pub(super) fn keep(&self, address: &str, loaded: &Loaded, now: Timestamp) {
        let finished = loaded.as_ref().is_ok_and(|media| media.ended);
        let list = loaded.as_ref().map_or(0, |media| media.bytes());
        let bytes = list + address.len() + ENTRY_BYTES;
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.uses += 1;
        let entry = CachedPlaylist {
            loaded: loaded.clone(),
            bytes,
            until: (!finished).then_some(now + BRIEFLY),
            used: entries.uses,
        };
        entries.bytes += bytes;
        let before = entries.by_address.insert(address.to_owned(), entry);
        entries.bytes -= before.map_or(0, |before| before.bytes);
        while entries.bytes > MAX_BYTES && entries.forget_oldest() {}
    }
}

impl Entries {
    fn forget_oldest(&mut self) -> bool {
        let oldest = self.by_address.iter().min_by_key(|(_, entry)| entry.used);
        let oldest = oldest.map(|(address, _)| address.clone());
        let forgotten = oldest.and_then(|address| self.by_address.remove(&address));
        self.bytes -= forgotten.as_ref().map_or(0, |entry| entry.bytes);
        forgotten.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::hls::media::{SEGMENT_BYTES, Segment};
    use replay_grouping::Timestamp;

    fn list(bytes: usize, ended: bool) -> Loaded {
        Ok(Arc::new(Media {
            segments: vec![Segment {
                before: Vec::new(),
                address: "x".repeat(bytes),
                length: 1,
            }],
            ended,
            ..Media::default()
        }))
    }

    fn known(cache: &Cache, address: &str, now: i64) -> bool {
        cache.get(address, Timestamp(now)).is_some()
    }

    #[test]
    fn a_finished_playlist_is_kept_for_ever_and_anything_else_for_10_s() {
        let cache = Cache::default();
        cache.keep("finished", &list(1, true), Timestamp(100));
        cache.keep("growing", &list(1, false), Timestamp(100));
        cache.keep("failed", &Err(PlaylistError::Status(404)), Timestamp(100));
        for (address, at_109, at_110) in [
            ("finished", true, true),
            ("growing", true, false),
            ("failed", true, false),
            ("unknown", false, false),
        ] {
            let found = [109, 110].map(|now| known(&cache, address, now));
            assert_eq!(found, [at_109, at_110], "{address}");
        }
    }

    #[test]
    fn the_least_recently_used_playlist_is_dropped_first() {
        let cache = Cache::default();
        let third = MAX_BYTES / 3 - 1_000;
        for address in ["a", "b", "c"] {
            cache.keep(address, &list(third, true), Timestamp(0));
        }
        assert!(known(&cache, "a", 0));
        cache.keep("d", &list(third, true), Timestamp(0));
        let found = ["a", "b", "c", "d"].map(|address| known(&cache, address, 0));
        assert_eq!(found, [true, false, true, true]);
        cache.keep("e", &list(MAX_BYTES, true), Timestamp(0));
        let entries = cache.0.lock().unwrap();
        assert_eq!((entries.by_address.len(), entries.bytes), (0, 0));
    }

    #[test]
    fn a_playlist_that_is_kept_again_counts_once() {
        let cache = Cache::default();
        for _ in 0..9 {
            cache.keep("a", &list(1_000, false), Timestamp(0));
        }
        let bytes = cache.0.lock().unwrap().bytes;
        assert_eq!(bytes, 1_000 + 1 + ENTRY_BYTES + SEGMENT_BYTES);
    }
}
