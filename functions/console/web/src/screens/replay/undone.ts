import { maybe, t } from '../../i18n/index.js';
import { fieldName } from '../../lib/words.js';
import type { Undone } from './model.js';

/** What an undo took back, in words. */
export function undone({ action, by, changes }: Undone): string {
  const what = maybe(`replay.action_${action}`) ?? action;
  const fields = Object.keys(changes).map(fieldName).join(', ');
  return t('replay.undone', { what: fields ? `${what} (${fields})` : what, by });
}
