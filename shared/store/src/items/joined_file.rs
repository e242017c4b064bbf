//! Files that were joined from the parts of a broadcast.

use replay_grouping::{
    Cut, FileId, Format, ReplayId, Seconds, Span, Tallies, Tally, Timestamp, best,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file that was joined from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedFile {
    /// Its id in VOD.
    pub file_id: FileId,
    /// Its format.
    pub format: Format,
    /// Where it can be fetched: unsigned, and often `http`.
    pub url: Option<String>,
    /// Length of its content in seconds.
    pub duration: Option<u32>,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// When VOD deletes it; `None` for never.
    pub expires_at: Option<Timestamp>,
}

/// What a join is to do, and how far it is. Each request to Tencent is noted here before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinJob {
    /// The replay whose files are joined.
    pub replay: ReplayId,
    /// Their format.
    pub format: Format,
    /// The files to join, in the order in which they play.
    #[serde(rename = "of")]
    pub sources: Vec<FileId>,
    /// The trim of the replay: only what it leaves is joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trim: Option<Span>,
    /// What the trim leaves of those files that it doesn't leave whole.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cuts: BTreeMap<FileId, Cut>,
    /// Counts the attempts. Each has an id of its own.
    pub attempt: u32,
    /// When the first of the files expires.
    pub expires_at: Option<Timestamp>,
    /// When the first request was sent to Tencent. From then on it can't be cancelled.
    pub asked_at: Option<Timestamp>,
    /// Tencent's task.
    pub task_id: Option<String>,
    /// How much of the task was done at most when Tencent said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_percent: Option<u8>,
    /// When the joined file was found.
    pub made_at: Option<Timestamp>,
    /// The joined file.
    pub made: Option<JoinedFile>,
    /// Until then none of the files may be deleted: the joined file still refers to them.
    pub keep_until: Option<Timestamp>,
}

impl JoinJob {
    /// To join these files whole. It is no attempt yet, and Tencent has not been asked.
    #[must_use]
    pub fn new(replay: ReplayId, format: Format, sources: Vec<FileId>) -> Self {
        Self {
            replay,
            format,
            sources,
            trim: None,
            cuts: BTreeMap::new(),
            attempt: 0,
            expires_at: None,
            asked_at: None,
            task_id: None,
            task_percent: None,
            made_at: None,
            made: None,
            keep_until: None,
        }
    }
}

/// What was joined from the parts of a broadcast, or is being joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileJoin {
    /// The id of the query that joins them.
    pub job: String,
    /// The format of the parts.
    pub format: Format,
    /// The parts, in the order in which they play.
    #[serde(rename = "of")]
    pub sources: Vec<FileId>,
    /// The trim of the replay when they were joined: the file holds what it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trim: Option<Span>,
    /// The joined file, once it exists.
    pub file: Option<JoinedFile>,
    /// Until then none of the parts may be deleted.
    pub keep_until: Option<Timestamp>,
    /// The rendition as it was when its playing lane last was exactly these parts; `None` when it was not.
    pub stands_for: Option<Rendition>,
}

/// A fingerprint of a rendition, which changes when a part comes or goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    parts: u32,
    bytes: u64,
    seconds: Seconds,
    first: Option<FileId>,
}

impl From<&Tally> for Rendition {
    fn from(tally: &Tally) -> Self {
        Self {
            parts: tally.parts,
            bytes: tally.bytes,
            seconds: tally.seconds,
            first: tally.first.as_ref().map(|first| first.file_id.clone()),
        }
    }
}

impl FileJoin {
    /// The mark that a job is at work.
    #[must_use]
    pub fn by(job: &str, join: &JoinJob) -> Self {
        Self {
            job: job.to_owned(),
            format: join.format.clone(),
            sources: join.sources.clone(),
            trim: join.trim,
            file: None,
            keep_until: None,
            stands_for: None,
        }
    }

    /// The joined file, if its rendition is still the one that it was joined from.
    #[must_use]
    pub fn file_for(&self, tallies: &Tallies) -> Option<&JoinedFile> {
        let now = tallies.get(&self.format).map(Rendition::from)?;
        let file = self.file.as_ref()?;
        (self.stands_for.as_ref() == Some(&now)).then_some(file)
    }

    /// The file can play where this is the trim. Of one that was joined whole, the trim leaves a part; only of HLS files the
    /// replay's own playlist leaves less.
    fn suits(&self, trim: Option<Span>) -> bool {
        self.trim == trim || self.trim.is_none() && !self.format.is_hls()
    }
}

