import type { Regrouped, Rules } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { length } from '../../lib/length.js';
import type { Replay } from '../../lib/types.js';

/** More than this many are counted instead of named. */
const NAMED = 4;

/** What a regroup changes, a line each; nothing where nothing changes. */
export function changes({ merged, split, added, removed, renamed }: Regrouped, known: readonly Replay[]): string[] {
  const title = (id: string): string => known.find((replay) => replay.id === id)?.title ?? id;
  const count = (key: 'change_merged_n' | 'change_split_n' | 'change_added' | 'change_removed' | 'change_renamed', n: number): string[] =>
    n > 0 ? [t(`streams.${key}`, { n })] : [];
  const merges = merged.length > NAMED
    ? count('change_merged_n', merged.length)
    : merged.map(({ id, others }) => t('streams.change_merged', { title: title(id), n: others.length }));
  const splits = split.length > NAMED
    ? count('change_split_n', split.length)
    : split.map(({ id, off }) => t('streams.change_split', { title: title(id), n: off.length }));
  return [...merges, ...splits, ...count('change_added', added.length), ...count('change_removed', removed.length), ...count('change_renamed', renamed.length)];
}

export const rulesText = (rules: Rules): string =>
  t('streams.rules_words', { gap: length(rules.gap_seconds), cut: rules.daily_cut_utc_offset ?? t('streams.cut_none') });
