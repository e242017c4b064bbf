//! The content of a studio.

use super::{Clip, Job, JobFailure, Made, Pace, RecordTask, made::Making};
use crate::{Media, World, chance::ids};
use replay_grouping::{FileId, Format, InvalidName};
use std::collections::{HashMap, VecDeque};

/// Tencent shows the tasks of the last 3 days, and refuses their `SessionId`s for as long.
const TASKS_KEPT: i64 = 3 * 86_400;

/// The content of a studio.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(super) pace: Pace,
    pub(super) failures: VecDeque<JobFailure>,
    jobs: Vec<Job>,
    pub(in crate::account) made: Vec<Made>,
    pub(super) deleted: HashMap<FileId, i64>,
    pub(super) record_tasks: Vec<RecordTask>,
}

/// The order for a job.
pub(crate) struct Order {
    pub(crate) format: Format,
    pub(crate) name: Option<String>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) key: String,
    pub(crate) context: String,
    pub(crate) clips: Vec<Clip>,
}

impl Shelf {
    /// The files that VOD holds and that are wanted, oldest first.
    pub(crate) fn files<'a>(
        &'a self,
        world: &'a World,
        now: i64,
        wanted: impl Fn(&Media) -> bool,
    ) -> Vec<&'a Media> {
        let made = self.made.iter().map(|made| &made.media);
        let mut files: Vec<&Media> = world
            .media_at(now)
            .chain(made)
            .filter(|media| wanted(media) && self.holds(world, media, now))
            .collect();
        files.sort_by_key(|media| media.created_at);
        files
    }

    /// A file that VOD holds.
    pub(crate) fn file<'a>(&'a self, world: &'a World, id: &str, now: i64) -> Option<&'a Media> {
        let media = self.known(world, id)?;
        self.holds(world, media, now).then_some(media)
    }

    pub(crate) fn delete(&mut self, file_id: &FileId, now: i64) {
        self.deleted.insert(file_id.clone(), now);
    }

    /// Makes a new HLS file, which exists at once.
    pub(crate) fn join_fast(
        &mut self,
        world: &World,
        sources: &[Media],
        now: i64,
    ) -> Result<&Media, InvalidName> {
        let file_id = self.next_file(world)?;
        let making = Making {
            name: format!("FastEditMedia_{file_id}"),
            file_id,
            format: Format::new("hls"),
            created_at: now,
            expires_at: None,
        };
        self.made.push(Made {
            media: making.of(sources, &world.script().media_base),
            sources: sources.iter().map(|media| media.file_id.clone()).collect(),
            needs_sources_until: now + self.pace.persists,
            is_fast: true,
        });
        Ok(&self.made[self.made.len() - 1].media)
    }

    /// Accepts a job, and returns its id.
    pub(crate) fn take(
        &mut self,
        world: &World,
        sources: &[Media],
        order: Order,
        now: i64,
    ) -> Result<String, InvalidName> {
        let number = self.jobs.len();
        let begins_at = now + self.pace.waits;
        let ends_at = begins_at + self.pace.works;
        let failure = self.failures.pop_front();
        let source_ids: Vec<FileId> = sources.iter().map(|media| media.file_id.clone()).collect();
        let mut made = None;
        if failure.is_none() {
            let file_id = self.next_file(world)?;
            let name = format!("EditMedia_{file_id}");
            let making = Making {
                file_id,
                name: order.name.unwrap_or(name),
                format: order.format,
                created_at: ends_at,
                expires_at: order.expires_at,
            };
            made = Some(self.made.len());
            self.made.push(Made {
                media: making.of(sources, &world.script().media_base),
                sources: source_ids.clone(),
                needs_sources_until: ends_at,
                is_fast: false,
            });
        }
        let job = Job {
            id: Job::name(world.script().seed, number),
            key: order.key,
            context: order.context,
            sources: source_ids,
            clips: order.clips,
            asked_at: now,
            begins_at,
            ends_at,
            failure,
            made,
        };
        let id = job.id.clone();
        self.jobs.push(job);
        Ok(id)
    }

    /// The jobs that Tencent still shows, oldest first.
    pub(crate) fn jobs(&self, now: i64) -> impl Iterator<Item = &Job> {
        let kept = move |job: &&Job| job.asked_at > now - TASKS_KEPT;
        self.jobs.iter().filter(kept)
    }

    /// The file of a finished job, or how it failed; `None` while it runs.
    pub(crate) fn outcome(
        &self,
        world: &World,
        job: &Job,
        now: i64,
    ) -> Option<Result<&Media, JobFailure>> {
        if now < job.ends_at {
            return None;
        }
        let made = job.made.and_then(|made| self.made.get(made));
        Some(match (job.failure, made) {
            (Some(failure), _) => Err(failure),
            (None, Some(made)) if !self.is_spoiled(world, made, now) => Ok(&made.media),
            _ => Err(JobFailure::Source),
        })
    }

    pub(super) fn holds(&self, world: &World, media: &Media, now: i64) -> bool {
        let deleted = self.deleted.get(&media.file_id);
        // A job whose sources were deleted made no file.
        let spoiled = |made: &Made| !made.is_fast && self.is_spoiled(world, made, now);
        media.exists(now)
            && deleted.is_none_or(|deleted| now < *deleted)
            && !self.find(&media.file_id).is_some_and(spoiled)
    }

    /// Whether a source was deleted while it was still needed.
    pub(super) fn is_spoiled(&self, world: &World, made: &Made, now: i64) -> bool {
        made.sources.iter().any(|source| {
            let gone = self.gone_at(world, source);
            gone.is_some_and(|gone| gone <= now && gone < made.needs_sources_until)
        })
    }

    fn gone_at(&self, world: &World, file_id: &FileId) -> Option<i64> {
        let by_itself = self.known(world, file_id.as_str())?.gone_at();
        let deleted = self.deleted.get(file_id).copied();
        by_itself.into_iter().chain(deleted).min()
    }

    fn known<'a>(&'a self, world: &'a World, id: &str) -> Option<&'a Media> {
        let made = || {
            self.made
                .iter()
                .find(|made| made.media.file_id.as_str() == id)
        };
        world.file(id).or_else(|| made().map(|made| &made.media))
    }

    fn find(&self, file_id: &FileId) -> Option<&Made> {
        self.made.iter().find(|made| made.media.file_id == *file_id)
    }

    /// Like the ids of the world's files, except for the prefix.
    fn next_file(&self, world: &World) -> Result<FileId, InvalidName> {
        let ordinal = self.made.len() as u64 + 1;
        FileId::new(&ids::number("52858909", world.script().seed, ordinal))
    }
}
