import type { Replay } from '../../lib/types.js';
import { combined, moved, same, steps, type Step } from './order.js';

/** One transaction at the server holds the ranks of so many replays. */
export const MOST = 49;

/** The featured replays as a curator orders them, and the saved order that this is based on. Each change makes another one. */
export class Draft {
  private constructor(
    readonly items: readonly Replay[],
    readonly saved: readonly Replay[],
    readonly etag: string | null,
  ) {}

  static of(saved: readonly Replay[], etag: string | null): Draft {
    return new Draft(saved, saved, etag);
  }

  get ids(): string[] {
    return this.items.map((replay) => replay.id);
  }

  get base(): string[] {
    return this.saved.map((replay) => replay.id);
  }

  get dirty(): boolean {
    return !same(this.ids, this.base);
  }

  get steps(): Map<string, Step> {
    return steps(this.base, this.ids);
  }

  isBasedOn(saved: Draft): boolean {
    return same(this.base, saved.base);
  }

  moved(from: number, to: number): Draft {
    return new Draft(moved(this.items, from, to), this.saved, this.etag);
  }

  with(replay: Replay): Draft {
    return this.ids.includes(replay.id) ? this : new Draft([...this.items, replay], this.saved, this.etag);
  }

  without(id: string): Draft {
    return new Draft(this.items.filter((replay) => replay.id !== id), this.saved, this.etag);
  }

  reset(): Draft {
    return Draft.of(this.saved, this.etag);
  }

  /** The same order, of replays as they are now. */
  refreshed(saved: Draft): Draft {
    const now = new Map(saved.items.map((replay) => [replay.id, replay]));
    return new Draft(this.items.map((replay) => now.get(replay.id) ?? replay), saved.items, saved.etag);
  }

  /** This order, to be saved over what others saved. */
  over(theirs: Draft): Draft {
    return new Draft(this.items, theirs.items, theirs.etag);
  }

  /** Both orders put together, to be saved over what others saved. */
  combined(theirs: Draft): Draft {
    const all = new Map([...this.saved, ...this.items, ...theirs.items].map((replay) => [replay.id, replay]));
    const ids = combined(this.base, this.ids, theirs.ids);
    return new Draft(ids.flatMap((id) => all.get(id) ?? []), theirs.items, theirs.etag);
  }
}
