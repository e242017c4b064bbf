//! An MPEG transport stream, of which HLS segments are made. A piece is a second, and starts with the tables.

use super::{LOOP_SECONDS, repeated::Loop};
use std::{collections::HashMap, sync::LazyLock};

const BYTES: &[u8] = include_bytes!("../../footage/loop.ts");
const PACKET: usize = 188;
/// The packet with which each second starts, the service description.
const FIRST_PID: u16 = 0x11;
/// PTS and DTS count at 90 kHz and have 33 bits. The base of a PCR is the same.
const TICKS: u64 = 90_000;
const BITS: u64 = 1 << 33;

static LOOP: LazyLock<Loop> = LazyLock::new(|| {
    let packets = BYTES.chunks_exact(PACKET).enumerate();
    let starts = packets.filter(|(_, packet)| pid(packet) == FIRST_PID);
    let starts = starts.map(|(i, _)| i * PACKET).collect();
    let mut with_payload: HashMap<u16, u64> = HashMap::new();
    for packet in BYTES.chunks_exact(PACKET) {
        *with_payload.entry(pid(packet)).or_default() += u64::from(has_payload(packet));
    }
    Loop::new(BYTES, starts, move |piece, _, copies| {
        for packet in piece.chunks_exact_mut(PACKET) {
            let before = copies * with_payload.get(&pid(packet)).copied().unwrap_or_default();
            stamp(packet, before, copies * LOOP_SECONDS * TICKS);
        }
    })
});

pub(super) fn repeated() -> &'static Loop {
    &LOOP
}

fn pid(packet: &[u8]) -> u16 {
    u16::from_be_bytes([packet[1] & 0x1f, packet[2]])
}

fn has_payload(packet: &[u8]) -> bool {
    packet[3] & 0x10 != 0
}

/// Moves a packet's times by so many ticks, and its continuity counter by the packets `before` it.
fn stamp(packet: &mut [u8], before: u64, ticks: u64) {
    let counter = (u64::from(packet[3] & 0xf) + before) % 16;
    packet[3] = packet[3] & 0xf0 | counter as u8;
    let mut payload = 4;
    if packet[3] & 0x20 != 0 {
        let length = usize::from(packet[4]);
        if length > 0 && packet[5] & 0x10 != 0 {
            stamp_clock(&mut packet[6..11], ticks);
        }
        payload += 1 + length;
    }
    let starts_unit = packet[1] & 0x40 != 0;
    let unit = &mut packet[payload..];
    // A PES packet: of audio (c0) or video (e0), not a table.
    if starts_unit && matches!(unit, [0, 0, 1, 0xc0 | 0xe0, ..]) {
        let times = unit[7] >> 6;
        if times & 2 != 0 {
            stamp_time(&mut unit[9..14], ticks);
        }
        if times == 3 {
            stamp_time(&mut unit[14..19], ticks);
        }
    }
}

/// The program clock reference: 33 bits of base, then 6 and 9 bits that stay.
fn stamp_clock(bytes: &mut [u8], ticks: u64) {
    let high = u64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    let base = (high << 1 | u64::from(bytes[4] >> 7)).wrapping_add(ticks) % BITS;
    bytes[..4].copy_from_slice(&((base >> 1) as u32).to_be_bytes());
    bytes[4] = bytes[4] & 0x7f | ((base & 1) << 7) as u8;
}

/// A PTS or DTS: 33 bits as 3, 15 and 15, each behind marker bits that stay.
fn stamp_time(bytes: &mut [u8], ticks: u64) {
    let two = |bytes: &[u8]| u64::from(u16::from_be_bytes([bytes[0], bytes[1]]) >> 1);
    let time = u64::from(bytes[0] >> 1 & 7) << 30 | two(&bytes[1..3]) << 15 | two(&bytes[3..5]);
    let time = time.wrapping_add(ticks) % BITS;
    bytes[0] = bytes[0] & 0xf1 | (time >> 30 << 1) as u8;
    bytes[1..3].copy_from_slice(&((time >> 15 & 0x7fff) << 1 | 1).to_be_bytes()[6..]);
    bytes[3..5].copy_from_slice(&((time & 0x7fff) << 1 | 1).to_be_bytes()[6..]);
}
