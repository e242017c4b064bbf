import { t } from '../i18n/index.js';
import { timeText } from './time.js';
import { fieldName, fieldValue } from './words.js';

/** An entry of a history. */
export interface Change {
  version: number;
  at: string;
  by: string;
  action: 'change' | 'schedule' | 'split' | 'merge' | 'undo';
  changed: Record<string, { from?: unknown; to?: unknown }>;
  splits?: Pin[];
  merges?: Pin[];
}

interface Pin {
  from: string;
  to: string;
  set: boolean;
}

export interface Detail {
  name: string;
  from: string;
  to: string;
}

/** What was done, in a few words. */
export function summary(change: Change): string {
  if (change.action === 'undo') return t('log.undo');
  if (change.action === 'split') return t('log.split');
  if (change.action === 'merge') return t('log.merge');
  const to = (field: string): unknown => change.changed[field]?.to;
  const has = (field: string): boolean => field in change.changed;
  if (has('featured_rank')) return typeof to('featured_rank') === 'number' ? t('log.featured', { rank: Number(to('featured_rank')) }) : t('log.unfeatured');
  if (to('visibility') === 'published') return t('log.published');
  if (to('visibility') === 'hidden') return t('log.hidden');
  if (to('visibility') === 'pending') return t('log.pending');
  if (has('trim')) return t(to('trim') ? 'log.trimmed' : 'log.untrimmed');
  if (has('title')) return t('log.renamed');
  if (has('cover_url')) return t('log.cover');
  if (has('publish_at') || has('unpublish_at')) return t('log.scheduled');
  if (has('note')) return t('log.noted');
  if (has('reviewed')) return t(to('reviewed') ? 'log.reviewed' : 'log.unreviewed');
  return t('log.changed');
}

/** The values before and after, as far as the summary does not say them. */
export function details(change: Change): Detail[] {
  const decided = 'visibility' in change.changed || 'featured_rank' in change.changed;
  return Object.entries(change.changed)
    .filter(([field]) => field !== 'reviewed' || (!decided && change.action === 'undo'))
    .map(([field, { from, to }]) => ({ name: fieldName(field), from: fieldValue(field, from), to: fieldValue(field, to) }));
}

/** The splits and merges that were added or removed, in words. */
export function pins(change: Change): string[] {
  const clock = (iso: string): string => timeText(iso, 'clock');
  return [
    ...(change.splits ?? []).map((it) => t(it.set ? 'log.splitAt' : 'log.splitGone', { at: clock(it.from) })),
    ...(change.merges ?? []).map((it) => t(it.set ? 'log.merged' : 'log.mergedGone', { from: clock(it.from), to: clock(it.to) })),
  ];
}
