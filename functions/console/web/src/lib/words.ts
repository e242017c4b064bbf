import { maybe, number, t } from '../i18n/index.js';
import { clock, timeText } from './time.js';

/** A field of curation, as people call it. */
export function fieldName(field: string): string {
  return maybe(`words.field_${field}`) ?? field;
}

/** The value of a field, as people read it. */
export function fieldValue(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('words.none');
  if (field === 'visibility') return maybe(`words.${String(value)}`) ?? String(value);
  if (field === 'reviewed') return reviewed(value);
  if (field === 'trim') return span(value);
  if (field.endsWith('_url') && typeof value === 'string') return shortened(value);
  if (field.endsWith('_at') && typeof value === 'string') return timeText(value, 'full');
  if (typeof value === 'boolean') return t(value ? 'words.yes' : 'words.no');
  if (typeof value === 'number') return number(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function reviewed(value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'words.yes' : 'words.no');
  const { at, by } = value as { at?: string; by?: string };
  return by && at ? t('words.reviewedBy', { by, at: timeText(at) }) : t('words.yes');
}

/** An address as far as one tells it from others: how it begins and how it ends. */
function shortened(address: string): string {
  return address.length > 72 ? `${address.slice(0, 36)}…${address.slice(-32)}` : address;
}

function span(value: unknown): string {
  const { from, to } = value as { from?: string; to?: string };
  if (!from || !to) return JSON.stringify(value);
  return `${timeText(from, 'clock')} – ${timeText(to, 'clock')} (${clock((Date.parse(to) - Date.parse(from)) / 1000)})`;
}
