//! The files of one stream: runs its recorders, and describes their files as VOD and the callbacks do.

mod described;

use super::{BadScript, Push, build::PendingEvent};
use crate::{
    Media, RecordState, Recorder, Script, What, chance,
    chance::ids::Ids,
    world::recording::{Cutting, RecordedPush, Step, Take, Tape},
    world::script::{Recording, StreamScript},
};
use fastrand::Rng;
use replay_grouping::Stream;

/// Collects the files of one stream.
pub(super) struct Files<'a> {
    script: &'a Script,
    index: usize,
    stream: &'a Stream,
    of: &'a StreamScript,
    pushed: Vec<RecordedPush>,
    cuts: Vec<i64>,
    pub(super) media: Vec<Media>,
    /// The recorders' events (332).
    pub(super) events: Vec<PendingEvent>,
}

/// One recorder, and its random generator.
struct Deck {
    format: &'static str,
    cutting: Cutting,
    recorder: Recorder,
    rng: Rng,
}

impl<'a> Files<'a> {
    pub(super) fn new(
        script: &'a Script,
        index: usize,
        stream: &'a Stream,
        pushes: &[Push],
        first: usize,
    ) -> Self {
        let of = &script.streams[index];
        let mut cuts: Vec<i64> = of
            .exceptions
            .iter()
            .filter(|exception| exception.cuts())
            .map(|exception| script.opens_at + exception.at)
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        Self {
            script,
            index,
            stream,
            of,
            pushed: pushed(pushes, first, script.opens_at + script.closes_after),
            cuts,
            media: Vec::new(),
            events: Vec::new(),
        }
    }

    pub(super) fn record(&mut self, ids: &mut Ids) -> Result<(), BadScript> {
        let template = &self.of.template;
        let every = |seconds: Option<i64>| seconds.map(Cutting::Every);
        let template = [
            ("hls", template.hls_continues.map(Cutting::Continuing)),
            ("mp4", every(template.mp4_interval)),
            ("flv", every(template.flv_interval)),
            ("aac", every(template.aac_interval)),
        ];
        for (i, (format, cutting)) in template.into_iter().enumerate() {
            if let Some(cutting) = cutting {
                let deck = self.deck(i as u64, format, cutting, Recorder::Template);
                self.play(deck, &self.pushed.clone(), ids)?;
            }
        }
        for (i, task) in self.of.tasks.iter().enumerate() {
            let cutting = match task.format.as_str() {
                "hls" => Cutting::Continuing(0),
                _ => Cutting::Every(task.interval.unwrap_or(1_800)),
            };
            let deck = self.deck(
                100 + i as u64,
                known(&task.format),
                cutting,
                Recorder::Task(ids.task()),
            );
            self.play(deck, &self.within(task), ids)?;
        }
        self.events.sort_by_key(|event| event.at);
        Ok(())
    }

    fn deck(&self, salt: u64, format: &'static str, cutting: Cutting, recorder: Recorder) -> Deck {
        Deck {
            format,
            cutting,
            recorder,
            rng: chance::rng(self.script.seed, &[self.index as u64, salt]),
        }
    }

    /// The part of each push within an API task's time.
    fn within(&self, task: &Recording) -> Vec<RecordedPush> {
        let (begin, end) = (
            self.script.opens_at + task.begin,
            self.script.opens_at + task.end,
        );
        let clipped = |seen: &RecordedPush| RecordedPush {
            from: seen.from.max(begin),
            to: seen.to.min(end),
            open: seen.open && seen.to <= end,
            ..*seen
        };
        let pushed = self.pushed.iter().map(clipped);
        pushed.filter(|seen| seen.from < seen.to).collect()
    }

    fn play(
        &mut self,
        mut deck: Deck,
        pushes: &[RecordedPush],
        ids: &mut Ids,
    ) -> Result<(), BadScript> {
        let key_frames = self.script.habits.key_frames;
        let mut tape = Tape::new(deck.cutting, &self.cuts, key_frames, &mut deck.rng);
        tape.record(pushes);
        let (takes, mut steps) = (tape.takes, tape.steps);
        let runs = steps.iter().map(|step| step.run + 1).max().unwrap_or(0);
        let sessions: Vec<String> = (0..runs).map(|_| ids.record_session()).collect();
        for take in takes {
            // Less than a second leaves no file.
            if take.pieces.iter().all(|(from, to)| from == to) {
                continue;
            }
            match self.failure(&deck, &take) {
                Some(step) => steps.push(step),
                None => {
                    let session = &sessions[take.run];
                    let media = self.media(&take, &mut deck, session.clone(), ids)?;
                    self.media.push(media);
                    let percent = self.script.habits.empty_percent;
                    if chance::percent(&mut deck.rng, percent) {
                        let nothing = self.media(&take.ended(), &mut deck, session.clone(), ids)?;
                        self.media.push(nothing);
                    }
                }
            }
        }
        let task = match &deck.recorder {
            Recorder::Task(id) => Some(id.clone()),
            Recorder::Template => None,
        };
        let never_started = |step: &Step, all: &[Step]| {
            let run = step.run;
            all.iter()
                .any(|other| other.run == run && other.state == RecordState::NotStarted)
        };
        for step in &steps {
            if step.state == RecordState::Started && never_started(step, &steps) {
                continue;
            }
            self.events.push(PendingEvent {
                at: step.at,
                stream: self.index,
                what: What::Recording {
                    state: step.state,
                    format: deck.format,
                    session: sessions[step.run].clone(),
                    task: task.clone(),
                },
            });
        }
        Ok(())
    }

    fn failure(&self, deck: &Deck, take: &Take) -> Option<Step> {
        let failure = self.of.failures.iter().find(|failure| {
            let at = self.script.opens_at + failure.at;
            deck.recorder == Recorder::Template
                && failure.format == deck.format
                && take.pieces.iter().any(|(from, to)| *from <= at && at < *to)
        })?;
        let at = self.script.opens_at + failure.at;
        let begins = self.pushed.iter().any(|seen| seen.from == at);
        Some(Step {
            at,
            run: take.run,
            state: if begins {
                RecordState::NotStarted
            } else {
                RecordState::Failed
            },
        })
    }
}

/// The pushes that recorders receive: no refused ones, and each one until the next begins.
fn pushed(pushes: &[Push], first: usize, closes_at: i64) -> Vec<RecordedPush> {
    let pushed: Vec<(usize, &Push)> = pushes
        .iter()
        .enumerate()
        .skip(first)
        .filter(|(_, push)| push.refused.is_none())
        .collect();
    let seen = |(i, (place, push)): (usize, &(usize, &Push))| {
        let next = pushed
            .get(i + 1)
            .map_or(i64::MAX, |(_, next)| next.began_at);
        RecordedPush {
            push: *place,
            from: push.began_at,
            to: push.ended_at.unwrap_or(closes_at).min(next),
            open: push.ended_at.is_none(),
        }
    };
    pushed.iter().enumerate().map(seen).collect()
}

fn known(format: &str) -> &'static str {
    ["hls", "mp4", "flv"]
        .into_iter()
        .find(|known| *known == format)
        .unwrap_or("aac")
}
