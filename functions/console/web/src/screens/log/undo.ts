import { call, get, piece } from '../../lib/api.js';
import type { Change } from '../../lib/changes.js';
import type { Replay } from '../../lib/types.js';

/** A change in the log of all replays. */
export interface Entry extends Change {
  replay: { id: string; title: string | null; stream: { domain: string; app: string; stream_id: string } };
}

/** Takes a change back if it still is the newest of its replay. False if something came after it. */
export async function takeBack({ replay: { id }, version }: Entry): Promise<boolean> {
  const replay = await get<Replay>(`/replays/${piece(id)}`);
  const { changes } = await get<{ changes: Change[] }>(`/replays/${piece(id)}/history`, { limit: 1 });
  if (changes[0]?.version !== version) return false;
  // Files may have come since; a curator's change after these two answers is refused.
  await call('POST', `/replays/${piece(id)}/undo`, { ifMatch: replay.version });
  return true;
}
