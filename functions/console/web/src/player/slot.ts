// A media element and the file in it. A reel has two: one that plays, and one in which the next file is loaded ahead.
import { engineFor, type Engine, type Source } from './engines/engine.js';
import { PlayError, type Problem } from './problem.js';

export class Slot {
  /** Which clip it holds; -1 for none. */
  index = -1;
  /** Why the clip does not play. */
  problem: Problem | null = null;
  #engine: Engine | null = null;
  #source: Source | null = null;
  #opened = 0;

  constructor(
    readonly media: HTMLVideoElement,
    private readonly failed: (slot: Slot) => void,
  ) {}

  /** Loads a file. What it held before is let go. */
  async open(index: number, format: string, url: string, second: number): Promise<void> {
    this.close();
    this.index = index;
    const opened = this.#opened;
    const fail = (problem: Problem) => {
      if (opened !== this.#opened) return;
      this.problem = problem;
      this.failed(this);
    };
    try {
      const source: Source = { url, format, second, failed: (error) => fail(error.problem) };
      this.#source = source;
      const engine = await engineFor(this.media, source);
      if (opened === this.#opened) this.#engine = engine;
      else engine.destroy();
    } catch (error) {
      // What is no error of ours is a library that could not be loaded.
      fail(error instanceof PlayError ? error.problem : { code: 'network', host: location.host });
    }
  }

  /** Goes to a second of the file that it holds, or begins there once it is loaded. */
  seek(second: number): void {
    if (this.#source) this.#source.second = second;
    if (this.media.readyState >= HTMLMediaElement.HAVE_METADATA) this.media.currentTime = second;
    else this.#engine?.begin?.(second);
  }

  close(): void {
    this.#opened += 1;
    this.#engine?.destroy();
    this.#engine = null;
    this.#source = null;
    this.problem = null;
    this.index = -1;
  }
}
