import { get } from './api.js';
import { Emitter } from './emitter.js';
import { session } from './session.js';
import { toIso } from './time.js';
import type { Replay } from './types.js';

/** Something that changed. `kind`: `changed` or `deleted` of a replay (with `replay` where it exists), or an event of the local runner as it comes, as `query.finished`. */
export interface News {
  kind: string;
  id: string | null;
  replay?: Replay;
  replacedBy?: string | null;
}

interface ChangePage {
  changes: { id: string; deleted: boolean; replaced_by: string | null; replay: Replay | null }[];
  next: string;
  more: boolean;
}

/** How often `/changes` is read: where events say when, only to be sure. */
const WITH_EVENTS_MS = 30_000;
const WITHOUT_EVENTS_MS = 8_000;
/** Events come in packs: a burst of them is one read. */
const BURST_MS = 250;
/** Each read brings the changes of the last two minutes again, so whoever changes much does not read after each. */
const BETWEEN_MS = 3_000;
/** How many changes are remembered, so that those which `/changes` repeats are told once. */
const REMEMBERED = 5_000;

/**
 * What changes, as long as somebody listens and the page is seen. `/changes` tells everything that a curator may know; the
 * server-sent events of the local runner tell when to read it.
 */
class NewsReader {
  readonly #told = new Emitter<News[]>();
  readonly #known = new Map<string, string>();
  #since: string | null = null;
  #events: EventSource | null = null;
  #hasEvents: boolean | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  /** Something happened while a read was under way: it may have come too late for it. */
  #again = false;
  /** When the last read was over, and when the next one begins. */
  #last = 0;
  #planned = 0;

  listen(listener: (items: News[]) => void): () => void {
    const stop = this.#told.listen(listener);
    this.#wake();
    return () => {
      stop();
      if (!this.#told.heard) this.#sleep();
    };
  }

  constructor() {
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#sleep() : this.#wake()));
    session.changed.listen(() => (session.state === 'in' ? this.#wake() : this.#sleep()));
  }

  #wake(): void {
    if (!this.#told.heard || document.hidden || session.state !== 'in') return;
    this.#since ??= toIso(new Date());
    if (this.#hasEvents !== false && this.#events === null) this.#follow();
    this.#plan(BURST_MS);
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    this.#planned = 0;
    this.#events?.close();
    this.#events = null;
  }

  #follow(): void {
    const events = new EventSource('/-/events');
    this.#events = events;
    events.onopen = () => (this.#hasEvents = true);
    events.onerror = () => {
      // Where it was never open, there is none; else the browser connects again by itself.
      if (this.#hasEvents !== true) {
        this.#hasEvents = false;
        events.close();
      }
    };
    for (const kind of ['live', 'ended', 'published', 'changed', 'settled', 'hidden', 'merged', 'gone']) {
      events.addEventListener(`replay.${kind}`, () => this.#plan(BURST_MS));
    }
    events.addEventListener('curation.changed', () => this.#plan(BURST_MS));
    events.addEventListener('missed', () => this.#plan(BURST_MS));
    for (const kind of ['query.finished', 'quarantine.added']) events.addEventListener(kind, () => this.#told.tell([{ kind, id: null }]));
  }

  /** Reads in so many milliseconds, unless that is planned for sooner. */
  #plan(ms: number, now = Date.now()): void {
    const at = Math.max(now + ms, this.#last + BETWEEN_MS);
    if (this.#planned > now && this.#planned <= at) return;
    clearTimeout(this.#timer);
    this.#planned = at;
    this.#timer = setTimeout(() => void this.#read(), at - now);
  }

  async #read(): Promise<void> {
    if (this.#since === null) return;
    this.#again = this.#reading;
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (let more = true; more; ) {
        const page: ChangePage = await get<ChangePage>('/changes', { since: this.#since, limit: 100 });
        this.#since = page.next;
        more = page.more;
        const fresh = page.changes.filter((it) => this.#isNew(it.id, it.replay ? it.replay.updated_at + it.replay.version : `gone ${it.replaced_by}`));
        if (fresh.length > 0) this.#told.tell(fresh.map(toNews));
      }
    } catch {
      // The next read tells what this one did not.
    } finally {
      this.#reading = false;
      this.#last = Date.now();
      const ms = this.#again ? BURST_MS : this.#hasEvents ? WITH_EVENTS_MS : WITHOUT_EVENTS_MS;
      this.#again = false;
      if (this.#told.heard && !document.hidden && session.state === 'in') this.#plan(ms);
    }
  }

  #isNew(id: string, state: string): boolean {
    if (this.#known.get(id) === state) return false;
    this.#known.delete(id);
    this.#known.set(id, state);
    if (this.#known.size > REMEMBERED) this.#known.delete(this.#known.keys().next().value ?? '');
    return true;
  }
}

function toNews(change: ChangePage['changes'][number]): News {
  if (change.replay === null) return { kind: 'deleted', id: change.id, replacedBy: change.replaced_by };
  return { kind: 'changed', id: change.id, replay: change.replay };
}

export const news = new NewsReader();
