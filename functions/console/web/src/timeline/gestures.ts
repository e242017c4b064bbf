// What a hand does on a timeline: seek by a click or a drag, pan and pinch with two fingers or on the axis, drag a trim edge.
import type { Stretch } from './data.js';

export type Edge = 'from' | 'to';

export interface GestureTarget {
  /** The time under a point of the page. */
  timeAt(clientX: number): number;
  view(): Stretch;
  setView(view: Stretch): void;
  seek(at: number, final: boolean): void;
  trim(edge: Edge, at: number, final: boolean): void;
  hover(event: PointerEvent | null): void;
}

type Held = { kind: 'seek' } | { kind: 'trim'; edge: Edge } | { kind: 'pan'; at: number };

/** A finger that moved less has tapped. */
const TAP = 6;

export class Gestures {
  #held: Held | null = null;
  #fingers = new Map<number, number>();
  #pinched: { view: Stretch; times: [number, number] } | null = null;
  #began = 0;
  #moved = false;

  constructor(private readonly target: GestureTarget) {}

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const svg = event.currentTarget as SVGElement;
    const on = event.composedPath()[0] as Element;
    const edge = on.closest?.('[data-edge]')?.getAttribute('data-edge') as Edge | null;
    svg.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, event.clientX);
    this.#began = event.clientX;
    this.#moved = false;
    if (this.#fingers.size === 2) return this.#pinch();
    const at = this.target.timeAt(event.clientX);
    if (edge) this.#held = { kind: 'trim', edge };
    else if (on.closest?.('.axis, .grab')) this.#held = { kind: 'pan', at };
    else {
      this.#held = { kind: 'seek' };
      // A finger may be the first of two, so that it seeks when it moves or lifts.
      if (event.pointerType === 'mouse') this.target.seek(at, false);
    }
  };

  readonly move = (event: PointerEvent): void => {
    if (!this.#fingers.has(event.pointerId)) return this.target.hover(event);
    this.#fingers.set(event.pointerId, event.clientX);
    if (this.#pinched) return this.#pinching();
    if (Math.abs(event.clientX - this.#began) > TAP) this.#moved = true;
    if (!this.#moved && event.pointerType !== 'mouse') return;
    const at = this.target.timeAt(event.clientX);
    if (this.#held?.kind === 'trim') this.target.trim(this.#held.edge, at, false);
    if (this.#held?.kind === 'seek') this.target.seek(at, false);
    if (this.#held?.kind === 'pan') {
      const view = this.target.view();
      const by = this.#held.at - at;
      this.target.setView({ from: view.from + by, to: view.to + by });
    }
  };

  readonly up = (event: PointerEvent): void => {
    if (!this.#fingers.delete(event.pointerId)) return;
    const at = this.target.timeAt(event.clientX);
    if (this.#pinched) {
      if (this.#fingers.size === 0) this.#pinched = null;
      return;
    }
    const held = this.#held;
    this.#held = null;
    if (held?.kind === 'trim' && this.#moved) this.target.trim(held.edge, at, true);
    // A click on the axis seeks; only a drag of it pans.
    if (held?.kind === 'seek' || (held?.kind === 'pan' && !this.#moved)) this.target.seek(at, true);
  };

  readonly cancel = (event: PointerEvent): void => {
    this.#fingers.delete(event.pointerId);
    this.#held = null;
    if (this.#fingers.size === 0) this.#pinched = null;
    this.target.hover(null);
  };

  #pinch(): void {
    const [a, b] = [...this.#fingers.values()] as [number, number];
    this.#held = null;
    this.#pinched = { view: this.target.view(), times: [this.target.timeAt(a), this.target.timeAt(b)] };
  }

  /** The times that were under the fingers stay under them. */
  #pinching(): void {
    const { view, times } = this.#pinched!;
    const [a, b] = [...this.#fingers.values()];
    if (a === undefined || b === undefined || Math.abs(a - b) < 10) return;
    const now = this.target.view();
    // Where the fingers are in the view, as shares of its width.
    const share = (x: number) => (this.target.timeAt(x) - now.from) / (now.to - now.from);
    const span = (times[1] - times[0]) / (share(b) - share(a));
    if (!Number.isFinite(span) || span <= 0) return;
    const from = times[0] - share(a) * span;
    this.target.setView(span > 0 ? { from, to: from + span } : view);
  }
}
