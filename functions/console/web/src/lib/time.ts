import { html, type TemplateResult } from 'lit';
import { locale, number, t } from '../i18n/index.js';

type Style = 'short' | 'full' | 'clock' | 'day';

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
  short: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  full: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = locale() + JSON.stringify(options);
  let made = formats.get(name);
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(locale(), options)));
  return made;
}

/** A time in the reader's zone, as text. `short` leaves out the date of today, and names the year of another year. */
export function timeText(iso: string, style: Style = 'short', now = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  if (style !== 'short') return format(STYLES[style]).format(at);
  if (at.toDateString() === now.toDateString()) return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  return format(at.getFullYear() === now.getFullYear() ? STYLES.short : { ...STYLES.short, year: 'numeric' }).format(at);
}

/** A time in the reader's zone; UTC on hover. */
export function timeOf(iso: string | null | undefined, style: Style = 'short'): TemplateResult | string {
  if (!iso) return '–';
  return html`<time datetime=${iso} title=${t('app.utc', { time: iso.replace('T', ' ').replace('Z', '') })}>${timeText(iso, style)}</time>`;
}

/** Seconds as 0:42, 4:05 or 1:58:00. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** How far away a time is, in words: "3 minutes ago". */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  for (const [unit, size] of [['day', 86_400], ['hour', 3600], ['minute', 60]] as const) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(Math.trunc(seconds), 'second');
}

/** Bytes as 702 MB. */
export function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const unit = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'][power] ?? 'byte';
  return number(bytes / 1000 ** power, { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 });
}

/** Now without its milliseconds, as the API writes times. */
export function toIso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A text of the API with its times in the reader's zone. */
export function zoned(text: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (iso) => timeText(iso, 'full'));
}
