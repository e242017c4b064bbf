//! Addresses of files in VOD that are valid for a limited time: key hotlink protection.
//!
//! `sign` is the lower-case hex MD5 of the key, the folder of the file, `t` and `us`. `t` is the Unix second in which the
//! address expires, in lower-case hex; `us` is any text of letters and digits that tells addresses apart. They stand in
//! the query in the order `t`, `us`, `sign` (<https://cloud.tencent.com/document/product/266/14047>). One signature is
//! good for every file of the folder.

use crate::{Secret, hex::hex};
use md5::{Digest, Md5};

/// VOD's limits for the length of a key.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 8..=20;

/// The key of a domain's hotlink protection.
#[derive(Debug, Clone)]
pub struct HotlinkKey(Secret);

/// The text can't be a hotlink key: VOD takes 8 to 20 letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 8 to 20 letters and digits")]
pub struct InvalidHotlinkKey;

impl HotlinkKey {
    /// # Errors
    /// [`InvalidHotlinkKey`] when VOD would refuse it.
    pub fn new(key: &str) -> Result<Self, InvalidHotlinkKey> {
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain || !KEY_LENGTHS.contains(&key.len()) {
            return Err(InvalidHotlinkKey);
        }
        Secret::new(key).map(Self).map_err(|_| InvalidHotlinkKey)
    }

    /// The query that opens the files of `folder`, a path that begins and ends with a slash, until the Unix second
    /// `expires_at`.
    #[must_use]
    pub fn query(&self, folder: &str, expires_at: i64, us: &str) -> String {
        let t = format!("{expires_at:x}");
        let digest = Md5::new()
            .chain_update(self.0.expose())
            .chain_update(folder)
            .chain_update(&t)
            .chain_update(us)
            .finalize();
        format!("t={t}&us={us}&sign={}", hex(&digest))
    }
}
