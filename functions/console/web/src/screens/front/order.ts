/** The list with the item at `from` moved to `to`; the same list where either place doesn't exist. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const result = [...list];
  if (from < 0 || from >= list.length || to < 0 || to >= list.length) return result;
  result.splice(to, 0, ...result.splice(from, 1));
  return result;
}

export function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

/**
 * What two curators made of one list, put together: what either removed is gone, what either added is there. The order is
 * that of `mine`; what only `theirs` has follows the item that it follows there.
 */
export function combined(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  const before = new Set(base);
  const there = new Set(theirs);
  const result = mine.filter((id) => there.has(id) || !before.has(id));
  theirs.forEach((id, at) => {
    if (before.has(id) || result.includes(id)) return;
    const follows = theirs.slice(0, at).reverse().find((other) => result.includes(other));
    result.splice(follows === undefined ? 0 : result.indexOf(follows) + 1, 0, id);
  });
  return result;
}

export type Step = 'same' | 'moved' | 'added' | 'removed';

/** What became of each item of `list` against `base`; `moved` where its neighbours before and after are others. */
export function steps(base: readonly string[], list: readonly string[]): Map<string, Step> {
  const kept = new Set(longestRun(base, list));
  const before = new Set(base);
  const result = new Map<string, Step>();
  for (const id of list) result.set(id, !before.has(id) ? 'added' : kept.has(id) ? 'same' : 'moved');
  for (const id of base) if (!result.has(id)) result.set(id, 'removed');
  return result;
}

/** The longest subsequence that both lists have; lists of featured replays have 49 items at most. */
function longestRun(a: readonly string[], b: readonly string[]): string[] {
  let row: string[][] = new Array(b.length + 1).fill([]);
  for (const item of a) {
    const next: string[][] = [[]];
    b.forEach((other, at) => {
      const left = next[at] ?? [];
      const above = row[at + 1] ?? [];
      next.push(item === other ? [...(row[at] ?? []), item] : left.length >= above.length ? left : above);
    });
    row = next;
  }
  return row[b.length] ?? [];
}
