//! Describes one file as VOD and the callback do.

use super::{Deck, Files};
use crate::{
    BadScript, Media, Recorder, Source, chance,
    chance::ids::{self, Ids},
    moment,
    world::{media::media_url, recording::Take, script::Habits},
};
use fastrand::Rng;
use replay_grouping::{Format, Times, Timestamp};

/// Bytes per second of a 1.5 Mbit/s stream, and of its audio alone.
const VIDEO_RATE: u64 = 187_500;
const AUDIO_RATE: u64 = 16_000;
/// How far after its end a wrong `start_time` lies, as was seen once.
const ODD_START: i64 = 10_020;
/// How much longer a file is said to last than it can: 300 s were reported as 95,443 s.
const ABSURD: i64 = 95_143;

impl Files<'_> {
    pub(super) fn media(
        &self,
        take: &Take,
        deck: &mut Deck,
        record_session: String,
        ids: &mut Ids,
    ) -> Result<Media, BadScript> {
        let (habits, rng) = (&self.script.habits, &mut deck.rng);
        let file_id = ids.file()?;
        let written: i64 = take.pieces.iter().map(|(from, to)| to - from).sum();
        let seconds = held(written, habits, rng);
        let first = take.pieces.iter().map(|(from, _)| *from).min();
        let end = take.pieces.iter().map(|(_, to)| *to).max().unwrap_or(0);
        // Writing begins up to a group of pictures after the content.
        let start = (first.unwrap_or(end) + rng.i64(0..=habits.key_frames)).min(end);
        let times = Times {
            start: Some(Timestamp(start)),
            end: Timestamp(end),
            duration: u32::try_from(seconds).ok(),
        };
        let rate = if deck.format == "aac" {
            AUDIO_RATE
        } else {
            VIDEO_RATE
        };
        let bytes = match written {
            0 => 0,
            _ => seconds.min(written).unsigned_abs() * rate + rng.u64(1_000..rate),
        };
        let (mut callback_times, mut callback_bytes) = (times, bytes);
        let something = written > 0;
        if something && chance::percent(rng, habits.odd_start_percent) {
            callback_times.start = Some(Timestamp(end + ODD_START));
        }
        if something && chance::percent(rng, habits.loose_percent) {
            callback_times.duration = times.duration.map(|seconds| seconds + 1);
            callback_bytes -= rng.u64(0..1_000);
        }
        let created_at = take.closed_at + chance::between(rng, habits.ready_after);
        let keeps_for = self.of.template.keeps_for;
        let searchable_at = created_at + chance::between(rng, habits.search_lag);
        let described_at = created_at + chance::between(rng, habits.metadata_lag);
        let bare_until = created_at + chance::between(rng, habits.bare_for);
        Ok(Media {
            source: Source::Record,
            stream: self.stream.clone(),
            format: Format::new(deck.format),
            recorder: deck.recorder.clone(),
            record_session,
            push: take.push,
            times,
            callback_times,
            // Less than half a second off, so that rounding gives the duration, but neither floor nor ceiling always does.
            hundredths: match seconds {
                0 => 0,
                _ => (seconds * 100 + rng.i64(-45..=45) * habits.key_frames.min(1)).max(50),
            },
            bytes,
            callback_bytes,
            url: media_url(&self.script.media_base, file_id.as_str(), deck.format),
            video_id: format!(
                "1500000001_{}",
                ids::hex(self.script.seed, file_id.as_str())
            ),
            name: format!(
                "{}_{}_{}",
                self.stream.stream_id(),
                moment::in_names(start),
                moment::in_names(end)
            ),
            named: !chance::percent(rng, habits.unnamed_percent),
            context: String::new(),
            created_at,
            searchable_at,
            described_at: described_at.max(bare_until),
            bare_until,
            expires_at: keeps_for
                .filter(|_| deck.recorder == Recorder::Template)
                .map(|seconds| created_at + seconds),
            deleted_at: None,
            file_id,
        })
    }
}

/// How long a file is said to last that was written for so many seconds.
fn held(written: i64, habits: &Habits, rng: &mut Rng) -> i64 {
    if written == 0 {
        0
    } else if chance::percent(rng, habits.weak_percent) {
        written * rng.i64(30..95) / 100
    } else if chance::percent(rng, habits.absurd_percent) {
        written + ABSURD
    } else {
        written
    }
}
