//! Lists are read and joined, without any network.

mod lenient;

use super::{
    ConcatError, Continued, MAX_BYTES, Media, Playlist, PlaylistError, concat,
    media::{Segment, Tags},
};
use crate::{
    media::{Links, NamedBy, secured},
    tests::samples::{config, links},
};
use replay_grouping::{Cut, Timestamp};
use std::sync::Arc;
use url::Url;

const BASE: &str = "https://vod.example.com/dir/playlist_eof.m3u8?from=vod";

fn read(text: &str) -> Result<Playlist, PlaylistError> {
    Playlist::read(text, &Url::parse(BASE).unwrap())
}

/// A list of these lines.
#[track_caller]
fn media(lines: &str) -> Arc<Media> {
    let text = format!("#EXTM3U\n{lines}");
    match read(&text).unwrap() {
        Playlist::Media(media) => Arc::new(media),
        Playlist::Master(_) => panic!("it names others"),
    }
}

/// One list after the other.
fn joined(lists: &[Arc<Media>], links: Links<'_>) -> Result<String, ConcatError> {
    let lists = lists.iter().map(|list| Continued {
        list: Arc::clone(list),
        cut: Cut::default(),
        named_by: NamedBy::Vod,
    });
    concat(&lists.collect::<Vec<_>>(), links)
}

/// What becomes of lists of these lines, without the lines that every joined list has.
#[track_caller]
fn check(lists: &[&str], expected: &str) {
    let lists: Vec<Arc<Media>> = lists.iter().map(|lines| media(lines)).collect();
    let joined = joined(&lists, links()).unwrap();
    reads_back(&lists, &joined);
    let joined = joined.strip_prefix("#EXTM3U\n").unwrap();
    let joined = joined.strip_suffix("#EXT-X-ENDLIST\n").unwrap();
    let mut lines = joined.lines().collect::<Vec<_>>();
    for line in ["#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD"] {
        let found = lines.iter().position(|known| *known == line).unwrap();
        lines.remove(found);
    }
    assert_eq!(lines.join("\n"), expected);
}

/// A joined list contains all addresses of the lists, in order.
#[track_caller]
fn reads_back(lists: &[Arc<Media>], joined: &str) {
    let Ok(Playlist::Media(again)) = read(joined) else {
        panic!("it can't be read: {joined}");
    };
    let of = |segment: &Segment| {
        let tags = segment.before.iter().filter_map(|tags| match tags {
            Tags::Own(_) => None,
            Tags::Lasting(tag) => tag.address.clone(),
        });
        let all = tags.chain([segment.address.clone()]);
        all.map(|address| secured(&address)).collect::<Vec<_>>()
    };
    let addresses = |list: &Media| list.segments.iter().flat_map(of).collect::<Vec<_>>();
    let all: Vec<String> = lists.iter().flat_map(|list| addresses(list)).collect();
    assert_eq!(addresses(&again), all, "{joined}");
    assert!(again.ended);
}

#[test]
fn any_lines_are_refused_or_make_a_playlist_that_can_be_read_again() {
    let lines = [
        "#EXTINF:2,",
        "#EXTINF:9.9,a,b",
        "#EXTINF:",
        "a.ts",
        "http://127.0.0.1/b.ts?a=\"b",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"",
        "#EXT-X-KEY:METHOD=AES-128,IV=0x1, URI=\"k\",URI=\"l\"",
        "#EXT-X-KEY:METHOD=NONE",
        "#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"1@0\"",
        "#EXT-X-MAP:URI=\"",
        "#EXT-X-BYTERANGE:1@0",
        "#EXT-X-DISCONTINUITY",
        "#EXT-X-MEDIA-SEQUENCE:18446744073709551615",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:-1",
        "#EXT-X-ENDLIST",
        "#EXT",
        "#",
        "房间",
        "",
    ];
    let mut rng = fastrand::Rng::with_seed(7);
    let mut kept: Vec<Arc<Media>> = Vec::new();
    for _ in 0..20_000 {
        let mut text = "#EXTM3U\n#EXTINF:1,\n0.ts\n".to_owned();
        for _ in 0..rng.usize(0..8) {
            let line = lines[rng.usize(0..lines.len())];
            text.push_str(line);
            text.push_str(if rng.bool() { "\n" } else { "\r\n" });
        }
        if let Ok(Playlist::Media(media)) = read(&text) {
            kept.push(Arc::new(media));
            kept = kept.split_off(kept.len().saturating_sub(2));
            if let Ok(joined) = joined(&kept, links()) {
                reads_back(&kept, &joined);
            }
        }
    }
    assert_eq!(kept.len(), 2);
}

