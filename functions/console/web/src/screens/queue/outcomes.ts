import { t } from '../../i18n/index.js';
import { toast } from '../../widgets/toast.js';
import type { Action, Conflict } from './entry.js';
import type { Queue } from './model.js';
import type { Outcome } from './sender.js';

type Failed = Outcome<Action>;

/** Tells what was not saved: one message for each reason, with another try, or with a look at both sides. */
export function tellOutcomes(queue: Queue, outcomes: Failed[], compare: (conflict: Conflict) => void): void {
  const failed = outcomes.filter((it) => it.problem);
  const undone = failed.filter((it) => it.step.kind === 'undo');
  const changed = failed.filter((it) => it.step.kind === 'patch' && it.now);
  const refused = failed.filter((it) => it.step.kind === 'patch' && !it.now);
  for (const it of undone) {
    toast({ text: t('queue.undoFailed', { title: it.step.seen.title, why: it.problem?.text ?? '' }), tone: 'bad' });
  }
  const [one] = changed;
  if (changed.length === 1 && one?.now) {
    const { step, now, fields = [] } = one;
    const conflict: Conflict = { patch: step.patch, seen: step.seen, now, fields, action: step.action };
    toast({ text: t('queue.changedOne', { title: now.title }), tone: 'bad', action: { label: t('queue.compare'), run: () => compare(conflict) } });
  } else if (changed.length > 1) {
    toast({ text: t('queue.changedMany', { n: changed.length }), tone: 'bad' });
  }
  const reasons = new Map<string, Failed[]>();
  for (const it of refused) {
    const why = it.problem?.text ?? '';
    reasons.set(why, [...(reasons.get(why) ?? []), it]);
  }
  for (const [why, group] of reasons) {
    const text = group.length === 1 ? t('queue.failedOne', { title: group[0]?.step.seen.title ?? '', why }) : t('queue.failedMany', { n: group.length, why });
    toast({ text, tone: 'bad', action: { label: t('app.retry'), run: () => queue.retry(group) } });
  }
}
