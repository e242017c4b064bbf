import { call, get, piece, Problem } from '../../lib/api.js';
import { clash, fulfilled, type Field } from '../../lib/clash.js';
import { Emitter } from '../../lib/emitter.js';
import { session } from '../../lib/session.js';
import type { Patch, Replay } from '../../lib/types.js';

/** Something to send of one replay: a patch, or that the last change be taken back. */
export interface Step<A> {
  kind: 'patch' | 'undo';
  id: string;
  patch: Patch;
  /** The replay that the decision is based on. */
  seen: Replay;
  /** The action that it belongs to. */
  action: A;
  tries: number;
}

export interface Outcome<A> {
  step: Step<A>;
  /** The replay after it was saved. */
  replay?: Replay;
  problem?: Problem;
  /** Where somebody else changed it: as it is, and what they changed. */
  now?: Replay;
  fields?: Field[];
}

interface BatchResult {
  id: string;
  status: number;
  replay?: Replay;
  problem?: unknown;
}

/** As many as one batch takes. */
const BATCH = 100;
/** Undo is a request of its own for each replay; a browser opens six connections to a host. */
const AT_ONCE = 6;
/** How often a step is sent again because files came meanwhile. */
const TRIES = 5;
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Sends steps in the order in which they were made, and never two of one replay at once. What comes while a request is under way
 * goes out together after it. A server that doesn't answer only delays; what it refuses is told as an outcome.
 */
export class Sender<A> {
  readonly changed = new Emitter();
  readonly settled = new Emitter<Outcome<A>[]>();
  /** Since when the server does not answer; the reason. */
  stuck: Problem | null = null;
  #waiting: Step<A>[] = [];
  #flying: Step<A>[] = [];
  #pumping = false;
  #failures = 0;
  /** Why some steps of the last request have to go again later. */
  #later: Problem | null = null;
  /** Replays as our last write left them. */
  readonly #written = new Map<string, Replay>();
  #wake: (() => void) | null = null;

  constructor() {
    session.changed.listen(() => session.state === 'in' && this.hurry());
  }

  get pending(): number {
    return this.#waiting.length + this.#flying.length;
  }

  /** Whether a step of this replay is still to be sent or answered. */
  has(id: string): boolean {
    return this.#waiting.some((it) => it.id === id) || this.#flying.some((it) => it.id === id);
  }

  /** The replay as our last write left it. */
  written(id: string): Replay | undefined {
    return this.#written.get(id);
  }

  add(steps: Step<A>[]): void {
    this.#waiting.push(...steps);
    this.changed.tell();
    void this.#pump();
  }

  /** Takes steps of an action out that have not been sent; returns the ids that they were of. */
  cancel(action: A): string[] {
    const cancelled = this.#waiting.filter((it) => it.action === action && it.kind === 'patch').map((it) => it.id);
    this.#waiting = this.#waiting.filter((it) => !(it.action === action && it.kind === 'patch'));
    this.changed.tell();
    return cancelled;
  }

  /** Tries now instead of later. */
  hurry(): void {
    this.#wake?.();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#waiting.length > 0) {
      this.#flying = this.#take();
      this.#later = null;
      this.changed.tell();
      try {
        const outcomes = this.#flying[0]?.kind === 'undo' ? await this.#undo(this.#flying) : await this.#patch(this.#flying);
        this.#flying = [];
        if (!this.#later) {
          this.#failures = 0;
          this.stuck = null;
        }
        if (outcomes.length > 0) this.settled.tell(outcomes);
        if (this.#later) await this.#delay(this.#later);
      } catch (error) {
        const problem = Problem.from(error);
        const steps = this.#flying;
        this.#flying = [];
        if (!passes(problem)) {
          this.settled.tell(steps.map((step) => ({ step, problem })));
        } else {
          this.#waiting.unshift(...steps);
          await this.#delay(problem);
        }
      }
      this.changed.tell();
    }
    this.#pumping = false;
    this.changed.tell();
  }

