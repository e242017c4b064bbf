import type { Patch, Replay } from '../../lib/types.js';
import type { Field } from '../../lib/clash.js';

/** One row of the queue. */
export interface Entry {
  replay: Replay;
  skipped: boolean;
  /** Why the last decision on it was not saved. */
  failure: string | null;
  /** What somebody else changed, while a decision was under way. */
  conflict: Conflict | null;
}

export interface Conflict {
  patch: Patch;
  seen: Replay;
  now: Replay;
  fields: Field[];
  action: Action;
}

export type ActionName = 'published' | 'kept' | 'hidden' | 'reviewed' | 'featured' | 'title' | 'cover';

/** What a curator did, for one replay or many: the unit of undo. */
export interface Action {
  name: ActionName;
  patch: Patch;
  /** The rows before it. */
  entries: Map<string, Entry>;
  /** Whether it takes the replays out of the queue. */
  decides: boolean;
}

/** A row that nothing was done with yet. */
export function row(replay: Replay): Entry {
  return { replay, skipped: false, failure: null, conflict: null };
}

/** Whether the API lists it for review. */
export function toReview(replay: Replay): boolean {
  return !replay.reviewed && replay.featured_rank === null && replay.state !== 'live' && replay.renditions.length > 0;
}

/** The order of the queue: oldest start first. */
export function before(one: Replay, other: Replay): boolean {
  return one.started_at === other.started_at ? one.id < other.id : one.started_at < other.started_at;
}

export function sorted(entries: Entry[]): Entry[] {
  return entries.sort((one, other) => (before(one.replay, other.replay) ? -1 : 1));
}
