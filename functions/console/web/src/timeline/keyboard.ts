// What keys do on a timeline: on a row, on an edge of the trim, on the playhead.
import { hullOf, type Stretch, type TimelineData } from './data.js';
import type { Edge } from './gestures.js';
import type { Row } from './rows.js';

export interface KeyboardTarget {
  data(): TimelineData;
  time(): number | null;
  trim(): Stretch | null;
  rows(): Row[];
  /** Which thing of a row is chosen. */
  chosen(row: Row): number;
  choose(row: Row, index: number): void;
  /** Takes away what is said. Whether something was. */
  hush(): boolean;
  seek(at: number): void;
  trimTo(edge: Edge, at: number): void;
  open(id: string): void;
}

export function keyboard(target: KeyboardTarget): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.composedPath()[0] as Element;
    if (!slides(target, event, on) && !chooses(target, event, on)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** On an edge or the playhead: a second, ten with Shift, a minute. */
function slides(target: KeyboardTarget, event: KeyboardEvent, on: Element): boolean {
  const edge = on.getAttribute('data-edge') as Edge | 'time' | null;
  if (!edge) return false;
  const hull = hullOf(target.data());
  const now = edge === 'time' ? (target.time() ?? hull.from) : (target.trim() ?? hull)[edge];
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -60, PageUp: 60 }[event.key];
  const step = event.shiftKey ? 10_000 : 1_000;
  const at = event.key === 'Home' ? hull.from : event.key === 'End' ? hull.to : by === undefined ? null : now + by * step;
  if (at === null) return false;
  if (edge === 'time') target.seek(at);
  else target.trimTo(edge, at);
  return true;
}

/** On a row: arrows go from thing to thing, Enter goes there. */
function chooses(target: KeyboardTarget, event: KeyboardEvent, on: Element): boolean {
  const row = target.rows().find((it) => it.id === on.getAttribute('data-row'));
  if (!row) return false;
  const index = target.chosen(row);
  const item = row.items[index]!;
  if (event.key === 'Escape') return target.hush();
  if (event.key === 'Enter') {
    if (item.thing.kind === 'replay' && item.thing.neighbour) target.open(item.thing.neighbour.id);
    else target.seek(item.from);
    return true;
  }
  const last = row.items.length - 1;
  const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last, PageUp: index - 10, PageDown: index + 10 }[event.key];
  if (next === undefined) return false;
  target.choose(row, Math.min(Math.max(next, 0), last));
  return true;
}
