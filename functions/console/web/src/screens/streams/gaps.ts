/** The slider of the gap: places from none to a day, closer together where it matters. */
export const STEPS = [
  0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 10_800, 14_400,
  21_600, 28_800, 43_200, 86_400,
] as const;

export const MOST = 86_400;

/** The place of the slider for so many seconds: between two steps, in proportion. */
export function place(seconds: number): number {
  const upper = STEPS.findIndex((step) => step >= seconds);
  if (upper <= 0) return upper === 0 ? 0 : STEPS.length - 1;
  const [from, to] = [STEPS[upper - 1] ?? 0, STEPS[upper] ?? MOST];
  return upper - 1 + (seconds - from) / (to - from);
}

/** The seconds at a whole place. */
export const seconds = (at: number): number => STEPS[Math.min(STEPS.length - 1, Math.max(0, Math.round(at)))] ?? 0;

export type Stretch = { id: string; from: number; to: number };

/** The pauses between replays that follow each other, in seconds. */
export function pauses(replays: readonly Stretch[]): number[] {
  const result: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...replays].sort((a, b) => a.from - b.from)) {
    if (Number.isFinite(end) && from > end) result.push(from - end);
    end = Math.max(end, to);
  }
  return result;
}
