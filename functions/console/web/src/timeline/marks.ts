// What of a lane can be seen: parts in view, and those narrower than a pixel together as one mark. Pure.
import { ms, type Stretch, type TimelinePart } from './data.js';

/** How a part looks. `spare` would play if its format did. */
export type Look = 'plays' | 'spare' | 'unconfirmed' | 'duplicate' | 'gone' | 'empty';

export interface Item extends Stretch {
  part: TimelinePart;
  look: Look;
}

export interface Mark {
  look: Look;
  /** Pixels from the left. */
  x: number;
  width: number;
  /** Of which part on, and how many. */
  index: number;
  count: number;
}

export interface View extends Stretch {
  /** Pixels. */
  width: number;
}

export function lookOf(part: TimelinePart, lane: number): Look {
  if (part.empty) return 'empty';
  if (part.gone) return 'gone';
  if (lane > 0 && !part.plays) return 'duplicate';
  if (!part.confirmed) return 'unconfirmed';
  return part.plays ? 'plays' : 'spare';
}

/** Parts with their times read, by start. Done once for a timeline. */
export function itemsOf(parts: readonly TimelinePart[], lane: number): Item[] {
  const items = parts.map((part) => ({ part, look: lookOf(part, lane), from: ms(part.from), to: ms(part.to) }));
  return items.sort((a, b) => a.from - b.from || a.to - b.to);
}

export const xOf = (view: View, at: number): number => ((at - view.from) / (view.to - view.from)) * view.width;

export const timeOf = (view: View, x: number): number => view.from + (x / (view.width || 1)) * (view.to - view.from);

/** The first item that begins at `at` or later. */
export function firstFrom(items: readonly Stretch[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.from < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Marks lie so many pixels apart, so that one sees that they are two. */
const BETWEEN = 1;

/** No mark is narrower, and parts that are narrower than that and a space become one mark with their neighbours. */
const NARROWEST = 3;

/** What is drawn of a lane. `longest` is the length of its longest part. A mark of several parts looks like the worst of them. */
export function marksOf(items: readonly Item[], view: View, longest: number): Mark[] {
  const marks: Mark[] = [];
  // What began before the view can reach into it, but not if it began earlier than the longest part lasts.
  for (let i = firstFrom(items, view.from - longest); i < items.length && items[i]!.from <= view.to; i += 1) {
    const item = items[i]!;
    if (item.to < view.from) continue;
    const x = Math.max(xOf(view, item.from), -BETWEEN);
    const width = Math.min(xOf(view, item.to), view.width + BETWEEN) - x - BETWEEN;
    const last = marks.at(-1);
    if (last && width < NARROWEST && last.width <= NARROWEST && x < last.x + NARROWEST + BETWEEN) {
      last.count += 1;
      last.look = worse(last.look, item.look);
    } else {
      marks.push({ look: item.look, x, width: Math.max(width, NARROWEST), index: i, count: 1 });
    }
  }
  return marks;
}

const severity: Look[] = ['plays', 'spare', 'duplicate', 'empty', 'unconfirmed', 'gone'];

function worse(a: Look, b: Look): Look {
  return severity.indexOf(a) >= severity.indexOf(b) ? a : b;
}

export function longestOf(items: readonly Stretch[]): number {
  return items.reduce((longest, item) => Math.max(longest, item.to - item.from), 0);
}