  /** The first steps that can go together: of one kind, each of another replay. */
  #take(): Step<A>[] {
    const kind = this.#waiting[0]?.kind;
    const ids = new Set<string>();
    let end = 0;
    for (const step of this.#waiting) {
      if (end === BATCH || step.kind !== kind || ids.has(step.id)) break;
      ids.add(step.id);
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }

  async #patch(steps: Step<A>[]): Promise<Outcome<A>[]> {
    const replays = steps.map(({ id, seen, patch }) => ({ id, version: this.#newest(id, seen).version, patch }));
    const { results } = (await call<{ results: BatchResult[] }>('POST', '/replays/batch', { body: { replays } })).data;
    const outcomes: Outcome<A>[] = [];
    const again: Step<A>[] = [];
    await Promise.all(
      steps.map(async (step, at) => {
        const result = results[at];
        if (result?.replay) return outcomes.push(this.#saved(step, result.replay));
        const problem = Problem.from(result?.problem ?? new Problem('internal_error', 'no answer for this replay', 500));
        if (result?.status === 412) return this.#moved(step, problem, outcomes, again);
        if (passes(problem)) return this.#again(step, problem, again);
        return outcomes.push({ step, problem });
      }),
    );
    this.#waiting.unshift(...again);
    return outcomes;
  }

  async #undo(steps: Step<A>[]): Promise<Outcome<A>[]> {
    const outcomes: Outcome<A>[] = [];
    const again: Step<A>[] = [];
    const left = [...steps];
    const one = async (): Promise<void> => {
      for (let step = left.shift(); step; step = left.shift()) {
        const { id, seen } = step;
        try {
          const ifMatch = this.#newest(id, seen).version;
          const { replays } = (await call<{ replays: Replay[] }>('POST', `/replays/${piece(id)}/undo`, { ifMatch })).data;
          outcomes.push(this.#saved(step, replays.find((it) => it.id === id) ?? seen));
        } catch (error) {
          const problem = Problem.from(error);
          if (problem.status === 412) await this.#moved(step, problem, outcomes, again);
          else if (passes(problem)) this.#again(step, problem, again);
          else outcomes.push({ step, problem });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    this.#waiting.unshift(...again);
    return outcomes;
  }

  #again(step: Step<A>, why: Problem, again: Step<A>[]): void {
    this.#later = why;
    again.push(step);
  }

  /** What the next change is based on: what the curator saw, or what our own last write made of it. */
  #newest(id: string, seen: Replay): Replay {
    const written = this.#written.get(id);
    return written && written.version > seen.version ? written : seen;
  }

  #saved(step: Step<A>, replay: Replay): Outcome<A> {
    this.#written.set(step.id, replay);
    return { step, replay };
  }

  /** The replay is of another version: sent again where only files came, told where a person changed it. */
  async #moved(step: Step<A>, problem: Problem, outcomes: Outcome<A>[], again: Step<A>[]): Promise<void> {
    let now: Replay;
    try {
      now = await get<Replay>(`/replays/${piece(step.id)}`);
    } catch (error) {
      const why = Problem.from(error);
      if (passes(why)) this.#again(step, why, again);
      else outcomes.push({ step, problem: why });
      return;
    }
    const before = this.#newest(step.id, step.seen);
    const fields = clash(before, now, step.patch);
    if (step.kind === 'patch' && fulfilled(now, step.patch)) outcomes.push(this.#saved(step, now));
    else if (fields.length > 0 || ++step.tries >= TRIES) {
      this.#written.delete(step.id);
      outcomes.push({ step, problem, now, fields });
    } else {
      this.#written.set(step.id, now);
      again.push(step);
    }
  }

  /** Waits, longer each time that the server did not answer. */
  #delay(why: Problem): Promise<void> {
    this.stuck = why;
    const ms = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 1_000;
    this.#failures += 1;
    this.changed.tell();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
    });
  }
}

/** Whether it may go better by itself: the server is out of reach or overloaded, or somebody has to sign in again. */
function passes(problem: Problem): boolean {
  return problem.status === 0 && problem.code === 'offline' || [401, 429, 502, 503, 504].includes(problem.status);
}
