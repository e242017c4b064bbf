// What a timeline says of the things on it.
import { maybe, t } from '../i18n/index.js';
import { clock, size, zoned } from '../lib/time.js';
import type { Row, RowItem } from './rows.js';
import { said } from './ticks.js';

export interface Explained {
  title: string;
  lines: string[];
  image?: string;
}

export function rowName(row: Row): string {
  if (row.kind === 'lane') return row.lane === 0 ? row.format.toUpperCase() : `${row.format.toUpperCase()} ${row.lane + 1}`;
  return t(`timeline.${row.kind}`);
}

/** A row's name in the narrow column at the left. */
export function rowLabel(row: Row): string {
  if (row.kind !== 'lane') return t(`timeline.${row.kind}Short`);
  return row.lane === 0 ? row.format.toUpperCase() : `↳ ${row.lane + 1}`;
}

export function explained(item: RowItem, zone: string | undefined): Explained {
  const time = (at: number) => said(at, zone);
  const span = item.to > item.from ? `${time(item.from)}–${time(item.to)}` : time(item.from);
  const { thing } = item;
  switch (thing.kind) {
    case 'part': {
      const { part } = thing;
      const facts = [span, clock(part.duration)];
      if (part.bytes) facts.push(size(part.bytes));
      const lines = [facts.join(' · '), t(`timeline.look_${thing.item.look}`)];
      if (part.start_offset) lines.push(t('timeline.startOffset', { n: part.start_offset }));
      if (part.time_anomaly) lines.push(t('timeline.anomaly'));
      if (part.why) lines.push(t('timeline.why', { why: zoned(part.why) }));
      return { title: `${thing.format.toUpperCase()} ${part.file_id}`, lines };
    }
    case 'push': {
      const { push } = thing;
      const lines = [`${span} · ${clock((item.to - item.from) / 1000)}`, t(`timeline.end_${push.end}`)];
      if (push.reason) lines.push(push.reason);
      if (push.why) lines.push(t('timeline.why', { why: zoned(push.why) }));
      return { title: t('timeline.push', { sequence: push.sequence }), lines };
    }
    case 'signal': {
      const { code, kind, format, text } = thing.signal;
      const told = [format?.toUpperCase(), code, text].filter(Boolean).join(' · ');
      return { title: maybe(`timeline.signal_${kind}`) ?? kind, lines: [span, ...(told ? [told] : [])] };
    }
    case 'shot':
      return { title: t('timeline.shot'), lines: [span], image: thing.url };
    case 'pin': {
      const { pin } = thing;
      const by = pin.by ? [pin.at ? t('timeline.byAt', { by: pin.by, at: time(Date.parse(pin.at)) }) : pin.by] : [];
      return { title: t(`timeline.pin_${pin.kind}`), lines: [span, ...by] };
    }
    case 'cut':
      return { title: t(`timeline.cut_${thing.cut}`), lines: [span] };
    case 'gap':
      return { title: t('timeline.gap', { length: clock(thing.seconds) }), lines: [span] };
    case 'replay': {
      const { neighbour } = thing;
      if (!neighbour) return { title: t('timeline.thisReplay'), lines: [span] };
      const lines = [span, maybe(`words.${neighbour.visibility}`) ?? neighbour.visibility];
      if (neighbour.why) lines.push(t('timeline.whyNot', { why: zoned(neighbour.why) }));
      return { title: neighbour.title, lines };
    }
  }
}

export const spoken = ({ title, lines }: Explained): string => [title, ...lines].map((it) => it.replace(/[.。]$/, '')).join('. ');
