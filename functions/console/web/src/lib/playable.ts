import { get, piece } from './api.js';
import type { Play, Replay } from './types.js';

/** An address that was refused is asked for anew, but not over and over. */
const AGAIN_MS = 60_000;

/**
 * What plays of replays that a list showed. A list leaves out the files of a replay of several, and its addresses get stale;
 * the answer for the one replay has both.
 */
export class Playables {
  readonly #known = new Map<string, { play: Play | null; version: number; at: number }>();

  /** The replay with what is known to play of it. */
  of(replay: Replay): Replay {
    const known = this.#known.get(replay.id);
    return known && known.version >= replay.version ? { ...replay, play: known.play } : replay;
  }

  /** Whether its files have to be asked for before it plays. */
  lacks(replay: Replay): boolean {
    return replay.play !== null && !replay.play.url && !this.of(replay).play?.items;
  }

  /** Asks what plays of it. False if that is not known any better than a moment ago. */
  async ask(id: string, now = Date.now()): Promise<boolean> {
    if (now - (this.#known.get(id)?.at ?? 0) < AGAIN_MS) return false;
    try {
      const { play, version } = await get<Replay>(`/replays/${piece(id)}`);
      this.#known.set(id, { play, version, at: now });
      return true;
    } catch {
      return false;
    }
  }
}
