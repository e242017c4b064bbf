import { call, get, piece, Problem } from '../../lib/api.js';
import { clash, fulfilled, type Field } from '../../lib/clash.js';
import { Emitter } from '../../lib/emitter.js';
import type { Patch, Replay, Span } from '../../lib/types.js';
import { Clock, stretch } from '../../timeline/clock.js';
import type { TimelineData, TimelineNeighbour } from '../../timeline/data.js';

/** A change that somebody else's change stands in the way of. */
export interface Conflict {
  seen: Replay;
  now: Replay;
  patch: Patch;
  fields: Field[];
  /** Does it all the same, on what is there now. */
  again(now: Replay): Promise<boolean>;
}

interface DeletedFile {
  file_id: string;
  deleted: boolean;
  error?: string | null;
}

export interface Undone {
  action: string;
  by: string;
  at: string;
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** How often a change is sent again that only late files stood in the way of. */
const AGAIN = 4;

/** What changes by itself, as a live replay does, is read no more often: the timeline of a day is large. */
const CALM_MS = 3_000;

/** One replay as the API has it, and all that can be done to it. */
export class ReplayModel {
  readonly changed = new Emitter();
  id = '';
  /** Under which id it was opened: that of a replay that was merged leads to another one. */
  asked = '';
  replay: Replay | null = null;
  timeline: TimelineData | null = null;
  clock = new Clock([]);
  error: unknown = null;
  timelineError: unknown = null;
  conflict: Conflict | null = null;
  busy = false;
  #wanted = 0;
  #heard = -Infinity;
  #hearing: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> | null = null;

  /** Shows another replay. */
  async open(id: string): Promise<void> {
    this.id = id;
    this.asked = id;
    this.replay = null;
    this.timeline = null;
    this.conflict = null;
    this.error = null;
    this.changed.tell();
    await this.reload();
  }

