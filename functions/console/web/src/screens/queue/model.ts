import { get, Problem } from '../../lib/api.js';
import type { ReviewPage } from '../../../client/index.js';
import { patched, type Field } from '../../lib/clash.js';
import { Emitter } from '../../lib/emitter.js';
import type { News } from '../../lib/news.js';
import { session } from '../../lib/session.js';
import { toIso } from '../../lib/time.js';
import type { Patch, Replay } from '../../lib/types.js';
import { before, row, sorted, toReview, type Action, type ActionName, type Conflict, type Entry } from './entry.js';
import { Selection } from './selection.js';
import { Sender, type Outcome, type Step } from './sender.js';

const FIRST_PAGE = 30;
const PAGE = 100;
/** More is loaded before one comes to the end. */
const AHEAD = 40;
/** More steps back than anybody takes. */
const UNDO_STEPS = 200;

/**
 * The queue as the curator sees it: decisions show at once and are sent behind it. It outlives its screen, so that going elsewhere
 * and coming back loses neither the place nor what is still to be sent.
 */
export class Queue {
  readonly changed = new Emitter();
  readonly outcomes = new Emitter<Outcome<Action>[]>();
  readonly sender = new Sender<Action>();
  entries: Entry[] = [];
  currentId: string | null = null;
  readonly selection = new Selection(this);
  /** How many the API says are left, less what was decided since; null until it is known. */
  count: number | null = null;
  capped = false;
  decided = 0;
  state: 'idle' | 'loading' | 'ready' | 'failed' = 'idle';
  problem: Problem | null = null;
  whole = false;
  last: { action: Action; undone: boolean } | null = null;
  #cursor: string | null = null;
  #done: Action[] = [];
  /** What was decided here and may still come as unreviewed in an older answer. */
  readonly #gone = new Map<string, number>();
  #loading: Promise<void> | null = null;

