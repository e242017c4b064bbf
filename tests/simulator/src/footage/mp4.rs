//! Fragmented MP4. A piece is a second: a fragment with both tracks.

use super::{LOOP_SECONDS, repeated::Loop};
use std::sync::LazyLock;

const BYTES: &[u8] = include_bytes!("../../footage/loop.mp4");
/// A box starts with its size and its type.
const BOX_HEADER: usize = 8;
/// The ticks per second: of the file, and of each track in a fragment, picture first.
const MOVIE_TICKS: u64 = 1_000;
const TRACK_TICKS: [u64; 2] = [10_240, 16_000];
/// A reference starts with a key frame.
const STARTS_WITH_KEY_FRAME: u32 = 0x9000_0000;

static LOOP: LazyLock<Loop> = LazyLock::new(|| {
    let starts = boxes(BYTES).filter(|(kind, _)| kind == b"moof");
    let starts = starts.map(|(_, at)| at).collect();
    Loop::new(BYTES, starts, |piece, number, copies| {
        let sequence = find(piece, b"mfhd") + BOX_HEADER;
        piece[sequence..sequence + 4].copy_from_slice(&(number as u32 + 1).to_be_bytes());
        let mut behind = 0;
        for ticks in TRACK_TICKS {
            // The decode time has 64 bits.
            let time = behind + find(&piece[behind..], b"tfdt") + BOX_HEADER;
            let shift = copies * LOOP_SECONDS * ticks;
            let stamped = u64::from_be_bytes(at(piece, time)) + shift;
            piece[time..time + 8].copy_from_slice(&stamped.to_be_bytes());
            behind = time;
        }
    })
});

pub(super) fn repeated() -> &'static Loop {
    &LOOP
}

/// The boxes on the first level: type and start.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], usize)> {
    let next = |start: &usize| {
        let next = start + u32::from_be_bytes(at(bytes, *start)) as usize;
        (next < bytes.len()).then_some(next)
    };
    std::iter::successors(Some(0), next).map(|start| (at(bytes, start + 4), start))
}

/// Where the type of the first such box is. Our own files hold these four letters nowhere else before it.
fn find(bytes: &[u8], kind: &[u8; 4]) -> usize {
    let found = bytes.windows(4).position(|window| window == kind);
    found.unwrap_or_default()
}

fn at<const N: usize>(bytes: &[u8], start: usize) -> [u8; N] {
    std::array::from_fn(|i| bytes[start + i])
}

/// What precedes the pieces: the description of the tracks with the duration, and the index.
pub(super) fn head(seconds: u64) -> Vec<u8> {
    let mut head = BYTES[..first_piece()].to_vec();
    let duration = full_box(b"mehd", 1, &(seconds * MOVIE_TICKS).to_be_bytes());
    let extends = find(&head, b"mvex") - 4;
    for grown in [find(&head, b"moov") - 4, extends] {
        let size = u32::from_be_bytes(at(&head, grown)) + duration.len() as u32;
        head[grown..grown + 4].copy_from_slice(&size.to_be_bytes());
    }
    let behind = extends + BOX_HEADER;
    head.splice(behind..behind, duration);
    head.extend(index(seconds));
    head
}

fn first_piece() -> usize {
    let first = boxes(BYTES).find(|(kind, _)| kind == b"moof");
    first.map_or(BYTES.len(), |(_, at)| at)
}

/// The `sidx` box: size and duration of each repetition of the loop, of which the last may be cut off.
fn index(seconds: u64) -> Vec<u8> {
    let [ticks, _] = TRACK_TICKS;
    let starts = (0..seconds).step_by(LOOP_SECONDS as usize);
    let references: Vec<[u32; 3]> = starts
        .map(|start| {
            let end = seconds.min(start + LOOP_SECONDS);
            let bytes = LOOP.offset(end) - LOOP.offset(start);
            let duration = (end - start) * ticks;
            [bytes as u32, duration as u32, STARTS_WITH_KEY_FRAME]
        })
        .collect();
    let mut content = Vec::new();
    // The track, its ticks, the first time, and how far behind the index the first fragment is.
    for number in [1, ticks as u32, 0, 0, references.len() as u32] {
        content.extend(number.to_be_bytes());
    }
    content.extend(
        references
            .concat()
            .iter()
            .flat_map(|number| number.to_be_bytes()),
    );
    full_box(b"sidx", 0, &content)
}

/// A box with a version, and no flags.
fn full_box(kind: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    let size = (BOX_HEADER + 4 + content.len()) as u32;
    [
        &size.to_be_bytes(),
        kind.as_slice(),
        &[version, 0, 0, 0],
        content,
    ]
    .concat()
}
