/**
 * What a change of rules does, cut into scenes: a scene holds replays, before and after, that no cut of the clock separates
 * for both. A stream of a year is some hours of broadcasts and months of nothing, which one axis can't show.
 */
import type { Stretch } from './gaps.js';

export type Scene = { from: number; to: number; before: Stretch[]; after: Stretch[]; changes: boolean };

/** Replays further apart than so many seconds are in scenes of their own, unless one replay holds both. */
const APART = 7_200;

type Bar = Stretch & { lane: 'before' | 'after' };

export function scenes(before: readonly Stretch[], after: readonly Stretch[], gap: number): Scene[] {
  const bar = (lane: Bar['lane']) => (stretch: Stretch): Bar => ({ ...stretch, lane });
  const bars = [...before.map(bar('before')), ...after.map(bar('after'))].sort((a, b) => a.from - b.from);
  const result: Scene[] = [];
  for (const { lane, ...stretch } of bars) {
    let scene = result.at(-1);
    if (!scene || stretch.from - scene.to > Math.max(APART, gap)) {
      scene = { ...stretch, before: [], after: [], changes: false };
      result.push(scene);
    }
    scene.to = Math.max(scene.to, stretch.to);
    scene[lane].push(stretch);
  }
  return result.map((scene) => ({ ...scene, changes: differs(scene) }));
}

function differs({ before, after }: Scene): boolean {
  if (before.length !== after.length) return true;
  return before.some((one, at) => one.from !== after[at]?.from || one.to !== after[at]?.to || one.id !== after[at]?.id);
}

/** The ids of the replays after that hold what one replay before held. */
export function becomes(one: Stretch, after: readonly Stretch[]): Stretch[] {
  return after.filter((other) => other.from <= one.to && one.from <= other.to);
}
