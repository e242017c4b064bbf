// Where what plays jumps in time. Pure.
import type { Playable } from './play.js';

export interface Jump {
  /** The second of the time line at which it lies. */
  at: number;
  /** How many seconds are missing there. */
  seconds: number;
}

/** Shorter gaps are not worth a mark or a jump. */
const SHORTEST = 2;

/** The gaps that the list knows, as far as one can tell without the files: coverage minus what is missing before each. */
export function jumps(replay: Playable | null | undefined): Jump[] {
  const start = Date.parse(replay?.started_at ?? '');
  if (!replay?.coverage || Number.isNaN(start)) return [];
  let missing = 0;
  const found: Jump[] = [];
  for (const gap of replay.coverage.gaps) {
    const at = (Date.parse(gap.from) - start) / 1000 - missing;
    missing += gap.seconds;
    if (gap.seconds > SHORTEST && at > 0 && (!replay.duration || at < replay.duration)) found.push({ at, seconds: gap.seconds });
  }
  return found;
}

/** The first gap behind `time`, by more than the lead with which one comes to it; null behind the last one. */
export function next(gaps: readonly Jump[], time: number, lead: number): Jump | null {
  return gaps.find((gap) => gap.at - lead > time + 0.5) ?? null;
}

/** The last gap before `time`. */
export function previous(gaps: readonly Jump[], time: number, lead: number): Jump | null {
  return gaps.findLast((gap) => gap.at - lead < time - 0.5) ?? null;
}
