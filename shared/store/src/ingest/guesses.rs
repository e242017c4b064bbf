//! Moves files whose stream was a guess, once more is known.
//!
//! A move adds the file to its new stream, and then removes it from the old one. If it is cut short, the file is in both
//! until its old place is polled again, and never in none.

use super::{quarantine, vod::confirmed};
use crate::{
    Import, Result, Store, StoredPart, VodFile,
    error::Conflict,
    table::{Guard, Range, Write, keys},
    write::{Changeset, Progress},
};
use replay_grouping::{Stream, Timestamp};

impl Store {
    /// Puts all files of streams of this name that lie somewhere by a guess where they belong by what is known now.
    ///
    /// Whoever changes which streams are known, and whoever puts a file somewhere by a guess, calls this behind the write:
    /// of two such writes at the same time, the later one sees both.
    pub(super) async fn revise_guesses(&self, stream_id: &str, now: Timestamp) -> Result<()> {
        // Boxed, because it is rare, and would make each write's future larger.
        Box::pin(self.revise(stream_id, now)).await
    }

    async fn revise(&self, stream_id: &str, now: Timestamp) -> Result<()> {
        let namesakes = self.namesake_items(stream_id).await?;
        let guessing = namesakes.iter().filter(|one| one.standing.guesses);
        let known: Vec<Stream> = namesakes
            .iter()
            .filter(|one| one.standing.known)
            .map(|one| one.stream.clone())
            .collect();
        for place in guessing.map(|one| &one.stream) {
            for part in self.guessed_parts(place).await? {
                let Some(file) = part.vod_file.clone() else {
                    continue;
                };
                let guess = file.guess.clone().unwrap_or_default();
                let better = guess.stream(stream_id, &known, &self.settings.defaults);
                if let Some(to) = better.filter(|to| to != place) {
                    self.move_guess(&part, &to, &file, None, now).await?;
                }
            }
        }
        Ok(())
    }

    async fn guessed_parts(&self, stream: &Stream) -> Result<Vec<StoredPart>> {
        let parts = Range::Between(keys::PART.to_owned(), format!("{}\u{7f}", keys::PART));
        let parts = self.paginated(None, keys::stream(stream), parts);
        let mut parts = parts.consistent().all(StoredPart::read).await?;
        parts.retain(|part| part.denied_at.is_none() && part.is_guessed());
        Ok(parts)
    }

    /// Moves a file that lies somewhere by a guess, and that VOD shows like this.
    pub async fn move_guess(
        &self,
        part: &StoredPart,
        to: &Stream,
        file: &VodFile,
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<()> {
        let attempt = || self.try_add(part, to, file, import, now);
        self.write_to_stream(to, now, attempt).await?;
        self.remove_guess(part, now).await
    }

    async fn try_add(
        &self,
        part: &StoredPart,
        to: &Stream,
        file: &VodFile,
        import: Option<Import>,
        now: Timestamp,
    ) -> Result<Progress<()>, Conflict> {
        let own = keys::part(&part.file_id);
        let sks = [own.clone()];
        let snapshot = self.finished_snapshot(to, &sks, [], now).await?;
        let order = snapshot.head.version + 1;
        let known = snapshot.items.get(&own).map(StoredPart::read).transpose()?;
        let moved = || StoredPart {
            stream: to.clone(),
            callback: None,
            order,
            ..part.clone()
        };
        let known_or_moved = known.clone().unwrap_or_else(moved);
        let mut changes = Changeset {
            import,
            ..Changeset::of(&snapshot.head)
        };
        let after = confirmed(known_or_moved, file, order, now);
        changes.part(known.as_ref(), &after)?;
        let progress = self.commit(to, snapshot, changes, now).await?;
        Ok(progress.map(drop))
    }

    /// Removes a file from where it lies by a guess, because it is known elsewhere. A callback that put it there and that
    /// VOD refuted goes into quarantine.
    pub async fn remove_guess(&self, part: &StoredPart, now: Timestamp) -> Result<()> {
        let attempt = || self.try_remove(part, now);
        self.write_to_stream(&part.stream, now, attempt).await
    }

    async fn try_remove(
        &self,
        part: &StoredPart,
        now: Timestamp,
    ) -> Result<Progress<()>, Conflict> {
        let own = keys::part(&part.file_id);
        let sks = [own.clone()];
        let snapshot = self.finished_snapshot(&part.stream, &sks, [], now).await?;
        let Some(before) = snapshot.items.get(&own).map(StoredPart::read).transpose()? else {
            return Ok(Progress::Done(()));
        };
        // More has become known of it since.
        if before.written != part.written {
            return Ok(Progress::Done(()));
        }
        let mut changes = Changeset::of(&snapshot.head);
        changes.moved_away(&before);
        if let Some(refuted) = &before.callback {
            let item = quarantine::refuted_item(&before.file_id, &refuted.raw, now)?;
            changes.writes.push(Write::Put(item, Guard::None));
        }
        let progress = self.commit(&part.stream, snapshot, changes, now).await?;
        Ok(progress.map(drop))
    }
}