#[test]
fn a_playlist_of_vod_is_parsed() {
    let list = "#EXT-X-VERSION:3\r\n#EXT-X-MEDIA-SEQUENCE:7\r\n#EXT-X-TARGETDURATION:10\r\n#EXT-X-PLAYLIST-TYPE:VOD\r\n\r\n\
        #EXTINF:9.967,\r\n0.ts?start=0&end=9&type=mpegts\r\n#EXTINF:3.200,title\r\n0.ts?start=10&end=19&type=mpegts\r\n#EXT-X-ENDLIST\r\n";
    let expected = "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n\
        #EXTINF:9.967,\nhttps://vod.example.com/dir/0.ts?start=0&end=9&type=mpegts\n\
        #EXTINF:3.200,title\nhttps://vod.example.com/dir/0.ts?start=10&end=19&type=mpegts";
    check(&[list], expected);
    assert!(media(list).ended);
    assert!(!media("#EXTINF:9,\n0.ts\n").ended);
}

#[test]
fn parts_follow_each_other_behind_a_discontinuity() {
    let one = "#EXT-X-TARGETDURATION:4\n#EXT-X-DISCONTINUITY\n#EXTINF:4,\na.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2,\nb.ts\n#EXT-X-ENDLIST\n";
    let other = "#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:6\n#EXT-X-DISCONTINUITY-SEQUENCE:3\n#EXT-X-DISCONTINUITY\n#EXTINF:5.5,\nc.ts\n";
    let expected = "#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:6\n\
        #EXTINF:4,\nhttps://vod.example.com/dir/a.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2,\nhttps://vod.example.com/dir/b.ts\n\
        #EXT-X-DISCONTINUITY\n#EXTINF:5.5,\nhttps://vod.example.com/dir/c.ts";
    check(&[one, other], expected);
}

#[test]
fn the_target_duration_covers_the_longest_segment() {
    for (lines, target) in [
        ("#EXT-X-TARGETDURATION:3\n#EXTINF:9.4,\na.ts\n", 9),
        ("#EXT-X-TARGETDURATION:3\n#EXTINF:9.5,\na.ts\n", 10),
        ("#EXTINF:0,\na.ts\n", 0),
        ("#EXT-X-TARGETDURATION:12\n#EXTINF:9.5,\na.ts\n", 12),
    ] {
        assert_eq!(media(lines).target, target, "{lines}");
    }
}

#[test]
fn urls_become_absolute() {
    let line = |address: &str| format!("#EXTINF:1,\n{address}\n");
    for (address, full) in [
        ("a.ts", "https://vod.example.com/dir/a.ts"),
        ("./b/../a.ts", "https://vod.example.com/dir/a.ts"),
        ("../../a.ts", "https://vod.example.com/a.ts"),
        ("/a.ts#x", "https://vod.example.com/a.ts#x"),
        ("//cdn.example.com/a.ts", "https://cdn.example.com/a.ts"),
        (
            "http://cdn.example.com/a.ts",
            "https://cdn.example.com/a.ts",
        ),
        ("http://127.0.0.1:81/a.ts", "http://127.0.0.1:81/a.ts"),
        (
            "房间 1.ts?a=\"b",
            "https://vod.example.com/dir/%E6%88%BF%E9%97%B4%201.ts?a=%22b",
        ),
    ] {
        let expected = format!("#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{full}");
        check(&[&line(address)], &expected);
    }
}

#[test]
fn byte_ranges_times_and_gaps_stay() {
    let lines = "#EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:53:20Z\n#EXTINF:2,\n#EXT-X-BYTERANGE:100@0\nall.ts\n\
        #EXTINF:2,\n#EXT-X-BYTERANGE:50\nall.ts\n#EXT-X-GAP\n#EXTINF:2,\nlost.ts\n";
    let expected = "#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:2\n\
        #EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:53:20Z\n#EXTINF:2,\n#EXT-X-BYTERANGE:100@0\nhttps://vod.example.com/dir/all.ts\n\
        #EXTINF:2,\n#EXT-X-BYTERANGE:50@100\nhttps://vod.example.com/dir/all.ts\n#EXT-X-GAP\n#EXTINF:2,\nhttps://vod.example.com/dir/lost.ts";
    check(&[lines], expected);
}

#[test]
fn urls_of_initialization_sections_become_absolute() {
    let lines = "#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"10@0\"\n#EXTINF:2,\na.m4s\n";
    let expected = "#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:2\n#EXT-X-INDEPENDENT-SEGMENTS\n\
        #EXT-X-MAP:URI=\"https://vod.example.com/dir/init.mp4\",BYTERANGE=\"10@0\"\n#EXTINF:2,\nhttps://vod.example.com/dir/a.m4s";
    check(&[lines], expected);
}