/// The file that plays instead of several: the newest joined file whose parts still are all of their rendition that the trim
/// leaves, if that rendition holds enough of the best one. One that was joined for this trim comes first.
#[must_use]
pub(super) fn playing<'a>(
    joins: &'a [FileJoin],
    tallies: &Tallies,
    trim: Option<Span>,
) -> Option<&'a FileJoin> {
    let (_, best) = best(tallies)?;
    let plays = |one: &&FileJoin| {
        let tally = tallies.get(&one.format);
        let is_long = tally.is_some_and(|tally| tally.plays_for(best));
        is_long && one.suits(trim) && one.file_for(tallies).is_some()
    };
    let newest_first = || joins.iter().rev().filter(plays);
    let mut for_this = newest_first().filter(|one| one.trim == trim);
    for_this.next().or_else(|| newest_first().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::Span;

    fn tally(parts: u32, seconds: i64) -> Tally {
        Tally {
            parts,
            seconds: Seconds(seconds),
            covered: vec![Span::from((0, seconds))].into(),
            ..Tally::default()
        }
    }

    fn joined(job: &str, format: &str, of: &Tally) -> FileJoin {
        FileJoin {
            job: job.to_owned(),
            format: Format::new(format),
            sources: Vec::new(),
            trim: None,
            file: Some(JoinedFile {
                file_id: FileId::new("1").unwrap(),
                format: Format::new("mp4"),
                url: None,
                duration: None,
                bytes: None,
                expires_at: None,
            }),
            keep_until: None,
            stands_for: Some(of.into()),
        }
    }

    /// Which of these joins plays beside these renditions.
    #[track_caller]
    fn check(joins: &[FileJoin], renditions: &[(&str, Tally)], expected: Option<&str>) {
        let renditions = renditions.iter().cloned();
        let tallies = renditions.map(|(format, tally)| (Format::new(format), tally));
        let found = playing(joins, &tallies.collect(), None);
        assert_eq!(found.map(|one| one.job.as_str()), expected);
    }

    #[test]
    fn the_file_that_was_joined_for_the_trim_plays_before_one_that_was_joined_whole() {
        let (two, trim) = (tally(2, 100), Some(Span::from((10, 60))));
        let trimmed = |job: &str, format: &str| FileJoin {
            trim,
            ..joined(job, format, &two)
        };
        let playing_for = |joins: &[FileJoin], format: &str, trim: Option<Span>| {
            let tallies = Tallies::from([(Format::new(format), two.clone())]);
            playing(joins, &tallies, trim).map(|one| one.job.clone())
        };
        let joins = [trimmed("trimmed", "mp4"), joined("whole", "mp4", &two)];
        let other = Some(Span::from((10, 61)));
        for (trim, expected) in [(None, "whole"), (trim, "trimmed"), (other, "whole")] {
            let found = playing_for(&joins, "mp4", trim);
            assert_eq!(found.as_deref(), Some(expected), "{trim:?}");
        }
        assert_eq!(playing_for(&joins[..1], "mp4", None), None);
        // The own playlist leaves less of HLS files than a player may.
        let joins = [joined("whole", "hls", &two)];
        assert_eq!(playing_for(&joins, "hls", trim), None);
    }

    #[test]
    fn the_newest_join_of_all_parts_plays() {
        let (two, three) = (tally(2, 100), tally(3, 100));
        let mp4 = |tally: &Tally| [("mp4", tally.clone())];
        let joins = [
            joined("first", "mp4", &two),
            joined("again", "mp4", &two),
            joined("more", "mp4", &three),
        ];
        check(&joins, &mp4(&two), Some("again"));
        check(&joins, &mp4(&three), Some("more"));
        check(&joins, &mp4(&tally(2, 101)), None);
        check(&joins, &[], None);
        check(&[], &mp4(&two), None);
    }

    #[test]
    fn a_running_join_does_not_play_yet() {
        let two = tally(2, 100);
        let running = FileJoin {
            file: None,
            ..joined("running", "mp4", &two)
        };
        check(&[running], &[("mp4", two.clone())], None);
        let stale = FileJoin {
            stands_for: None,
            ..joined("stale", "mp4", &two)
        };
        check(&[stale], &[("mp4", two)], None);
    }

    #[test]
    fn a_short_rendition_does_not_play_just_because_it_was_joined() {
        let joins = [joined("flv", "flv", &tally(2, 95))];
        let renditions = |best| [("hls", tally(1, best)), ("flv", tally(2, 95))];
        check(&joins, &renditions(100), Some("flv"));
        check(&joins, &renditions(101), None);
    }
}
