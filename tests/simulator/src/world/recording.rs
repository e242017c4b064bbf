//! Recorders: which seconds of the pushes are in which file, and when it is closed.
//!
//! MP4, FLV and AAC give `ceil(push / interval)` files a push. HLS gives one file a push, or one for a chain of pushes
//! whose gaps are within the continuation, closed when that runs out. A change of the encoding cuts every file.

use crate::{chance, world::event::RecordState};
use fastrand::Rng;

/// How a recorder cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cutting {
    /// HLS: continues over interruptions of up to this many seconds.
    Continuing(i64),
    /// Other formats: a new file after this many seconds.
    Every(i64),
}

/// The part of a push that a recorder received.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordedPush {
    pub(crate) push: usize,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// The push goes on, and so does its last file.
    pub(crate) open: bool,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Take {
    /// The first push in it.
    pub(crate) push: usize,
    /// The run of the recording task, which has its own session.
    pub(crate) run: usize,
    /// The seconds that it contains, in order.
    pub(crate) pieces: Vec<(i64, i64)>,
    pub(crate) closed_at: i64,
}

impl Take {
    /// Nothing of it but its end.
    pub(crate) fn ended(&self) -> Self {
        let end = self.pieces.iter().map(|(_, to)| *to).max();
        let end = end.unwrap_or(self.closed_at);
        Self {
            pieces: vec![(end, end)],
            ..*self
        }
    }
}

/// A change of state in a run of the recording task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) at: i64,
    pub(crate) run: usize,
    pub(crate) state: RecordState,
}

/// One running recorder.
pub(crate) struct Tape<'a> {
    pub(crate) cutting: Cutting,
    /// Where every file is cut.
    pub(crate) cuts: &'a [i64],
    pub(crate) key_frames: i64,
    pub(crate) rng: &'a mut Rng,
    pub(crate) takes: Vec<Take>,
    pub(crate) steps: Vec<Step>,
    runs: usize,
}

impl<'a> Tape<'a> {
    pub(crate) fn new(
        cutting: Cutting,
        cuts: &'a [i64],
        key_frames: i64,
        rng: &'a mut Rng,
    ) -> Self {
        Self {
            cutting,
            cuts,
            key_frames,
            rng,
            takes: Vec::new(),
            steps: Vec::new(),
            runs: 0,
        }
    }

    /// Records these pushes, which are in order and don't overlap.
    pub(crate) fn record(&mut self, pushes: &[RecordedPush]) {
        match self.cutting {
            Cutting::Continuing(seconds) => self.continuing(pushes, seconds),
            Cutting::Every(seconds) => pushes.iter().for_each(|push| self.every(*push, seconds)),
        }
    }

    fn continuing(&mut self, pushes: &[RecordedPush], seconds: i64) {
        let mut open: Option<Take> = None;
        for push in pushes {
            if let Some(take) = open.take() {
                if seconds > 0 && push.from - last_second(&take) <= seconds {
                    self.step(push.from, RecordState::Resumed);
                    open = Some(take);
                } else {
                    self.close(take, seconds);
                }
            }
            let mut take = open.take().unwrap_or_else(|| self.start(push));
            let mut from = push.from;
            for cut in self.cuts_in(push) {
                take.pieces.push((from, cut));
                take.closed_at = cut;
                let next = Take {
                    push: push.push,
                    pieces: Vec::new(),
                    ..take
                };
                self.takes.push(std::mem::replace(&mut take, next));
                from = self.led(cut, push.from);
            }
            take.pieces.push((from, self.trailed(from, push)));
            if push.open {
                return;
            }
            if seconds > 0 {
                self.step(push.to, RecordState::Paused);
            }
            take.closed_at = push.to;
            open = Some(take);
        }
        if let Some(take) = open {
            self.close(take, seconds);
        }
    }

    fn every(&mut self, push: RecordedPush, seconds: i64) {
        let empty = self.start(&push);
        let mut from = push.from;
        let mut ends = self.cuts_in(&push);
        ends.push(push.to);
        for end in ends {
            let mut at = from;
            while end - at > seconds {
                let cut = at + seconds + self.rng.i64(0..=self.key_frames);
                if cut >= end {
                    break;
                }
                self.take(&empty, (from, cut), cut);
                from = self.led(cut, push.from);
                at = cut;
            }
            if end < push.to {
                self.take(&empty, (from, end), end);
                from = self.led(end, push.from);
            }
        }
        if !push.open {
            let end = self.trailed(from, &push);
            self.take(&empty, (from, end), push.to);
            self.step(push.to, RecordState::Ended);
        }
    }

    fn start(&mut self, push: &RecordedPush) -> Take {
        self.runs += 1;
        self.step(push.from, RecordState::Started);
        Take {
            push: push.push,
            run: self.runs - 1,
            pieces: Vec::new(),
            closed_at: push.to,
        }
    }

    fn close(&mut self, mut take: Take, continuation: i64) {
        take.closed_at += continuation;
        self.step(take.closed_at, RecordState::Ended);
        self.takes.push(take);
    }

    fn take(&mut self, empty: &Take, piece: (i64, i64), closed_at: i64) {
        self.takes.push(Take {
            pieces: vec![piece],
            closed_at,
            ..*empty
        });
    }

    fn step(&mut self, at: i64, state: RecordState) {
        let run = self.runs.saturating_sub(1);
        self.steps.push(Step { at, run, state });
    }

    fn cuts_in(&self, push: &RecordedPush) -> Vec<i64> {
        let inside = |cut: &&i64| push.from < **cut && **cut < push.to;
        self.cuts.iter().filter(inside).copied().collect()
    }

    /// After a cut, the new file begins with the group of pictures before the cut, which the previous file contains too.
    fn led(&mut self, cut: i64, earliest: i64) -> i64 {
        (cut - self.rng.i64(0..=self.key_frames)).max(earliest)
    }

    /// The last group of pictures may be lost.
    fn trailed(&mut self, from: i64, push: &RecordedPush) -> i64 {
        let lost = chance::between(self.rng, (0, self.key_frames.min(1)));
        (push.to - lost).max(from)
    }
}

fn last_second(take: &Take) -> i64 {
    // Until the file is closed for good, this is where its last push ended.
    take.closed_at
}

#[cfg(test)]
mod tests;
