// Where minute 40 is: from seconds of what plays to the time at which they were broadcast, and back. Pure.
//
// What plays is a row of pieces. A piece is one stretch of one file in which both run alike. A file that went on through an
// interruption of the push (an HLS file with resume does) is several pieces: its media has nothing of the interruption.
import { hullOf, ms, type Stretch, type TimelineData, type TimelinePart } from './data.js';

export interface Piece {
  /** The second of what plays at which it begins, and how many seconds it plays. */
  media: number;
  length: number;
  /** When it was broadcast, in milliseconds. */
  from: number;
  to: number;
}

/** Where what plays jumps in time. */
export interface WallGap {
  /** The second of what plays. */
  at: number;
  /** How many seconds are missing. */
  seconds: number;
  from: number;
  to: number;
}

/** Reported times are whole seconds, those of one file beside the next one's too. */
const TOUCH_MS = 2_000;

export class Clock {
  readonly duration: number;

  constructor(readonly pieces: readonly Piece[]) {
    const last = pieces.at(-1);
    this.duration = last ? last.media + last.length : 0;
  }

  /** The clock of what plays, as the timeline tells its files and pushes, and of the trim. */
  static of(data: TimelineData | null, trim: Stretch | null): Clock {
    if (!data) return new Clock([]);
    const parts = data.lanes.flatMap((lane) => lane.parts).filter((part) => part.plays && !part.gone && !part.empty);
    parts.sort((a, b) => ms(a.from) - ms(b.from));
    const end = hullOf(data).to;
    // A file can hold what a cut gave to the next replay, and then the pushes of that one explain its length.
    const all = [data, ...data.neighbours].flatMap((it) => it.pushes);
    const pushes = all.map((push) => ({ from: ms(push.from), to: push.to === null ? end : ms(push.to) }));
    return new Clock(row(parts.flatMap((part) => piecesOf(part, pushes)).flatMap((piece) => within(piece, trim))));
  }

  /** When a second of what plays was broadcast; null where nothing plays. */
  wallAt(media: number): number | null {
    const piece = this.#last((piece) => piece.media <= media) ?? this.pieces[0];
    if (!piece) return null;
    const share = piece.length > 0 ? Math.min(Math.max((media - piece.media) / piece.length, 0), 1) : 0;
    return piece.from + share * (piece.to - piece.from);
  }

  /** The second of what plays at a moment. In a gap it is the first one behind it. Null where nothing plays. */
  mediaAt(wall: number): number | null {
    const piece = this.#last((piece) => piece.from <= wall);
    if (!piece) return this.pieces[0]?.media ?? null;
    if (wall >= piece.to) return piece.media + piece.length;
    return piece.media + ((wall - piece.from) / (piece.to - piece.from)) * piece.length;
  }

  /** Whether something plays at a moment. */
  playsAt(wall: number): boolean {
    const piece = this.#last((piece) => piece.from <= wall);
    return piece !== undefined && wall <= piece.to;
  }

  /** Where what plays jumps. */
  get gaps(): WallGap[] {
    return this.pieces.slice(1).flatMap((piece, i) => {
      const before = this.pieces[i]!;
      if (piece.from - before.to <= TOUCH_MS) return [];
      return [{ at: piece.media, seconds: Math.round((piece.from - before.to) / 1000), from: before.to, to: piece.from }];
    });
  }

  /** The last piece for which something holds that holds for no piece behind the first for which it does not. */
  #last(holds: (piece: Piece) => boolean): Piece | undefined {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.pieces[middle]!)) low = middle + 1;
      else high = middle;
    }
    return this.pieces[low - 1];
  }
}

export function stretch(span: { from: string; to: string } | null | undefined): Stretch | null {
  return span ? { from: ms(span.from), to: ms(span.to) } : null;
}

/** The pieces of one file, not yet in a row. Its offsets are left out. */
function piecesOf(part: TimelinePart, pushes: readonly Stretch[]): Piece[] {
  const whole = { from: ms(part.from), to: ms(part.to) };
  const seconds = part.duration > 0 ? part.duration : (whole.to - whole.from) / 1000;
  if (seconds <= 0) return [];
  const spans = published(whole, seconds, pushes);
  const total = spans.reduce((sum, span) => sum + span.to - span.from, 0) / 1000;
  // Where reported times and the length differ a little, each second of it lasts a little more or less.
  const scale = total > 0 ? seconds / total : 0;
  const start = part.start_offset ?? 0;
  let media = 0;
  return spans.flatMap(({ from, to }) => {
    const length = ((to - from) / 1000) * scale;
    const piece = { media, length, from, to };
    media += length;
    return since(piece, start);
  });
}

/** The stretches of a file in which it was pushed, if these explain its length better than the file's own span does. */
function published(whole: Stretch, seconds: number, pushes: readonly Stretch[]): Stretch[] {
  const spans: Stretch[] = [];
  for (const push of [...pushes].sort((a, b) => a.from - b.from)) {
    const from = Math.max(push.from, whole.from, spans.at(-1)?.to ?? -Infinity);
    const to = Math.min(push.to, whole.to);
    if (to > from) spans.push({ from, to });
  }
  const off = (length: number) => Math.abs(length / 1000 - seconds);
  const sum = spans.reduce((total, span) => total + span.to - span.from, 0);
  return spans.length > 0 && off(sum) < off(whole.to - whole.from) ? spans : [whole];
}

/** What of a piece plays from a second of its file on. */
function since(piece: Piece, second: number): Piece[] {
  const end = piece.media + piece.length;
  const media = Math.max(piece.media, second);
  if (end <= media) return [];
  return [{ media, length: end - media, from: piece.from + ((media - piece.media) / piece.length) * (piece.to - piece.from), to: piece.to }];
}

/** What of a piece lies in a stretch of time. */
function within(piece: Piece, trim: Stretch | null): Piece[] {
  if (!trim) return [piece];
  const from = Math.max(piece.from, trim.from);
  const to = Math.min(piece.to, trim.to);
  if (to <= from) return [];
  return [{ ...piece, length: (piece.length * (to - from)) / (piece.to - piece.from), from, to }];
}

/** Pieces one after the other. Of what two of them hold, the earlier one has it. */
function row(pieces: Piece[]): Piece[] {
  let media = 0;
  let until = -Infinity;
  return pieces.flatMap((piece) => {
    const [rest] = within(piece, { from: Math.max(piece.from, until), to: Infinity });
    if (!rest) return [];
    // What the file before holds too plays twice if nothing says that it is left out, but only its own time is counted.
    const placed = { ...rest, media, length: piece.length };
    media += piece.length;
    until = rest.to;
    return [placed];
  });
}
