import type { Emitter } from '../../lib/emitter.js';
import type { Entry } from './entry.js';

interface Rows {
  readonly entries: readonly Entry[];
  readonly currentId: string | null;
  readonly changed: Emitter;
}

/** Which rows a decision is for, if not for the current one. */
export class Selection {
  readonly ids = new Set<string>();
  /** Where a range begins. */
  #anchor: string | null = null;

  constructor(private readonly rows: Rows) {}

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = id;
    this.rows.changed.tell();
  }

  /** Selects all from the last one that was selected, else from the current one, to this one. */
  range(id: string): void {
    const { entries, currentId } = this.rows;
    this.#anchor ??= currentId;
    const from = entries.findIndex((it) => it.replay.id === this.#anchor);
    const to = entries.findIndex((it) => it.replay.id === id);
    for (const it of entries.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)) this.ids.add(it.replay.id);
    this.rows.changed.tell();
  }

  all(): void {
    for (const it of this.rows.entries) this.ids.add(it.replay.id);
    this.rows.changed.tell();
  }

  clear(): void {
    this.forget();
    this.rows.changed.tell();
  }

  /** As `clear`, where the change is told anyway. */
  forget(): void {
    this.ids.clear();
    this.#anchor = null;
  }
}
