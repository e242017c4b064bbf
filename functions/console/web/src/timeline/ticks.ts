// The marks of the time axis, in a time zone. Pure.
import type { View } from './marks.js';
import { xOf } from './marks.js';

export interface Tick {
  x: number;
  label: string;
  /** Whether a new day begins here. */
  day: boolean;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 30, 100].map((n) => n * DAY),
];

/** Pixels that a label takes, and some space. */
const LABEL = 84;

export function ticks(view: View, zone: string | undefined, locale: string | undefined): Tick[] {
  if (view.width <= 0 || view.to <= view.from) return [];
  const wanted = ((view.to - view.from) / view.width) * LABEL;
  const step = STEPS.find((step) => step >= wanted) ?? STEPS.at(-1)!;
  const time = formatter(locale, zone, step < MINUTE ? 'seconds' : 'minutes');
  const date = formatter(locale, zone, 'day');
  const marks: Tick[] = [];
  let shift = offset(view.from, zone);
  let at = Math.ceil((view.from + shift) / step) * step - shift;
  while (at <= view.to && marks.length < 200) {
    // Clocks change within a view: then the marks are at full hours of the new offset.
    const now = offset(at, zone);
    if (now !== shift) {
      shift = now;
      at = Math.ceil((at + shift) / step) * step - shift;
      continue;
    }
    const day = (at + shift) % DAY === 0;
    marks.push({ x: xOf(view, at), day, label: day ? date.format(at) : time.format(at) });
    at += step;
  }
  return marks;
}

type Detail = 'seconds' | 'minutes' | 'day' | 'offset';

const formats: Record<Detail, Intl.DateTimeFormatOptions> = {
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minutes: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { month: 'short', day: 'numeric' },
  offset: { hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
};

const made = new Map<string, Intl.DateTimeFormat>();

/** To make a formatter takes longer than to use it a thousand times. */
function formatter(locale: string | undefined, zone: string | undefined, detail: Detail): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${detail}`;
  let format = made.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...formats[detail], ...(zone ? { timeZone: zone } : {}) });
    made.set(key, format);
  }
  return format;
}

/** By how many milliseconds the zone is ahead of UTC at a moment. */
export function offset(at: number, zone: string | undefined): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatter('en-GB', zone, 'offset').formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / SECOND) * SECOND;
}

/** A moment as people of the zone write it, to the second. */
export function said(at: number, zone: string | undefined, locale?: string): string {
  return formatter(locale, zone, 'seconds').format(at);
}
