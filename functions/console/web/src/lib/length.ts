import { number } from '../i18n/index.js';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Seconds in words, in two units at most: 45 s, 12 min, 1 h 30 min. */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = Math.max(0, UNITS.findIndex(([, size]) => whole >= size));
  const at = whole === 0 ? UNITS.length - 1 : first;
  let left = whole;
  const words = UNITS.slice(at, at + 2).map(([unit, size]) => {
    const value = Math.floor(left / size);
    left -= value * size;
    return value === 0 && whole > 0 ? '' : number(value, { style: 'unit', unit, unitDisplay: 'short' });
  });
  return words.filter(Boolean).join(' ');
}
