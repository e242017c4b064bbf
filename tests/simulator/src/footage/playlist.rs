//! The playlist of an HLS file.

use std::fmt::Write;

/// As in VOD's default.
pub(crate) const SEGMENT_SECONDS: u64 = 4;

/// The list of a file of so many seconds. VOD takes care that the signature of the list covers its segments; here each
/// segment gets the query of the list.
pub(crate) fn playlist(seconds: u64, query: Option<&str>) -> String {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}\n#EXT-X-MEDIA-SEQUENCE:0\n\
         #EXT-X-PLAYLIST-TYPE:VOD\n"
    );
    for (number, from) in (0..seconds).step_by(SEGMENT_SECONDS as usize).enumerate() {
        let length = SEGMENT_SECONDS.min(seconds - from);
        // Writing to a String can't fail.
        let _ = write!(text, "#EXTINF:{length}.000,\n{number}.ts{query}\n");
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}
