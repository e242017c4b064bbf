import type { Patch, Replay } from './types.js';

/** What people set. VOD's cover and a publication by itself are not among them. */
const SET_BY_PEOPLE = ['title', 'featured_rank', 'note', 'publish_at', 'unpublish_at', 'hidden_reason', 'trim'] as const;
/** A hull that moved less is that of a late file. */
const MOVED_SECONDS = 60;

export type Field = (typeof SET_BY_PEOPLE)[number] | 'visibility' | 'reviewed' | 'cover_url' | 'started_at' | 'ended_at';

/**
 * What somebody else did to a replay between `seen` and `now` that the one who sends `patch` should know of. Nothing: only files
 * came, or VOD confirmed some, and the patch can be sent again as it is.
 */
export function clash(seen: Replay, now: Replay, patch: Patch): Field[] {
  const fields: Field[] = SET_BY_PEOPLE.filter((field) => !same(seen[field] ?? null, now[field] ?? null));
  const decided = !same(seen.reviewed?.at ?? null, now.reviewed?.at ?? null);
  if (decided) fields.unshift('reviewed');
  if (decided && seen.visibility !== now.visibility) fields.unshift('visibility');
  if ('cover_url' in patch && seen.cover_url !== now.cover_url) fields.push('cover_url');
  for (const end of ['started_at', 'ended_at'] as const) {
    if (seen[end] && now[end] && Math.abs(Date.parse(seen[end]) - Date.parse(now[end])) > MOVED_SECONDS * 1000) fields.push(end);
  }
  return fields;
}

/** Whether a replay is as the patch wants it: an answer was lost, or somebody else decided the same. */
export function fulfilled(now: Replay, patch: Patch): boolean {
  return Object.entries(patch).every(([field, wanted]) => {
    if (field === 'reviewed') return (now.reviewed ? true : false) === wanted;
    if (field === 'visibility') return now.visibility === wanted && Boolean(now.reviewed);
    return same(now[field as keyof Replay] ?? null, wanted ?? null);
  });
}

/** A replay as the patch makes it, shown until the answer is there. */
export function patched(replay: Replay, patch: Patch, by: string, at: string): Replay {
  const { reviewed, ...rest } = patch;
  // Without a title of its own, it gets one that only the API can make.
  if (rest.title === null) delete rest.title;
  const reviews = reviewed ?? ('visibility' in patch || typeof patch.featured_rank === 'number' ? true : undefined);
  const made = { ...replay, ...(rest as Partial<Replay>) };
  if (reviews !== undefined) made.reviewed = reviews ? { at, by } : null;
  if (patch.visibility && patch.visibility !== 'hidden') made.hidden_reason = null;
  return made;
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
