//! Walks through all recordings that VOD created in a range of time, whatever their number.
//!
//! Each file counts once in a query. Sweeps overlap: what came into VOD before the watermark counts only if VOD had not
//! confirmed it when the walk began, because then the last sweep did not come upon it.
//!
//! What is left of a query is saved after each page of 100, as the second of the last recording and how many recordings of
//! that second are done. A run that is killed therefore repeats one page at most.

use crate::{Failure, Report, Run, decide::windows, import::Imported};
use replay_store::{Import, Query, Scope, StoredQuery, Window, Windows};
use replay_tencent::{client::Tencent, vod::Media};
use std::collections::BTreeSet;
use tokio::time::timeout_at;

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
    /// All windows are done.
    Through,
    /// Time or requests ran out.
    Interrupted,
    /// The query was changed by someone else.
    Overtaken,
}

impl Run<'_> {
    /// Goes on walking through the windows of a query.
    pub(super) async fn walk(
        &self,
        tencent: &Tencent,
        query: &mut StoredQuery,
        report: &mut Report,
    ) -> Result<Walked, Failure> {
        let scope = match &query.query {
            Query::Backfill { scope, .. } => scope.clone(),
            Query::Sweep { .. } | Query::Join(_) => Scope::default(),
        };
        let is_backfill = matches!(query.query, Query::Backfill { .. });
        let next = |windows: &Windows| windows.left.last().copied();
        while let Some(window) = query.windows().and_then(next) {
            if !self.may_continue() {
                return Ok(Walked::Interrupted);
            }
            let [stream_ids, domains, apps] =
                [&scope.stream_id, &scope.domain, &scope.app].map(|name| name.iter().cloned());
            let search = windows::search(
                stream_ids.collect(),
                domains.collect(),
                apps.collect(),
                window,
            );
            let page = match timeout_at(self.pack_deadline(), tencent.search_media(&search)).await {
                Ok(page) => page?,
                Err(_) if self.is_ending() => return Ok(Walked::Interrupted),
                Err(_) => return Err(Failure::TimedOut),
            };
            if page.is_saturated() && window.from < window.to {
                if let Some(windows) = query.windows_mut() {
                    windows::halve(&mut windows.left);
                }
            } else {
                if page.is_saturated() {
                    tracing::error!(
                        second = window.from.0,
                        "one second holds more recordings than a search shows"
                    );
                }
                let import = Import {
                    ended_by: self.now - self.timing.deadline,
                    audit_at: self.now + self.timing.audit_every,
                };
                let media = inside(window, &page.media);
                let imported = self.import(&media, &[], Some(import)).await?;
                report.add(&imported.report);
                if is_backfill {
                    self.observe(|observed| observed.backfilled += imported.report.new);
                }
                let began_at = query.walk_began_at.unwrap_or(query.created_at);
                let fresh = |media: &&Media| {
                    let watermark = query.watermark();
                    watermark.is_none_or(|watermark| media.created_at > Some(watermark))
                        || imported.confirmed_since(began_at, &media.file_id)
                };
                let (found, new) = (
                    media.iter().filter(fresh).count() as u64,
                    imported.stored_since(began_at),
                );
                skip_unreadable(imported, report)?;
                query.found += found;
                query.new += new;
                if let Some(windows) = query.windows_mut() {
                    windows.done += u32::from(windows::advance(&mut windows.left, window, &page));
                }
            }
            query.failures = 0;
            query.last_error = None;
            if !self.store.save_query(query, self.now).await? {
                return Ok(Walked::Overtaken);
            }
        }
        Ok(Walked::Through)
    }
}

/// Fails on a temporary error, so that the page is repeated. A stream whose items can't be read is left out, because it
/// would otherwise delay all others for ever.
fn skip_unreadable(imported: Imported, report: &mut Report) -> Result<(), Failure> {
    for (stream, error) in imported.errors {
        if error.is_temporary() {
            return Err(error.into());
        }
        tracing::error!(%stream, "recordings are left out: {error}");
        report.failed += 1;
    }
    Ok(())
}

/// The recordings of a page that were created in the time of its window, each once.
fn inside(window: Window, media: &[Media]) -> Vec<Media> {
    let mut seen = BTreeSet::new();
    let inside = media.iter().filter(|media| {
        media.created_at.is_none_or(|at| at <= window.to) && seen.insert(&media.file_id)
    });
    inside.cloned().collect()
}
