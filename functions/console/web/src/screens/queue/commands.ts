import type { Key } from '../../i18n/index.js';
import type { Command } from '../../lib/keys.js';
import type { LrPlayer } from '../../player/player.js';
import type { Queue } from './model.js';

/** What the keys need of the screen. */
export interface Desk {
  readonly queue: Queue;
  readonly player: LrPlayer | null;
  publish(): void;
  hide(): void;
  review(): void;
  skip(): void;
  feature(): void;
  editTitle(): void;
  chooseCover(): void;
  undo(): void;
  open(): void;
  gap(): void;
}

/** A step of one segment; Tencent cuts HLS at key frames, by default every two seconds. */
const SEGMENT_SECONDS = 2;
const ARROW_SECONDS = 10;

export function commands(desk: Desk): Command[] {
  const { queue } = desk;
  const here = (): boolean => queue.current !== null;
  const decide = (key: string, label: Key, run: () => void): Command => ({ keys: key, label, group: 'queue.actions', when: here, run });
  const player = (keys: string | string[], label: Key, run: (player: LrPlayer, key: string) => void, shown?: string): Command => ({
    keys,
    label,
    group: 'queue.groupPlayer',
    ...(shown && { shown }),
    when: here,
    run: (event) => desk.player && run(desk.player, event.key),
  });
  const select = (key: string, label: Key, run: () => void): Command => ({ keys: key, label, group: 'queue.groupSelect', when: here, run });
  return [
    { keys: ['j', 'ArrowDown'], label: 'queue.next', when: here, run: () => queue.move(1) },
    { keys: ['k', 'ArrowUp'], label: 'queue.previous', when: here, run: () => queue.move(-1) },
    { keys: 'Home', label: 'queue.first', when: here, run: () => queue.move(-queue.entries.length) },
    { keys: 'End', label: 'queue.last', when: here, run: () => queue.move(queue.entries.length) },
    decide('p', 'queue.publish', () => desk.publish()),
    decide('h', 'queue.hide', () => desk.hide()),
    decide('r', 'queue.review', () => desk.review()),
    decide('s', 'queue.skip', () => desk.skip()),
    decide('f', 'queue.feature', () => desk.feature()),
    decide('t', 'queue.editTitle', () => desk.editTitle()),
    decide('c', 'queue.cover', () => desk.chooseCover()),
    { keys: ['z', 'ctrl+z'], label: 'queue.undo', group: 'queue.actions', run: () => desk.undo() },
    decide('o', 'queue.openTitle', () => desk.open()),
    player(' ', 'queue.play', (it) => it.toggle()),
    player('0123456789'.split(''), 'queue.tenth', (it, key) => it.seekToTenth(Number(key)), '0–9'),
    player('ArrowLeft', 'queue.back', (it) => it.by(-ARROW_SECONDS)),
    player('ArrowRight', 'queue.forward', (it) => it.by(ARROW_SECONDS)),
    player(',', 'queue.stepBack', (it) => it.by(-SEGMENT_SECONDS)),
    player('.', 'queue.stepForward', (it) => it.by(SEGMENT_SECONDS)),
    player('g', 'queue.nextGap', () => desk.gap()),
    select('x', 'queue.selectThis', () => queue.currentId && queue.selection.toggle(queue.currentId)),
    select('shift+x', 'queue.selectRange', () => queue.currentId && queue.selection.range(queue.currentId)),
    { ...select('shift+j', 'queue.selectOn', () => queue.move(1, true)), keys: ['shift+j', 'shift+ArrowDown'] },
    { ...select('shift+k', 'queue.selectBack', () => queue.move(-1, true)), keys: ['shift+k', 'shift+ArrowUp'] },
    select('ctrl+a', 'queue.selectEvery', () => queue.selection.all()),
    select('Escape', 'queue.unselect', () => queue.selection.clear()),
  ];
}
