import { session } from '../../lib/session.js';
import { countUnsaved } from '../../lib/unsaved.js';
import { Queue } from './model.js';

let shared: Queue | null = null;

/** The queue of this page; another one once somebody has signed out. */
export function queue(): Queue {
  return (shared ??= new Queue());
}

countUnsaved(() => shared?.sender.pending ?? 0);

session.changed.listen(() => {
  if (session.state === 'out') shared = null;
});