  constructor() {
    this.sender.settled.listen((outcomes) => this.#settled(outcomes));
  }

  get index(): number {
    return this.entries.findIndex((it) => it.replay.id === this.currentId);
  }

  get current(): Entry | null {
    return this.entries[this.index] ?? null;
  }

  get next(): Entry | null {
    return this.entries[this.index + 1] ?? null;
  }

  /** Those that a decision is for: what is selected, else the current one. */
  get targets(): Entry[] {
    const { ids } = this.selection;
    if (ids.size > 0) return this.entries.filter((it) => ids.has(it.replay.id));
    return this.current ? [this.current] : [];
  }

  /** Whether there is something of one's own to take back. */
  get undoable(): boolean {
    return this.#done.length > 0;
  }

  /** Loads the first page, or the following one. */
  load(): Promise<void> {
    if (this.whole) return Promise.resolve();
    return (this.#loading ??= this.#loadPage().finally(() => (this.#loading = null)));
  }

  async #loadPage(): Promise<void> {
    const first = this.#cursor === null;
    if (first) this.state = 'loading';
    this.changed.tell();
    try {
      const page = await get<ReviewPage>('/review', { limit: first ? FIRST_PAGE : PAGE, cursor: this.#cursor });
      const known = new Set(this.entries.map((it) => it.replay.id));
      this.entries = sorted([...this.entries, ...page.replays.filter((it) => !known.has(it.id) && !this.#decidedHere(it)).map(row)]);
      this.#cursor = page.next_cursor;
      this.whole = page.next_cursor === null;
      if (page.count !== null) this.#counted(page);
      this.currentId ??= this.entries[0]?.replay.id ?? null;
      this.state = 'ready';
      this.problem = null;
    } catch (error) {
      this.problem = Problem.from(error);
      if (this.entries.length === 0) this.state = 'failed';
    }
    this.changed.tell();
    if (this.state === 'ready' && !this.problem) this.loadAhead(this.index);
  }

  /** Loads more where the end is near. */
  loadAhead(index: number): void {
    if (!this.whole && this.state === 'ready' && this.entries.length - index < AHEAD) void this.load();
  }

  #counted(page: ReviewPage): void {
    this.count = Math.max((page.count ?? 0) - this.#undecidedThere(), this.entries.length);
    this.capped = page.count_capped;
  }

  /** Decisions that the API has not counted yet. */
  #undecidedThere(): number {
    return [...this.#gone.keys()].filter((id) => this.sender.has(id)).length;
  }

  /** Asks again how many are left. */
  async recount(): Promise<void> {
    if (this.state !== 'ready') return;
    const page = await get<ReviewPage>('/review', { limit: 1 }).catch(() => null);
    if (page?.count === undefined || page.count === null) return;
    this.#counted(page);
    this.changed.tell();
  }

  /** Goes to another row: `by` rows on, or to the one with this id. `extend` selects all between. */
  move(to: number | string, extend = false): void {
    const from = this.index;
    const at = typeof to === 'string' ? this.entries.findIndex((it) => it.replay.id === to) : from + to;
    const entry = this.entries[Math.max(0, Math.min(at, this.entries.length - 1))];
    if (!entry) return;
    if (extend) this.selection.range(entry.replay.id);
    this.#leave(entry.replay.id);
    this.currentId = entry.replay.id;
    this.loadAhead(this.index);
    this.changed.tell();
  }

  /** What somebody else decided stays as long as one looks at it. */
  #leave(next: string): void {
    const { current } = this;
    if (!current || current.replay.id === next || toReview(current.replay) || this.sender.has(current.replay.id)) return;
    this.#remove(new Set([current.replay.id]), false);
  }

  /** Leaves the current one in the queue and goes on; after the last one, to the first that was not skipped. */
  skip(): void {
    const { current, next } = this;
    if (!current) return;
    current.skipped = true;
    const open = next ?? this.entries.find((it) => !it.skipped);
    if (open) this.move(open.replay.id);
    this.changed.tell();
  }

  /** Whether all rows were skipped, so that nothing is left but those. */
  get allSkipped(): boolean {
    return this.whole && this.entries.length > 0 && this.entries.every((it) => it.skipped);
  }

  unskip(): void {
    for (const it of this.entries) it.skipped = false;
    this.move(this.entries[0]?.replay.id ?? 0);
  }

  /** Does something with the targets, at once here and behind it at the API. */
  act(name: ActionName, patch: Patch, decides: boolean, targets = this.targets): void {
    if (targets.length === 0) return;
    const at = toIso(new Date());
    const action: Action = { name, patch, decides, entries: new Map(targets.map((it) => [it.replay.id, { ...it }])) };
    const steps = targets.map((it): Step<Action> => ({ kind: 'patch', id: it.replay.id, patch, seen: it.replay, action, tries: 0 }));
    if (decides) this.#remove(new Set(action.entries.keys()));
    else for (const it of targets) it.replay = patched(it.replay, patch, session.name, at);
    this.#done.push(action);
    if (this.#done.length > UNDO_STEPS) this.#done.shift();
    this.last = { action, undone: false };
    this.selection.forget();
    this.sender.add(steps);
    this.loadAhead(this.index);
    this.changed.tell();
  }

  /** Takes the last action back. Null if there is none. */
  undo(): Action | null {
    const action = this.#done.pop();
    if (!action) return null;
    const unsent = new Set(this.sender.cancel(action));
    const sent = [...action.entries].filter(([id]) => !unsent.has(id));
    this.sender.add(sent.map(([id, entry]): Step<Action> => ({ kind: 'undo', id, patch: {}, seen: entry.replay, action, tries: 0 })));
    for (const [id, before] of action.entries) this.#putBack(id, { ...before, failure: null }, action.decides);
    this.currentId = action.entries.keys().next().value ?? this.currentId;
    this.last = { action, undone: true };
    this.changed.tell();
    return action;
  }

  /** Sends again what was not saved. */
  retry(outcomes: Outcome<Action>[]): void {
    for (const { step } of outcomes) {
      const entry = this.entries.find((it) => it.replay.id === step.id);
      if (step.kind === 'undo') this.sender.add([{ ...step, tries: 0 }]);
      else if (entry) this.act(step.action.name, step.patch, step.action.decides, [entry]);
      else this.sender.add([{ ...step, tries: 0 }]);
    }
  }

  /** Decides a conflict: saves the curator's own over what is there now, or keeps that. */
  resolve(conflict: Conflict, mine: boolean): void {
    const entry = this.entries.find((it) => it.replay.id === conflict.now.id) ?? row(conflict.now);
    entry.conflict = null;
    entry.failure = null;
    entry.replay = conflict.now;
    if (mine) this.act(conflict.action.name, conflict.patch, conflict.action.decides, [entry]);
    else if (!toReview(conflict.now)) this.#remove(new Set([conflict.now.id]), false);
    this.changed.tell();
  }

  /** What changed elsewhere. */
  hear(items: News[]): void {
    let foreign = false;
    for (const { id, replay } of items) {
      if (id === null) continue;
      const entry = this.entries.find((it) => it.replay.id === id);
      if (!replay) {
        if (entry && !this.sender.has(id)) this.#remove(new Set([id]), false);
        foreign ||= entry !== undefined;
      } else if (entry) {
        if (replay.version < entry.replay.version || this.sender.has(id)) continue;
        if (toReview(replay) || id === this.currentId) entry.replay = replay;
        else this.#remove(new Set([id]), false);
        foreign = true;
      } else if (toReview(replay) && !this.#decidedHere(replay)) {
        foreign = true;
        const last = this.entries.at(-1);
        if (this.whole || (last && before(replay, last.replay))) this.entries = sorted([...this.entries, row(replay)]);
        this.currentId ??= replay.id;
      }
    }
    if (foreign) void this.recount();
    this.changed.tell();
  }

  #settled(outcomes: Outcome<Action>[]): void {
    for (const { step, replay, now, fields, problem } of outcomes) {
      const entry = this.entries.find((it) => it.replay.id === step.id);
      if (replay) {
        if (this.#gone.has(step.id)) this.#gone.set(step.id, replay.version);
        if (entry && !this.sender.has(step.id)) entry.replay = replay;
        if (step.kind === 'undo') this.#gone.delete(step.id);
        continue;
      }
      step.action.entries.delete(step.id);
      if (step.kind === 'undo') {
        // It is still as it was decided.
        if (step.action.decides) this.#remove(new Set([step.id]));
        continue;
      }
      if (step.action.entries.size === 0 && this.last?.action === step.action) this.last = null;
      if (step.action.entries.size === 0) this.#done = this.#done.filter((it) => it !== step.action);
      if (problem?.status === 404) this.#remove(new Set([step.id]), false);
      else this.#putBack(step.id, { ...row(now ?? step.seen), ...this.#why(step, problem, now, fields) }, step.action.decides);
    }
    this.outcomes.tell(outcomes);
    this.changed.tell();
  }

  #why(step: Step<Action>, problem?: Problem, now?: Replay, fields: Field[] = []): Partial<Entry> {
    const conflict = now ? { patch: step.patch, seen: step.seen, now, fields, action: step.action } : null;
    return { failure: problem?.text ?? null, conflict };
  }

  /** Takes rows out; the place stays, so that the next one moves up. */
  #remove(ids: Set<string>, ours = true): void {
    const at = this.index;
    const gone = this.entries.filter((it) => ids.has(it.replay.id));
    if (ours) for (const { replay } of gone) this.#gone.set(replay.id, replay.version);
    if (ours) this.decided += gone.length;
    if (this.count !== null) this.count = Math.max(0, this.count - gone.length);
    for (const id of ids) this.selection.ids.delete(id);
    const stays = this.entries.slice(0, Math.max(at, 0)).filter((it) => !ids.has(it.replay.id)).length;
    this.entries = this.entries.filter((it) => !ids.has(it.replay.id));
    if (this.currentId !== null && ids.has(this.currentId)) {
      this.currentId = (this.entries[stays] ?? this.entries.at(-1))?.replay.id ?? null;
    }
  }

  #putBack(id: string, entry: Entry, decides: boolean): void {
    const there = this.entries.find((it) => it.replay.id === id);
    if (there) {
      Object.assign(there, entry);
    } else {
      this.entries = sorted([...this.entries, entry]);
      this.currentId ??= id;
      if (this.count !== null) this.count += 1;
      if (decides && this.#gone.delete(id)) this.decided = Math.max(0, this.decided - 1);
    }
  }

  /** Whether an answer is older than a decision made here. */
  #decidedHere(replay: Replay): boolean {
    const version = this.#gone.get(replay.id);
    return version !== undefined && (this.sender.has(replay.id) || replay.version <= version);
  }
}
