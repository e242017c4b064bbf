//! FLV. A piece is a second: the tags from one key frame to the next.

use super::{LOOP_SECONDS, repeated::Loop};
use std::sync::LazyLock;

const BYTES: &[u8] = include_bytes!("../../footage/loop.flv");
/// The signature, and the size of the tag before the first one.
const HEADER: usize = 13;
/// A tag's header, and its size behind it.
const TAG_HEADER: usize = 11;
const TAG_FRAME: usize = TAG_HEADER + 4;
const SCRIPT_DATA: u8 = 18;

static LOOP: LazyLock<Loop> = LazyLock::new(|| {
    let starts = tags(BYTES, HEADER).filter(|at| begins_second(&BYTES[*at..]));
    Loop::new(BYTES, starts.collect(), |piece, _, copies| {
        let starts: Vec<usize> = tags(piece, 0).collect();
        for at in starts {
            stamp(&mut piece[at + 4..at + 8], copies * LOOP_SECONDS * 1_000);
        }
    })
});

pub(super) fn repeated() -> &'static Loop {
    &LOOP
}

/// Where the tags start.
fn tags(bytes: &[u8], first: usize) -> impl Iterator<Item = usize> {
    let next = move |at: usize| {
        let size = u32::from_be_bytes([0, *bytes.get(at + 1)?, bytes[at + 2], bytes[at + 3]]);
        Some(at + TAG_FRAME + size as usize)
    };
    std::iter::successors(Some(first), move |at| next(*at)).filter(|at| *at < bytes.len())
}

/// A key frame of AVC that is no configuration.
fn begins_second(tag: &[u8]) -> bool {
    tag[TAG_HEADER..].starts_with(&[0x17, 1])
}

/// A tag's time is in milliseconds: three bytes, and then the highest one.
fn stamp(time: &mut [u8], milliseconds: u64) {
    let before = u32::from_be_bytes([time[3], time[0], time[1], time[2]]);
    let [highest, rest @ ..] = before.wrapping_add(milliseconds as u32).to_be_bytes();
    time[..3].copy_from_slice(&rest);
    time[3] = highest;
}

/// What precedes the pieces: the duration, where the key frames are, and the configuration of the codecs.
pub(super) fn head(seconds: u64) -> Vec<u8> {
    let configuration = &BYTES[HEADER..first_piece()];
    let key_frames: Vec<u64> = (0..seconds).step_by(LOOP_SECONDS as usize).collect();
    // The positions behind the metadata depend on its size, which depends on their number alone.
    let metadata = |pieces_at: u64| {
        let positions = key_frames.iter().map(|at| pieces_at + LOOP.offset(*at));
        metadata(seconds, &key_frames, positions)
    };
    let pieces_at = HEADER + metadata(0).len() + configuration.len();
    [&BYTES[..HEADER], &metadata(pieces_at as u64), configuration].concat()
}

fn first_piece() -> usize {
    let first = tags(BYTES, HEADER).find(|at| begins_second(&BYTES[*at..]));
    first.unwrap_or(HEADER)
}

/// The `onMetaData` tag, in AMF 0.
fn metadata(seconds: u64, times: &[u64], positions: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut data = vec![2];
    name(&mut data, "onMetaData");
    // An array of six named values.
    data.extend([8, 0, 0, 0, 6]);
    for (key, value) in [
        ("duration", seconds),
        ("width", 320),
        ("height", 180),
        ("videocodecid", 7),
        ("audiocodecid", 10),
    ] {
        name(&mut data, key);
        number(&mut data, value);
    }
    name(&mut data, "keyframes");
    data.push(3);
    numbers(&mut data, "times", times.iter().copied());
    numbers(&mut data, "filepositions", positions);
    data.extend([0, 0, 9, 0, 0, 9]);
    let mut tag = vec![SCRIPT_DATA];
    tag.extend(&(data.len() as u32).to_be_bytes()[1..]);
    tag.extend([0; 7]);
    tag.extend(&data);
    tag.extend(((data.len() + TAG_HEADER) as u32).to_be_bytes());
    tag
}

fn name(data: &mut Vec<u8>, name: &str) {
    data.extend((name.len() as u16).to_be_bytes());
    data.extend(name.as_bytes());
}

fn number(data: &mut Vec<u8>, number: u64) {
    data.push(0);
    data.extend((number as f64).to_be_bytes());
}

fn numbers(data: &mut Vec<u8>, key: &str, list: impl Iterator<Item = u64>) {
    name(data, key);
    data.push(10);
    let list: Vec<u64> = list.collect();
    data.extend((list.len() as u32).to_be_bytes());
    for each in list {
        number(data, each);
    }
}
