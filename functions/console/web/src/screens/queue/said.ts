import { t } from '../../i18n/index.js';
import type { Action } from './entry.js';

/** What was done, in words. */
export function said(last: { action: Action; undone: boolean } | null): string {
  if (!last) return '';
  const what = words(last.action);
  return last.undone ? t('queue.undone', { what }) : what;
}

function words({ name, patch, entries }: Action): string {
  const [first] = entries.values();
  if (entries.size > 1) return t('queue.done_many', { what: t(MANY[name]), n: entries.size });
  const title = (name === 'title' && patch.title) || first?.replay.title || '';
  return t(`queue.done_${name}`, { title, rank: patch.featured_rank ?? 0 });
}

const MANY = {
  published: 'words.published',
  kept: 'words.published',
  hidden: 'words.hidden',
  reviewed: 'words.reviewed',
  featured: 'queue.feature',
  title: 'queue.editTitle',
  cover: 'queue.cover',
} as const;
