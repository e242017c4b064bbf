//! What a replay lacks, in a sentence each. A note speaks only of files that its reader may know.

use super::Audience;
use replay_grouping::{Coverage, Seconds, is_complete};
use replay_store::{Broadcast, Lost};
use serde::{Deserialize, Serialize};

/// Something that a replay lacks, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Note {
    /// The kind of the note. Rely on this.
    code: NoteCode,
    /// For people. It may change from one version to the next.
    text: String,
}

/// The kind of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum NoteCode {
    /// VOD has yet to show a file. For curators.
    WaitingForVod,
    /// VOD does not know a file that a callback announced. For curators.
    FilesDenied,
    /// VOD no longer has a file. For curators.
    FilesGone,
    /// A stretch of more than 10 seconds is in no file.
    Gaps,
    /// The stream was pushed, and no file came.
    NeverRecorded,
    /// Reported times contradict each other.
    TimeAnomaly,
    /// `play.url` is null, because what it would lead to can't be served.
    Unplayable,
}

/// Why what plays has no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unplayable {
    /// VOD has confirmed no file, and only from hosts that VOD names playlists are fetched.
    NoConfirmedFile,
    /// Neither a callback nor VOD said where the file is.
    NoAddress,
    /// The files that the trim leaves are not there, or not yet.
    Trimmed,
}

pub(crate) fn notes(
    broadcast: &Broadcast,
    audience: Audience,
    coverage: &Coverage,
    unplayable: Option<Unplayable>,
) -> Vec<Note> {
    let summary = &broadcast.summary;
    let note = |code, text: String| Note { code, text };
    let mut notes = Vec::new();
    if audience == Audience::Curators {
        notes.extend(waiting(broadcast).map(|text| note(NoteCode::WaitingForVod, text)));
        let lost = broadcast.lost;
        let all = summary.parts() + lost.denied + lost.gone;
        if lost.denied > 0 {
            let text = format!("VOD does not know {} of {}", lost.denied, files(all));
            notes.push(note(NoteCode::FilesDenied, text));
        }
        if lost.gone > 0 {
            let text = format!("VOD no longer has {} of {}", lost.gone, files(all));
            notes.push(note(NoteCode::FilesGone, text));
        }
        let pushed = summary.published.length();
        if broadcast.is_settled() && all == 0 && !broadcast.emptied && !summary.is_live() {
            let came = match summary.empty {
                0 => "no file came".to_owned(),
                empty => format!("nothing is in {} that came", the_files(empty)),
            };
            let text = format!("the stream was pushed for {} s, and {came}", pushed.0);
            notes.push(note(NoteCode::NeverRecorded, text));
        }
    }
    let known = audience.tallies(broadcast);
    if !known.is_empty() && !summary.is_live() && !is_complete(coverage) {
        let missing: Seconds = coverage.gaps.iter().map(|gap| gap.length()).sum();
        let so_far = if broadcast.is_settled() {
            ""
        } else {
            " so far"
        };
        let text = match coverage.gaps.len() {
            1 => format!("{} s are in no file{so_far}", missing.0),
            gaps => format!("{} s in {gaps} gaps are in no file{so_far}", missing.0),
        };
        notes.push(note(NoteCode::Gaps, text));
    }
    if summary.time_anomaly {
        let text = "the reported times of a file or a push contradict each other";
        notes.push(note(NoteCode::TimeAnomaly, text.to_owned()));
    }
    notes.extend(unplayable.map(|why| {
        let text = match why {
            Unplayable::NoConfirmedFile => {
                "the playlist can't be served, because VOD has not confirmed any file"
            }
            Unplayable::NoAddress => "nobody has said where the file is",
            Unplayable::Trimmed => "the trim leaves nothing of the files that play",
        };
        note(NoteCode::Unplayable, text.to_owned())
    }));
    notes
}

/// What VOD has yet to show of a broadcast.
fn waiting(broadcast: &Broadcast) -> Option<String> {
    let summary = &broadcast.summary;
    let (all, unconfirmed) = (summary.parts(), summary.unconfirmed);
    let awaited =
        !broadcast.is_settled() && !summary.is_live() && broadcast.lost == Lost::default();
    if unconfirmed > 0 {
        let all = files(all);
        Some(format!("VOD has not confirmed {unconfirmed} of {all} yet"))
    } else if all == 0 && awaited {
        Some(match summary.empty {
            0 => "no file has come yet".to_owned(),
            empty => format!("nothing is in {} that came so far", the_files(empty)),
        })
    } else {
        None
    }
}

fn the_files(number: u32) -> String {
    match number {
        1 => "the file".to_owned(),
        _ => format!("the {number} files"),
    }
}

fn files(number: u32) -> String {
    match number {
        1 => "1 file".to_owned(),
        _ => format!("{number} files"),
    }
}

#[cfg(test)]
mod tests;
