/** Between times and the fields in which a reader types them, in the zone of the browser. */

/** As `<input type="datetime-local">` takes it. */
export function toField(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Null where no whole time is given. */
export function fromField(text: string): Date | null {
  if (!/^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The zone by its name and its distance from UTC now: Asia/Shanghai (UTC+8). */
export function zoneName(): string {
  const minutes = -new Date().getTimezoneOffset();
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const offset = `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
  return `${Intl.DateTimeFormat().resolvedOptions().timeZone} (${offset})`;
}

/** A time in UTC for a reader: 2026-11-28 13:40. */
export const utcText = (date: Date): string => date.toISOString().slice(0, 16).replace('T', ' ');
