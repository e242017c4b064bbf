import type { Key } from '../../i18n/index.js';
import type { Command } from '../../lib/keys.js';
import type { LrPlayer } from '../../player/player.js';
import type { Timeline } from '../../timeline/timeline.js';

/** What the keys need of the screen. */
export interface Desk {
  readonly ready: boolean;
  readonly player: LrPlayer | null;
  readonly chart: Timeline | null;
  readonly trimming: boolean;
  publish(): void;
  hide(): void;
  review(): void;
  feature(): void;
  editTitle(): void;
  chooseCover(): void;
  undo(): void;
  gap(): void;
  split(): void;
  merge(side: 'before' | 'after'): void;
  trimTo(edge: 'from' | 'to'): void;
  saveTrim(): void;
  dropTrim(): void;
  explain(): void;
}

/** Tencent cuts HLS at key frames, by default every two seconds. */
const SEGMENT_SECONDS = 2;
const ARROW_SECONDS = 10;

export function commands(desk: Desk): Command[] {
  const when = (): boolean => desk.ready;
  const decide = (keys: string | string[], label: Key, run: () => void): Command => ({ keys, label, group: 'replay.groupDecide', when, run });
  const cut = (keys: string, label: Key, run: () => void, also = (): boolean => true): Command => ({ keys, label, group: 'replay.groupCut', when: () => desk.ready && also(), run });
  const play = (keys: string | string[], label: Key, run: (player: LrPlayer, key: string) => void, shown?: string): Command => ({
    keys,
    label,
    group: 'replay.groupPlayer',
    ...(shown && { shown }),
    when,
    run: (event) => desk.player && run(desk.player, event.key),
  });
  const look = (keys: string | string[], label: Key, run: (chart: Timeline) => void): Command => ({ keys, label, group: 'replay.groupTimeline', when, run: () => desk.chart?.hasUpdated && run(desk.chart) });
  return [
    decide('p', 'replay.publish', () => desk.publish()),
    decide('h', 'replay.hide', () => desk.hide()),
    decide('r', 'replay.review', () => desk.review()),
    decide('f', 'replay.feature', () => desk.feature()),
    decide('t', 'replay.editTitle', () => desk.editTitle()),
    decide('c', 'replay.cover', () => desk.chooseCover()),
    decide(['z', 'ctrl+z'], 'replay.undo', () => desk.undo()),
    cut('x', 'replay.split', () => desk.split()),
    cut('m', 'replay.mergeBefore', () => desk.merge('before')),
    cut('shift+m', 'replay.mergeAfter', () => desk.merge('after')),
    cut('[', 'replay.trimFrom', () => desk.trimTo('from')),
    cut(']', 'replay.trimTo', () => desk.trimTo('to')),
    cut('Enter', 'replay.trimSave', () => desk.saveTrim(), () => desk.trimming),
    cut('Escape', 'replay.trimDrop', () => desk.dropTrim(), () => desk.trimming),
    cut('e', 'replay.explain', () => desk.explain()),
    play(' ', 'replay.play', (it) => it.toggle()),
    play('0123456789'.split(''), 'replay.tenth', (it, key) => it.seekToTenth(Number(key)), '0–9'),
    play('ArrowLeft', 'replay.back', (it) => it.by(-ARROW_SECONDS)),
    play('ArrowRight', 'replay.forward', (it) => it.by(ARROW_SECONDS)),
    play(',', 'replay.stepBack', (it) => it.by(-SEGMENT_SECONDS)),
    play('.', 'replay.stepForward', (it) => it.by(SEGMENT_SECONDS)),
    play('g', 'replay.nextGap', () => desk.gap()),
    look(['+', '='], 'timeline.in', (it) => it.zoom(0.5)),
    look('-', 'timeline.out', (it) => it.zoom(2)),
  ];
}