#[test]
fn a_playlist_without_a_section_cannot_follow_one_with_a_section() {
    let with = media("#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\na.m4s\n");
    let without = media("#EXTINF:2,\na.ts\n");
    let order = |lists: [&Arc<Media>; 2]| joined(&lists.map(Arc::clone), links()).map(|_| ());
    assert_eq!(order([&with, &with]), Ok(()));
    assert_eq!(order([&without, &with]), Ok(()));
    assert_eq!(order([&with, &without]), Err(ConcatError::Section(1)));
}

#[test]
fn keys_apply_only_to_their_own_playlist() {
    let locked = "#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x1,KEYID=0x2\n#EXTINF:2,\na.ts\n";
    let open = "#EXTINF:2,\nb.ts\n";
    let key = "#EXT-X-KEY:METHOD=AES-128,URI=\"https://vod.example.com/dir/k\",IV=0x1,KEYID=0x2\n";
    let (a, b) = (
        "#EXTINF:2,\nhttps://vod.example.com/dir/a.ts\n",
        "#EXTINF:2,\nhttps://vod.example.com/dir/b.ts",
    );
    let expected = format!(
        "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{key}{a}#EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=NONE\n{b}"
    );
    check(&[locked, open], &expected);
    let unlocked = format!("{locked}#EXT-X-KEY:METHOD=NONE\n{open}");
    let expected = format!(
        "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{key}{a}#EXT-X-KEY:METHOD=NONE\n{b}\n#EXT-X-DISCONTINUITY\n{b}"
    );
    check(&[&unlocked, open], &expected);
}

#[test]
fn a_key_without_a_vector_gets_that_of_each_segments_old_number() {
    let lines = "#EXT-X-MEDIA-SEQUENCE:9\n#EXTINF:2,\na.ts\n#EXT-X-KEY:METHOD=AES-128,URI=\"data:text/plain,k\"\n\
        #EXTINF:2,\nb.ts\n#EXTINF:2,\nc.ts\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:2,\nd.ts\n";
    let key = |number: &str| {
        format!("#EXT-X-KEY:METHOD=AES-128,URI=\"data:text/plain,k\",IV=0x{number:0>32}\n")
    };
    let (b, c) = (key("a"), key("b"));
    let at = |name: &str| format!("https://vod.example.com/dir/{name}.ts");
    let expected = format!(
        "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n{b}#EXTINF:2,\n{}\n{c}#EXTINF:2,\n{}\n\
         #EXT-X-KEY:METHOD=NONE\n#EXTINF:2,\n{}",
        at("a"),
        at("b"),
        at("c"),
        at("d"),
    );
    check(&[lines], &expected);
    let other = "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://k\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n";
    let expected = format!(
        "#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{other}#EXTINF:2,\n{}\n#EXTINF:2,\n{}",
        at("a"),
        at("b")
    );
    check(
        &[&format!("{other}#EXTINF:2,\na.ts\n#EXTINF:2,\nb.ts\n")],
        &expected,
    );
}

#[test]
fn lines_after_the_last_segment_are_dropped() {
    let lines = "#EXTINF:2,\na.ts\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-DISCONTINUITY\n#EXT-X-CUE-OUT:30\n# end\n";
    let a = "#EXTINF:2,\nhttps://vod.example.com/dir/a.ts";
    let expected =
        format!("#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{a}\n#EXT-X-DISCONTINUITY\n{a}");
    check(&[lines, lines], &expected);
}

#[test]
fn addresses_are_signed_when_the_list_is_written() {
    let playback = config(&[
        ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls"),
        ("PLAYBACK_DOMAINS", "vod.example.com"),
    ]);
    let playback = playback.unwrap().playback;
    let lists = [media(
        "#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\na.m4s?start=0\n#EXTINF:2,\nhttps://elsewhere.example.com/b.m4s\n",
    )];
    let joined = joined(&lists, Links::new(&playback, Timestamp(1_760_000_000))).unwrap();
    let query = |before: &str| {
        let (_, behind) = joined.split_once(before).unwrap();
        behind.split(['"', '\n']).next().unwrap().to_owned()
    };
    let signature = query("init.mp4?");
    assert!(signature.starts_with("t=68e8f540&us="), "{signature}");
    assert_eq!(query("a.m4s?"), format!("start=0&{signature}"));
    assert_eq!(query("elsewhere.example.com/b.m4s"), "");
}

