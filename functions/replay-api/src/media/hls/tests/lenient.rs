//! Lists that players take, though RFC 8216 doesn't.

use super::{check, joined, links, media, refused, takes};
use crate::media::hls::PlaylistError;

const A: &str = "https://vod.example.com/dir/a.ts";

/// What becomes of a list with one segment, `a.ts`, of at most 6 s.
#[track_caller]
fn becomes(lines: &str, expected: &str) {
    let expected = format!("#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n{expected}");
    check(&[lines], &expected);
}

#[test]
fn numbers_are_read_with_anything_around_them() {
    for lines in [
        "#EXTINF: 6.0,\na.ts\n",
        "#EXTINF:6.0\na.ts\n",
        "#EXTINF:6.0 \t,\na.ts\n",
        "#EXTINF : 6.0 ,\na.ts\n",
        "#extinf:6.0,\na.ts\n",
        "  #EXTINF:6.0,  \n\t a.ts \n",
        "#EXTINF:6.0,\r\n\r\na.ts\r\n",
        "#EXTINF:6.0,\r# a comment\ra.ts\r",
        "#EXTINF:3.0,\n#EXTINF:6.0,\na.ts\n",
        "#EXTINF:6.0,\na.ts\n#EXTINF:3.0,\n",
        "#EXT-X-TARGETDURATION:6.0\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-TARGETDURATION: 5.2 \n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-TARGETDURATION:x\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-TARGETDURATION:-1\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-TARGETDURATION:99999999999\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-TARGETDURATION\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-VERSION: 3\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-VERSION:v3\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-VERSION:2.0\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-VERSION:300\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-MEDIA-SEQUENCE: 9 \n#EXT-X-MEDIA-SEQUENCE:x\n#EXTINF:6.0,\na.ts\n",
        "#EXT-X-PROGRAM-DATE-TIME: yesterday\n#EXTINF:6.0,\na.ts\n",
        "#EXT\n#EXT-X-\n#\n#EXT-X-UNKNOWN: a = \"\n#EXTINF:6.0,\na.ts\n",
    ] {
        becomes(lines, &format!("#EXTINF:6.0,\n{A}"));
        assert!(!media(lines).ended, "{lines}");
    }
}

#[test]
fn a_length_that_is_none_counts_as_0() {
    for length in ["-1", "nan", "1e300", "604800.1", "", " ", "x"] {
        let lines = format!("#EXT-X-TARGETDURATION:6\n#EXTINF:{length},a title\na.ts\n");
        becomes(&lines, &format!("#EXTINF:0,a title\n{A}"));
    }
    becomes(
        "#EXT-X-TARGETDURATION:6\n#EXTINF\na.ts\n",
        &format!("#EXTINF:0,\n{A}"),
    );
    let hours = "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:7200\n#EXTINF:7200.4,\n";
    check(&["#EXTINF: 7200.4\na.ts\n"], &format!("{hours}{A}"));
    becomes("#EXTINF:6e0,\na.ts\n", &format!("#EXTINF:6,\n{A}"));
}

#[test]
fn the_first_line_may_have_a_mark_or_spaces_before_it() {
    for start in [
        "\u{feff}#EXTM3U\r\n",
        "\n \n#EXTM3U\n",
        "#extm3u\n",
        "#EXTM3U url-tvg=\"x\"\n",
        "\u{feff}\u{feff} #EXTM3U:\r",
    ] {
        let text = format!("{start}#EXTINF:2,\na.ts\n#EXT-X-ENDLIST \n");
        let read = super::read(&text).unwrap();
        let super::Playlist::Media(media) = read else {
            panic!("{start:?}")
        };
        assert!(media.ended && media.segments.len() == 1, "{start:?}");
    }
    for text in ["#EXTM3U8\na.ts\n", "EXTM3U\n", "# EXTM3U\n", "{}", "ÿ"] {
        refused(text, PlaylistError::NotAPlaylist);
    }
}