  /** Reads everything again. Whoever asks while that goes on waits for what is read after that. */
  reload(): Promise<void> {
    this.#wanted += 1;
    this.#reading ??= this.#read().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #read(): Promise<void> {
    for (let reading = -1; reading !== this.#wanted; ) {
      reading = this.#wanted;
      const path = this.#path();
      const [replay, timeline] = await Promise.allSettled([get<Replay>(path), get<TimelineData>(`${path}/timeline`)]);
      if (reading !== this.#wanted) continue;
      this.error = replay.status === 'rejected' ? replay.reason : null;
      this.timelineError = timeline.status === 'rejected' ? timeline.reason : null;
      if (replay.status === 'fulfilled') this.#take(replay.value);
      if (timeline.status === 'fulfilled') this.timeline = timeline.value;
      this.#wind();
    }
  }

  /** How many seconds of it play within a stretch. */
  plays(span: Span): number {
    return this.timeline ? Clock.of(this.timeline, stretch(span)).duration : (Date.parse(span.to) - Date.parse(span.from)) / 1000;
  }

  /** The replay before or after this one, if it is known. */
  neighbour(side: 'before' | 'after'): TimelineNeighbour | null {
    const { replay, timeline } = this;
    if (!replay || !timeline) return null;
    const starts = Date.parse(replay.started_at);
    const found = timeline.neighbours.filter((it) => Date.parse(it.started_at) < starts === (side === 'before'));
    found.sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
    return (side === 'before' ? found.at(-1) : found[0]) ?? null;
  }

  /** Changes fields. `seen` is the replay that the curator decided on. False if somebody else's change stands in the way. */
  async patch(patch: Patch, seen = this.replay!): Promise<boolean> {
    const send = (version: number) => call<Replay>('PATCH', this.#path(), { body: patch, ifMatch: version });
    const answer = await this.#based(seen, send, patch);
    if (answer === null) return this.conflict === null;
    this.#take(answer.data);
    this.#wind();
    if ('trim' in patch) await this.reload();
    return true;
  }

  /** Looks at a lost update no more, and decides nothing. */
  leave(): void {
    this.conflict = null;
    this.changed.tell();
  }

  /** The answer to a lost update: one's own change, or what is there. */
  async resolve(mine: boolean): Promise<boolean> {
    const { conflict } = this;
    this.conflict = null;
    this.changed.tell();
    return conflict !== null && mine ? conflict.again(conflict.now) : false;
  }

  /** Divides it at a moment. The replays that come of it; null if somebody else's change stands in the way. */
  async split(at: number): Promise<Replay[] | null> {
    const send = (version: number) => call<{ replays: Replay[] }>('POST', `${this.#path()}/split`, { body: { at: iso(at) }, ifMatch: version });
    return this.#acted(send, ({ replays }) => replays);
  }

  async merge(other: string): Promise<Replay[] | null> {
    return this.#acted(() => call<{ replays: Replay[] }>('POST', '/replays/merge', { body: { ids: [other, this.id] } }), ({ replays }) => replays);
  }

  async undo(): Promise<Undone | null> {
    return this.#acted((version) => call<{ undone: Undone }>('POST', `${this.#path()}/undo`, { ifMatch: version }), ({ undone }) => undone);
  }

  /** Deletes its files for good. What became of each. */
  async deleteMedia(): Promise<DeletedFile[] | null> {
    const send = (version: number) => call<{ files: DeletedFile[] }>('DELETE', this.#path(), { query: { media: true }, ifMatch: version });
    return this.#acted(send, ({ files }) => files);
  }

  /** What another curator, a file or VOD made of it. */
  hear(replay: Replay): void {
    if (!this.replay || replay.version <= this.replay.version || this.#hearing !== undefined) return;
    const wait = Math.max(0, this.#heard + CALM_MS - performance.now());
    this.#hearing = setTimeout(() => {
      this.#hearing = undefined;
      this.#heard = performance.now();
      void this.reload();
    }, wait);
  }

  #path(): string {
    return `/replays/${piece(this.id)}`;
  }

  /** What isn't a change of fields: afterwards, everything is read again. */
  async #acted<T, R>(send: (version: number) => Promise<{ data: T }>, of: (data: T) => R, seen = this.replay!): Promise<R | null> {
    const answer = await this.#based(seen, send, {}, async (now) => (await this.#acted(send, of, now)) !== null);
    if (answer === null) return null;
    await this.reload();
    return of(answer.data);
  }

  /**
   * Sends a change that is based on the replay as the curator saw it. If only files came meanwhile, it is sent again. If somebody
   * decided something meanwhile, both sides are shown, and null is the answer; also if it is as it is wanted already.
   */
  async #based<T>(seen: Replay, send: (version: number) => Promise<T>, patch: Patch, again = (now: Replay) => this.patch(patch, now)): Promise<T | null> {
    this.busy = true;
    this.changed.tell();
    try {
      let now = seen;
      for (let tried = 0; ; tried += 1) {
        try {
          return await send(now.version);
        } catch (error) {
          if (Problem.from(error).code !== 'version_mismatch' || tried >= AGAIN) throw error;
        }
        now = await get<Replay>(this.#path());
        const fields = clash(seen, now, patch);
        const done = Object.keys(patch).length > 0 && fulfilled(now, patch);
        if (fields.length === 0 && !done) continue;
        this.#take(now);
        this.conflict = done ? null : { seen, now, patch, fields, again };
        return null;
      }
    } finally {
      this.busy = false;
      this.changed.tell();
    }
  }

  #take(replay: Replay): void {
    this.replay = replay;
    this.id = replay.id;
  }

  #wind(): void {
    this.clock = Clock.of(this.timeline, stretch(this.replay?.trim));
    this.changed.tell();
  }
}

/** A moment as the API takes it: whole seconds. */
export function iso(at: number): string {
  return `${new Date(Math.round(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
