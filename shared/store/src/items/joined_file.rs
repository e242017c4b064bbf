//! Files that were joined from the parts of a broadcast.

use replay_grouping::{FileId, Format, ReplayId, Seconds, Tallies, Tally, Timestamp, best};
use serde::{Deserialize, Serialize};

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
}

/// The file that plays instead of several: the newest joined file whose parts still are all of their rendition, if that
/// rendition holds enough of the best one.
#[must_use]
pub(super) fn playing<'a>(joins: &'a [FileJoin], tallies: &Tallies) -> Option<&'a FileJoin> {
    let (_, best) = best(tallies)?;
    let plays = |one: &&FileJoin| {
        let tally = tallies.get(&one.format);
        tally.is_some_and(|tally| tally.plays_for(best)) && one.file_for(tallies).is_some()
    };
    joins.iter().rev().find(plays)
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
        let found = playing(joins, &tallies.collect());
        assert_eq!(found.map(|one| one.job.as_str()), expected);
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
