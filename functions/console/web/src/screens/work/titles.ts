import type { Query } from '../../../client/index.js';
import { get, piece } from '../../lib/api.js';

const known = new Map<string, string>();
/** Those that are not there any more, or not yet. */
const asked = new Set<string>();
/** What one round asks for singly; the next round asks for others. */
const AT_ONCE = 12;

/** The titles of the replays of these queries, as far as they are found: the newest replays in one request, others singly. */
export async function titlesOf(queries: readonly Query[]): Promise<ReadonlyMap<string, string>> {
  const ids = queries.filter(({ kind }) => kind === 'join' || kind === 'broadcast').map((query) => query.replay_id ?? query.id);
  const unknown = () => ids.filter((id) => !known.has(id) && !asked.has(id));
  if (unknown().length > 2) {
    const page = await get<{ replays: { id: string; title: string }[] }>('/replays', { visibility: 'all', fields: 'title', limit: 100 }).catch(() => null);
    for (const { id, title } of page?.replays ?? []) known.set(id, title);
  }
  await Promise.all(unknown().slice(0, AT_ONCE).map(async (id) => {
    asked.add(id);
    const replay = await get<{ title: string }>(`/replays/${piece(id)}`, { fields: 'title' }).catch(() => null);
    if (replay) known.set(id, replay.title);
  }));
  return new Map(known);
}
