import { Emitter } from '../../lib/emitter.js';
import type { LrPlayer } from '../../player/player.js';
import { identity } from '../../player/play.js';
import type { ReplayModel } from './model.js';

/** While somebody drags, the player is asked to seek no more often. */
const DRAG_MS = 150;

/** A player that was asked for a moment is there once it is as near as this, in seconds. */
const THERE = 0.4;

/** Where one is in a replay: the second that plays, and when that was broadcast. Between files one can be where nothing plays. */
export class Playhead {
  readonly moved = new Emitter();
  /** In milliseconds; null where nothing is known. */
  at: number | null = null;
  /** A moment that somebody chose, and the second that plays for it. */
  #chosen: { at: number; media: number } | null = null;
  #sought = 0;
  #plays = '';

  constructor(
    private readonly model: ReplayModel,
    private readonly player: () => LrPlayer | null,
  ) {}

  /** The player has come so far. */
  readonly played = (): void => {
    const time = this.player()?.currentTime ?? 0;
    if (this.#chosen && Math.abs(time - this.#chosen.media) < THERE) return;
    this.#chosen = null;
    this.#set(this.model.clock.wallAt(time));
  };

  seek(at: number, final: boolean): void {
    const media = this.model.clock.mediaAt(at);
    this.#set(at);
    if (media === null) return;
    this.#chosen = { at, media };
    const now = performance.now();
    if (!final && now - this.#sought < DRAG_MS) return;
    this.#sought = now;
    this.player()?.seek(media);
  }

  /** Stays at its moment when other seconds play: after a trim, a split, or a new file. */
  follow(): void {
    const { replay, timeline, clock } = this.model;
    if (!replay || !timeline) return;
    const plays = JSON.stringify([replay.id, clock.pieces.length, clock.duration, clock.pieces[0]?.from, identity(replay)]);
    if (plays === this.#plays) return;
    const another = !this.#plays.startsWith(JSON.stringify([replay.id]).slice(0, -1));
    this.#plays = plays;
    const player = this.player();
    const media = another || this.at === null ? null : clock.mediaAt(this.at);
    if (media === null) {
      this.#chosen = null;
      this.#set(clock.wallAt(player?.currentTime ?? 0));
    } else if (player) {
      this.#chosen = { at: this.at!, media };
      // The player puts the new files in once the page is drawn.
      void player.updateComplete.then(() => player.seek(media));
    }
  }

  #set(at: number | null): void {
    if (at === this.at) return;
    this.at = at;
    this.moved.tell();
  }
}