#[test]
fn what_only_a_callback_named_is_not_signed_beside_what_vod_named() {
    let playback = config(&[
        ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls"),
        ("PLAYBACK_DOMAINS", "vod.example.com"),
    ]);
    let playback = playback.unwrap().playback;
    let list = |lines, named_by| Continued {
        list: media(lines),
        cut: Cut::default(),
        named_by,
    };
    let lists = [
        list("#EXTINF:2,\na.ts\n", NamedBy::Vod),
        list(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:2,\nb.ts\n",
            NamedBy::Callback,
        ),
    ];
    let joined = concat(&lists, Links::new(&playback, Timestamp(1_760_000_000))).unwrap();
    assert!(joined.contains("a.ts?t="), "{joined}");
    assert!(
        joined.contains("/b.ts\n") && joined.contains("/k\""),
        "{joined}"
    );
}

/// What is written of a list after one of `a.ts`, if that holds its first seconds too.
#[track_caller]
fn without_repeated(lines: &str, seconds: u32, expected: &str) {
    let [before, list] = ["#EXTINF:9,\na.ts\n", lines].map(media);
    let repeated = Cut {
        start: seconds,
        end: None,
    };
    let lists = [(before, Cut::default()), (list, repeated)].map(|(list, cut)| Continued {
        list,
        cut,
        named_by: NamedBy::Vod,
    });
    let joined = concat(&lists, links()).unwrap();
    let (_, behind) = joined.split_once("/a.ts\n").unwrap();
    let behind = behind.replace("https://vod.example.com/dir/", "");
    assert_eq!(behind.strip_suffix("#EXT-X-ENDLIST\n").unwrap(), expected);
}

#[test]
fn whole_segments_that_repeat_what_was_before_are_left_out() {
    let lines = "#EXTINF:4,\nb.ts\n#EXTINF:4.5,\nc.ts\n#EXTINF:2,\nd.ts\n";
    let (b, c, d) = (
        "#EXTINF:4,\nb.ts\n",
        "#EXTINF:4.5,\nc.ts\n",
        "#EXTINF:2,\nd.ts\n",
    );
    let cut = "#EXT-X-DISCONTINUITY\n";
    for (seconds, kept) in [
        (0, format!("{cut}{b}{c}{d}")),
        (3, format!("{cut}{b}{c}{d}")),
        (4, format!("{cut}{c}{d}")),
        (8, format!("{cut}{c}{d}")),
        (9, format!("{cut}{d}")),
        (10, format!("{cut}{d}")),
        (11, String::new()),
        (9_999, String::new()),
    ] {
        without_repeated(lines, seconds, &kept);
    }
}

#[test]
fn what_later_segments_need_of_those_left_out_stays() {
    let lines = "#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x1\n\
        #EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:53:20Z\n#EXTINF:4,\n#EXT-X-BYTERANGE:100@50\nall.m4s\n\
        #EXT-X-DISCONTINUITY\n#EXTINF:4,\n#EXT-X-BYTERANGE:70\nall.m4s\n";
    let expected = "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x1\n\
        #EXT-X-DISCONTINUITY\n#EXTINF:4,\n#EXT-X-BYTERANGE:70@150\nall.m4s\n";
    without_repeated(lines, 5, expected);
}

