// The shapes of the marks, as paths. One path holds all marks of a look, however many there are. Pure.
import type { Look, Mark } from './marks.js';

const n = (value: number): string => value.toFixed(1);

const box = (x: number, y: number, width: number, height: number): string => `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`;

/** What plays is a full bar, what is spare a slim one, a duplicate a low one, an unconfirmed one is striped, one that is gone is struck out, an empty one is a diamond. */
const shapes: Record<Look, (mark: Mark, y: number, height: number) => string> = {
  plays: ({ x, width }, y, height) => box(x, y, width, height),
  spare: ({ x, width }, y, height) => box(x + 0.5, y + 3.5, Math.max(width - 1, 1), height - 7),
  unconfirmed: ({ x, width }, y, height) => box(x + 0.5, y + 0.5, Math.max(width - 1, 1), height - 1),
  duplicate: ({ x, width }, y, height) => box(x, y + height * 0.6, width, height * 0.4),
  gone: ({ x, width }, y, height) => `${box(x + 0.5, y + 0.5, Math.max(width - 1, 1), height - 1)}M${n(x)} ${n(y + height / 2)}h${n(width)}`,
  empty: ({ x }, y, height) => `M${n(x + 1)} ${n(y + height / 2 - 6)}l6 6l-6 6l-6 -6z`,
};

/** One path for each look that is there. */
export function pathsOf(marks: readonly Mark[], y: number, height: number): { look: Look; d: string }[] {
  const found = new Map<Look, string[]>();
  for (const mark of marks) {
    const of = found.get(mark.look) ?? [];
    of.push(shapes[mark.look](mark, y, height));
    found.set(mark.look, of);
  }
  return [...found].map(([look, all]) => ({ look, d: all.join('') }));
}
