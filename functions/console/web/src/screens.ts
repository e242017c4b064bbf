import { loadSection, type Key } from './i18n/index.js';
import type { ScreenName } from './router.js';
import type { IconName } from './widgets/icon.js';

/** A screen: its element, and how to load it. */
export interface ScreenEntry {
  tag: string;
  title: Key;
  icon: IconName;
  load: () => Promise<unknown>;
}

export const screens: Record<ScreenName, ScreenEntry> = {
  queue: { tag: 'lr-queue', title: 'screens.queue', icon: 'queue', load: () => import('./screens/queue.js') },
  front: { tag: 'lr-front', title: 'screens.front', icon: 'front', load: () => import('./screens/front.js') },
  streams: { tag: 'lr-streams', title: 'screens.streams', icon: 'streams', load: () => import('./screens/streams.js') },
  work: { tag: 'lr-work', title: 'screens.work', icon: 'work', load: () => import('./screens/work.js') },
  quarantine: { tag: 'lr-quarantine', title: 'screens.quarantine', icon: 'quarantine', load: () => import('./screens/quarantine.js') },
  health: { tag: 'lr-health', title: 'screens.health', icon: 'health', load: () => import('./screens/health.js') },
  log: { tag: 'lr-log', title: 'screens.log', icon: 'log', load: () => import('./screens/log.js') },
  replay: { tag: 'lr-replay', title: 'screens.replay', icon: 'play', load: () => Promise.all([import('./screens/replay.js'), loadSection('timeline')]) },
};