/// Which segments are written of lists of 4, 4.5 and 2 seconds, of which these seconds play.
#[track_caller]
fn segments(cuts: &[(u32, Option<u32>)], expected: &[&str]) {
    let list = |(i, (start, end)): (usize, &(u32, Option<u32>))| Continued {
        list: media(&format!(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"k{i}\",IV=0x1\n#EXTINF:4,\n{i}a.ts\n#EXTINF:4.5,\n{i}b.ts\n#EXTINF:2,\n{i}c.ts\n"
        )),
        cut: Cut {
            start: *start,
            end: *end,
        },
        named_by: NamedBy::Vod,
    };
    let lists: Vec<_> = cuts.iter().enumerate().map(list).collect();
    let joined = concat(&lists, links()).unwrap();
    let written = joined.lines().filter(|line| line.ends_with(".ts"));
    let written: Vec<&str> = written
        .map(|line| line.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(written, expected, "{cuts:?}");
    let keys = joined.matches("#EXT-X-KEY").count();
    let lists = joined.matches("#EXT-X-DISCONTINUITY").count() + 1;
    assert_eq!(keys, if expected.is_empty() { 0 } else { lists });
}

#[test]
fn segments_of_which_no_part_is_to_play_are_left_out() {
    segments(&[(0, None)], &["0a.ts", "0b.ts", "0c.ts"]);
    segments(&[(4, Some(8))], &["0b.ts"]);
    segments(&[(3, Some(9))], &["0a.ts", "0b.ts", "0c.ts"]);
    segments(&[(0, Some(4))], &["0a.ts"]);
    segments(&[(9, None)], &["0c.ts"]);
    segments(&[(5, Some(6)), (0, Some(1))], &["0b.ts", "1a.ts"]);
    segments(&[(11, None), (0, Some(1))], &["1a.ts"]);
    segments(&[(11, None)], &[]);
}

#[test]
fn a_playlist_too_large_for_an_answer_is_refused() {
    let line = format!("#EXTINF:2,\n{}.ts\n", "a".repeat(1_000));
    let long = media(&line.repeat(MAX_BYTES / 1_000 / 2));
    assert!(joined(std::slice::from_ref(&long), links()).is_ok());
    assert_eq!(
        joined(&[long.clone(), long], links()),
        Err(ConcatError::TooLarge)
    );
}

/// What a text can't be taken over for.
#[track_caller]
fn refused(text: &str, expected: PlaylistError) {
    assert_eq!(read(text), Err(expected), "{text}");
}

#[test]
fn an_incomplete_playlist_is_refused() {
    for text in ["", "<html>", "#EXTINF:2,\na.ts\n", "# a\n#EXTINF:1,\n"] {
        refused(text, PlaylistError::NotAPlaylist);
    }
    let list = |lines: &str| format!("#EXTM3U\n{lines}");
    for lines in ["", "#EXT-X-VERSION:3", "#EXTINF:2,\n"] {
        refused(&list(lines), PlaylistError::Empty);
    }
    for (lines, what) in [
        ("a.ts\n", "segment without its length"),
        ("#EXTINF:2,\na.ts\nb.ts\n", "segment without its length"),
        ("#EXTINF:2,\nhttp://[\n", "address"),
        ("#EXT-X-KEY:URI=\"k\"\n", "EXT-X-KEY"),
        ("#EXT-X-KEY:METHOD=AES-128\n", "EXT-X-KEY"),
        ("#EXT-X-MAP\n", "EXT-X-MAP"),
        ("#EXT-X-MAP:URI=\"\"\n", "address"),
        ("#EXT-X-MAP:URI=\"a\",BYTERANGE=\"all\"\n", "EXT-X-MAP"),
        ("#EXT-X-BYTERANGE:x\n", "EXT-X-BYTERANGE"),
        ("#EXTINF:2,\n\u{fffd}.ts\n", "address"),
    ] {
        refused(&list(lines), PlaylistError::Malformed(what));
    }
    for tag in ["EXT-X-DEFINE", "EXT-X-SKIP", "EXT-X-I-FRAMES-ONLY"] {
        let lines = format!("#{tag}:NAME=\"a\"\n#EXTINF:2,\na.ts\n");
        refused(&list(&lines), PlaylistError::Unsupported(tag));
    }
}

/// The variant that is taken from a list of these lines.
#[track_caller]
fn takes(lines: &str, expected: Result<&str, PlaylistError>) {
    let expected =
        expected.map(|name| Playlist::Master(format!("https://vod.example.com/dir/{name}")));
    assert_eq!(read(&format!("#EXTM3U\n{lines}")), expected, "{lines}");
}

#[test]
fn the_best_of_several_qualities_is_used() {
    let low = "#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360\nlow.m3u8\n";
    let high = "#EXT-X-STREAM-INF:CODECS=\"avc1.4d401f,mp4a.40.2\",BANDWIDTH=2000000\nhigh.m3u8\n";
    let same = "#EXT-X-STREAM-INF:BANDWIDTH=2000000\nsame.m3u8\n";
    let silent = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"a\",URI=\"a.m3u8\"\n\
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"b\",NAME=\"b\"\n#EXT-X-STREAM-INF:BANDWIDTH=9000000,AUDIO=\"a\"\nsilent.m3u8\n";
    takes(low, Ok("low.m3u8"));
    takes(&[low, high, same].concat(), Ok("high.m3u8"));
    takes(&[same, low, high].concat(), Ok("same.m3u8"));
    takes(&[low, silent].concat(), Ok("low.m3u8"));
    takes(silent, Err(PlaylistError::SoundApart));
    let whole = silent.replace("AUDIO=\"a\"", "AUDIO=\"b\"");
    takes(&whole, Ok("silent.m3u8"));
    takes("#EXT-X-STREAM-INF:BANDWIDTH=1\n", Err(PlaylistError::Empty));
    takes("#EXT-X-STREAM-INF\nlow.m3u8\n", Ok("low.m3u8"));
}
