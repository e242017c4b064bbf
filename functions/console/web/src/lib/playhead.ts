import type { Replay } from './types.js';

/** The time at which something was broadcast that plays `seconds` after the start: gaps don't play. */
export function broadcastAt(replay: Pick<Replay, 'started_at' | 'trim' | 'coverage'>, seconds: number): Date {
  const start = Math.max(Date.parse(replay.started_at), replay.trim ? Date.parse(replay.trim.from) : 0);
  let at = start + seconds * 1000;
  for (const gap of replay.coverage.gaps) {
    const from = Math.max(Date.parse(gap.from), start);
    const to = Date.parse(gap.to);
    if (to > start && from <= at) at += to - from;
  }
  return new Date(at);
}
