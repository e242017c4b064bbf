import type { Cleared, EventPage, Retried } from '../../../client/index.js';
import { call, get, piece, Problem } from '../../lib/api.js';

export type Page = EventPage;
export type Event = EventPage['events'][number];
export const REASONS = ['unusable', 'contradicts', 'refuted', 'unreadable_record', 'too_many_new_streams'] as const;
export type Reason = (typeof REASONS)[number];
/** `more`: there are more than were counted. */
export type Count = { n: number; more: boolean };

/** One page of each reason is counted: more than that is many, whatever the number. */
const COUNTED = 100;

/** How many events are there for each reason. */
export async function counted(): Promise<Map<Reason, Count>> {
  const pages = REASONS.map(async (reason): Promise<[Reason, Count]> => {
    const { events, next_cursor: next } = await get<Page>('/quarantine', { reason, limit: COUNTED });
    return [reason, { n: events.length, more: next !== null }];
  });
  return new Map(await Promise.all(pages));
}

export type Outcome = { outcome: 'kept' | 'repeated' | 'still' | 'gone' | 'failed'; why?: unknown };

/** Reads an event again: `still` where it can't be used yet, `gone` where somebody else dealt with it. */
export async function retry({ id }: Event): Promise<Outcome> {
  try {
    const { data } = await call<Retried>('POST', `/quarantine/${piece(id)}/retry`);
    return { outcome: data.result };
  } catch (error) {
    const { status, code } = Problem.from(error);
    if (status === 404) return { outcome: 'gone' };
    return { outcome: code === 'still_unusable' || code === 'contradicts' ? 'still' : 'failed', why: error };
  }
}

/** Discards all events of a reason, some hundreds with each request, and answers how many these were. */
export async function clear(reason: Reason, told: (deleted: number) => void): Promise<number> {
  let deleted = 0;
  for (let left = true; left; told(deleted)) {
    const { data } = await call<Cleared>('DELETE', '/quarantine', { query: { reason } });
    deleted += data.deleted;
    left = data.left;
  }
  return deleted;
}