#[test]
fn attributes_are_written_as_the_rfc_asks_for() {
    let key = "#EXT-X-KEY:METHOD=AES-128,URI=\"https://vod.example.com/dir/k\",IV=0x1";
    for attributes in [
        "METHOD=AES-128,URI=\"k\",IV=0x1",
        " METHOD = AES-128 , URI = \"k\" , IV = 0x1 ",
        "method=aes-128,uri=k,iv=\"0x1\"",
        "METHOD=\"AES-128\",URI=\" k \",IV=0x1,",
        "METHOD=AES-128,,URI=\"k\",IV=0x1,IV=0x2,FLAG",
        "METHOD=AES-128,FLAG,URI=\"k,IV=0x1",
    ] {
        let lines = format!("#EXT-X-KEY:{attributes}\n#EXTINF:6,\na.ts\n");
        becomes(&lines, &format!("{key}\n#EXTINF:6,\n{A}"));
    }
    becomes(
        "#EXT-X-KEY:METHOD=none,URI=\"\",IV=0x1\n#EXTINF:6,\na.ts\n",
        &format!("#EXT-X-KEY:METHOD=NONE\n#EXTINF:6,\n{A}"),
    );
    becomes(
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=skd://k,KEYFORMAT=com.example,KEYFORMATVERSIONS=1/2,X=a\n#EXTINF:6,\na.ts\n",
        &format!(
            "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://k\",KEYFORMAT=\"com.example\",KEYFORMATVERSIONS=\"1/2\",X=a\n#EXTINF:6,\n{A}"
        ),
    );
    let section = "#EXT-X-MAP: Uri = init.mp4 , ByteRange = 10 @ 0\n#EXTINF:6,\n#EXT-X-BYTERANGE: 100 @ 0\na.ts\n";
    let expected = format!(
        "#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n\
         #EXT-X-MAP:URI=\"https://vod.example.com/dir/init.mp4\",BYTERANGE=\"10@0\"\n#EXTINF:6,\n#EXT-X-BYTERANGE:100@0\n{A}"
    );
    check(&[section], &expected);
}

#[test]
fn tags_before_a_segment_may_come_in_any_order() {
    becomes(
        "#EXTINF:6,\n#EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:53:20.123+0800 \n#EXT-X-GAP:\na.ts\n",
        &format!(
            "#EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:53:20.123+0800\n#EXT-X-GAP\n#EXTINF:6,\n{A}"
        ),
    );
}

#[test]
fn a_finished_list_without_segments_adds_nothing() {
    let (empty, one) = (
        "#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:60\n#EXT-X-MAP:URI=\"m\"\n#EXT-X-ENDLIST \r\n",
        "#EXTINF:6,\na.ts\n",
    );
    let alone = format!("#EXTINF:6,\n{A}");
    let head = "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n";
    for lists in [vec![empty, one], vec![one, empty], vec![empty, one, empty]] {
        check(&lists, &format!("{head}{alone}"));
    }
    let twice = format!("{head}{alone}\n#EXT-X-DISCONTINUITY\n{alone}");
    check(&[one, empty, empty, one], &twice);
    check(
        &[one, "#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-ENDLIST\n"],
        &format!("{head}{alone}"),
    );
    assert!(media(empty).is_empty() && media(empty).ended);
    let section = media("#EXT-X-MAP:URI=\"m\"\n#EXTINF:6,\na.m4s\n");
    let lists = [section, media(empty), media(one)];
    let error = joined(&lists, links()).unwrap_err();
    assert_eq!(error, super::ConcatError::Section(2), "the third is named");
}

#[test]
fn sound_is_apart_only_where_its_group_has_none_inside() {
    let variant = "#EXT-X-STREAM-INF: BANDWIDTH = \"2e6\" , AUDIO = a\nhigh.m3u8\n";
    let low = "#EXT-X-STREAM-INF:BANDWIDTH=1000000\nlow.m3u8\n";
    let apart = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",URI=\"en.m3u8\"\n";
    for (media, taken) in [
        ("", "high.m3u8"),
        (
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"x\"\n",
            "high.m3u8",
        ),
        (
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",URI=\"\"\n",
            "high.m3u8",
        ),
        (
            "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"a\",URI=\"s\"\n",
            "high.m3u8",
        ),
        (apart, "low.m3u8"),
        (
            "#EXT-X-MEDIA: type = audio , group-id = a , uri = en.m3u8\n",
            "low.m3u8",
        ),
    ] {
        takes(&format!("{media}{low}{variant}"), Ok(taken));
    }
    let both = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",DEFAULT=YES\n";
    takes(&format!("{apart}{both}{low}{variant}"), Ok("high.m3u8"));
    takes(&format!("{apart}{variant}"), Err(PlaylistError::SoundApart));
}
