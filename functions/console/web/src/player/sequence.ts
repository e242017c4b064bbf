// Several files as one time line. Pure.
//
// Second 0 is the first second that plays. Where VOD's length of a file and the real one differ by no more than rounding,
// VOD's counts, so that the time line does not move while it plays.
import type { Play } from './play.js';

/** One file, and where it lies on the time line. */
export interface Clip {
  url: string;
  /** The second of the file with which it begins. */
  from: number;
  /** The second of the file with which it ends; null for its end. */
  to: number | null;
  /** Where it begins on the time line. */
  at: number;
  /** How long it plays. */
  length: number;
}

export interface Place {
  index: number;
  /** The second of the file. */
  second: number;
}

/** VOD rounds lengths to whole seconds, and offsets are whole seconds too. */
const ROUNDING = 2;

export class Sequence {
  readonly duration: number;

  private constructor(readonly clips: readonly Clip[]) {
    const last = clips.at(-1);
    this.duration = last ? last.at + last.length : 0;
  }

  /** What `play` leads to. `duration` is what the replay says of its length, for a single file. */
  static of(play: Play | null | undefined, duration = 0): Sequence {
    if (!play) return new Sequence([]);
    if (play.url) {
      const from = play.start_offset ?? 0;
      const to = play.end_offset ?? null;
      return new Sequence(inARow([{ url: play.url, from, to, at: 0, length: to === null ? duration : to - from }]));
    }
    const files = (play.items ?? []).flatMap((item) => {
      if (!item.url) return [];
      const from = item.start_offset ?? 0;
      const to = item.end_offset ?? null;
      return [{ url: item.url, from, to, at: 0, length: Math.max(0, (to ?? item.duration) - from) }];
    });
    return new Sequence(inARow(files));
  }

  /** The same with what the player has learned: how long a file really is. */
  learned(index: number, seconds: number): Sequence {
    const clip = this.clips[index];
    if (!clip || !Number.isFinite(seconds) || seconds <= 0) return this;
    const length = Math.max(0, Math.min(clip.to ?? seconds, seconds) - clip.from);
    // A single file has nothing behind it that could move, so that its own length is right.
    if (this.clips.length > 1 && Math.abs(length - clip.length) <= ROUNDING) return this;
    if (length === clip.length) return this;
    return new Sequence(inARow(this.clips.map((other, i) => (i === index ? { ...other, length } : other))));
  }

  /** The file that plays at a second of the time line. Behind the end it is the last second. */
  locate(time: number): Place | null {
    if (this.clips.length === 0) return null;
    const at = Math.min(Math.max(time, 0), this.duration);
    let low = 0;
    let high = this.clips.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.clips[middle]!.at <= at) low = middle;
      else high = middle - 1;
    }
    const clip = this.clips[low]!;
    return { index: low, second: clip.from + Math.min(at - clip.at, clip.length) };
  }

  /** The second of the time line at which a file has come so far. */
  time({ index, second }: Place): number {
    const clip = this.clips[index];
    if (!clip) return 0;
    return clip.at + Math.min(Math.max(second - clip.from, 0), clip.length || Infinity);
  }
}

function inARow(clips: Clip[]): Clip[] {
  let at = 0;
  return clips.map((clip) => {
    const placed = { ...clip, at };
    at += clip.length;
    return placed;
  });
}
