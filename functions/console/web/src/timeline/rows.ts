// What a timeline shows, in rows from top to bottom. Pure.
import { hullOf, inOrder, ms, type Stretch, type TimelineData, type TimelineNeighbour, type TimelinePart, type TimelinePin, type TimelinePush, type TimelineSignal } from './data.js';
import { itemsOf, longestOf, type Item } from './marks.js';

/** What can be pointed at. */
export type Thing =
  | { kind: 'part'; format: string; item: Item; part: TimelinePart }
  | { kind: 'push'; push: TimelinePush }
  | { kind: 'signal'; signal: TimelineSignal }
  | { kind: 'shot'; url: string }
  | { kind: 'pin'; pin: TimelinePin }
  | { kind: 'cut'; cut: 'day' | 'session' }
  | { kind: 'gap'; seconds: number }
  | { kind: 'replay'; neighbour: TimelineNeighbour | null };

export type RowItem = Stretch & { thing: Thing };

export interface Row {
  id: string;
  kind: 'replays' | 'events' | 'pushes' | 'lane';
  format: string;
  /** Which of several lanes of one format. */
  lane: number;
  y: number;
  height: number;
  items: RowItem[];
  /** The parts of a lane as they are drawn. */
  parts: Item[];
  /** Those of the neighbours, which are drawn dimmed. */
  dimmed: Item[];
  longest: number;
}

export const AXIS = 24;
const SPACE = 6;
const HEIGHTS: Record<Row['kind'], number> = { replays: 18, events: 18, pushes: 12, lane: 22 };

export function rowsOf(data: TimelineData): { rows: Row[]; height: number } {
  const hull = hullOf(data);
  const end = hull.to;
  const rows: Row[] = [];
  let y = AXIS + SPACE;
  const add = (kind: Row['kind'], items: RowItem[], rest: Partial<Row> = {}) => {
    items.sort((a, b) => a.from - b.from);
    const row: Row = { id: `${kind}${rest.format ?? ''}${rest.lane ?? ''}`, kind, format: '', lane: 0, y, height: HEIGHTS[kind], items, parts: [], dimmed: [], longest: longestOf(items), ...rest };
    rows.push(row);
    y += row.height + SPACE;
  };

  if (data.neighbours.length > 0) {
    const own: RowItem = { ...hull, thing: { kind: 'replay', neighbour: null } };
    add('replays', [own, ...data.neighbours.map((it): RowItem => ({ from: ms(it.started_at), to: ms(it.ended_at ?? data.to), thing: { kind: 'replay', neighbour: it } }))]);
  }
  const events = eventsOf(data);
  if (events.length > 0) add('events', events);
  const pushes = [...data.pushes, ...data.neighbours.flatMap((it) => it.pushes)];
  if (pushes.length > 0) add('pushes', pushes.map((push) => ({ from: ms(push.from), to: push.to === null ? end : ms(push.to), thing: { kind: 'push', push } })));

  for (const lane of inOrder(allLanes(data))) {
    const parts = itemsOf(lane.parts, lane.lane);
    const dimmed = itemsOf(data.neighbours.flatMap((it) => it.lanes.filter((other) => other.format === lane.format && other.lane === lane.lane).flatMap((other) => other.parts)), lane.lane);
    const items = parts.map((item): RowItem => ({ from: item.from, to: item.to, thing: { kind: 'part', format: lane.format, item, part: item.part } }));
    add('lane', items, { format: lane.format, lane: lane.lane, parts, dimmed });
  }
  return { rows, height: y };
}

/** The lanes of the replay, and those that only a neighbour has. */
function allLanes(data: TimelineData): TimelineData['lanes'] {
  const lanes = [...data.lanes];
  for (const other of data.neighbours.flatMap((it) => it.lanes)) {
    if (!lanes.some((lane) => lane.format === other.format && lane.lane === other.lane)) lanes.push({ ...other, parts: [] });
  }
  return lanes;
}

function eventsOf(data: TimelineData): RowItem[] {
  const point = (at: string, thing: Thing): RowItem => ({ from: ms(at), to: ms(at), thing });
  return [
    ...data.gaps.map((gap): RowItem => ({ from: ms(gap.from), to: ms(gap.to), thing: { kind: 'gap', seconds: gap.seconds } })),
    ...data.pins.map((pin): RowItem => ({ from: ms(pin.from), to: ms(pin.to), thing: { kind: 'pin', pin } })),
    ...data.cuts.map((cut) => point(cut.at, { kind: 'cut', cut: cut.kind })),
    ...data.signals.map((signal) => point(signal.at, { kind: 'signal', signal })),
    ...data.screenshots.map((shot) => point(shot.at, { kind: 'shot', url: shot.url })),
  ];
}

/** The item of a row at a moment, else the nearest within `reach`. Of several, the shortest: it lies on top. */
export function itemAt(row: Row, at: number, reach: number): number {
  let best = -1;
  let score = Infinity;
  row.items.forEach((item, i) => {
    const away = at < item.from ? item.from - at : at > item.to ? at - item.to : 0;
    if (away > reach) return;
    const rated = away * 1_000 + (item.to - item.from);
    if (rated < score) [best, score] = [i, rated];
  });
  return best;
}

/** As much of the neighbours as is worth a place beside the replay: the next one may be days away. */
export function near(data: TimelineData): Stretch[] {
  const hull = hullOf(data);
  const reach = Math.max(4_000 * data.gap_seconds, (hull.to - hull.from) / 4);
  const seen = { from: hull.from - reach, to: hull.to + reach };
  const spans = data.neighbours.map((it) => ({ from: Math.max(ms(it.started_at), seen.from), to: Math.min(ms(it.ended_at ?? data.to), seen.to) }));
  return spans.filter((span) => span.to > span.from);
}
