import { t } from '../../i18n/index.js';
import { get } from '../../lib/api.js';
import { clock, timeText } from '../../lib/time.js';
import type { Patch, Replay, Span } from '../../lib/types.js';
import type { LrPlayer } from '../../player/player.js';
import { go, here, paths } from '../../router.js';
import type { Timeline } from '../../timeline/timeline.js';
import { ask } from '../../widgets/ask.js';
import { toast, toastProblem } from '../../widgets/toast.js';
import type { Desk } from './commands.js';
import type { ReplayDetails } from './details.js';
import { iso, type ReplayModel } from './model.js';
import type { Playhead } from './playhead.js';
import { undone } from './undone.js';

/** Replays that lie further apart are merged only by somebody who says so twice. */
const FAR_MS = 3_600_000;

/** What the screen shows beside the replay. */
interface Shown {
  /** The trim that is being made; undefined where none is, null where it is to go. */
  draft: Span | null | undefined;
  hiding: boolean;
  covering: boolean;
}

/** The elements on the screen, where they are there. */
export interface Parts {
  player(): LrPlayer | null;
  chart(): Timeline | null;
  details(): ReplayDetails | null;
}

/** What a curator does to a replay, by key or by button, and what is said of it. */
export class ReplayDesk implements Desk {
  shown: Shown = { draft: undefined, hiding: false, covering: false };

  constructor(
    readonly model: ReplayModel,
    readonly playhead: Playhead,
    private readonly parts: Parts,
  ) {}

  get ready(): boolean {
    return this.model.replay !== null && !this.model.busy;
  }
  get player(): LrPlayer | null {
    return this.parts.player();
  }
  get chart(): Timeline | null {
    return this.parts.chart();
  }
  get draft(): Span | null | undefined {
    return this.shown.draft;
  }
  get trimming(): boolean {
    return this.draft !== undefined;
  }

  publish(): void {
    void this.#patch({ visibility: 'published' }, t('replay.published'));
  }
  hide(): void {
    this.#show({ hiding: true });
  }
  review(): void {
    const reviewed = !this.model.replay?.reviewed;
    void this.#patch({ reviewed }, t(reviewed ? 'replay.reviewedNow' : 'replay.unreviewed'));
  }
  editTitle(): void {
    this.parts.details()?.editTitle();
  }
  chooseCover(): void {
    this.#show({ covering: true });
  }
  explain(): void {
    this.parts.chart()?.explain?.(this.playhead.at);
  }
  gap(): void {
    if (this.parts.player()?.nextGap() === false) toast(t('replay.noGap'));
  }

  /** Puts it last on the front page, or takes it off. */
  async feature(): Promise<void> {
    if (this.model.replay?.featured_rank) return void this.#patch({ featured_rank: null }, t('replay.unfeatured'));
    await this.#try(t('replay.feature'), async () => {
      const { replays } = await get<{ replays: Replay[] }>('/featured');
      const last = Math.max(0, ...replays.map((it) => it.featured_rank ?? 0));
      const unseen = this.model.replay!.visibility !== 'published';
      await this.#patch({ featured_rank: last + 1, ...(unseen && { visibility: 'published' as const }) }, t('replay.featuredNow', { rank: last + 1 }));
    });
  }

  async undo(): Promise<void> {
    const taken = await this.#try(t('replay.undo'), () => this.model.undo());
    if (taken) toast({ text: undone(taken), tone: 'good' });
  }

  async split(): Promise<void> {
    const { at } = this.playhead;
    if (at === null) return toast(t('replay.noMoment'));
    const halves = await this.#try(t('replay.split'), () => this.model.split(at));
    if (!halves) return;
    const other = halves.find((it) => it.id !== this.model.id);
    const open = other && { label: t('replay.openOther'), run: () => go(paths.replay(other.id)) };
    toast({ text: t('replay.splitDone', { at: timeText(iso(at), 'clock') }), tone: 'good', ms: 8000, ...(open && { action: open }) });
  }

  async merge(side: 'before' | 'after'): Promise<void> {
    const other = this.model.neighbour(side);
    const replay = this.model.replay!;
    if (!other) return toast(t(side === 'before' ? 'replay.noneBefore' : 'replay.noneAfter'));
    const apart = side === 'before' ? Date.parse(replay.started_at) - Date.parse(other.ended_at ?? replay.started_at) : Date.parse(other.started_at) - Date.parse(replay.ended_at ?? other.started_at);
    const sure = { heading: t('replay.mergeFar'), text: t('replay.mergeFarText', { title: other.title, apart: clock(apart / 1000) }), confirm: t('replay.merge') };
    if (apart > FAR_MS && !(await ask(sure))) return;
    const { asked } = this.model;
    const merged = await this.#try(t('replay.merge'), () => this.model.merge(other.id));
    if (!merged) return;
    toast({ text: t('replay.mergeDone', { title: other.title }), tone: 'good', action: { label: t('app.undo'), run: () => void this.undo() } });
    // Whoever has left the screen meanwhile stays where they are.
    const shown = here().params['id'];
    if (merged[0] && shown === asked && merged[0].id !== asked) go(paths.replay(merged[0].id), true);
  }

  /** Lets the trim begin or end at the playhead. */
  trimTo(edge: 'from' | 'to'): void {
    const { at } = this.playhead;
    const { replay } = this.model;
    if (at === null || !replay) return toast(t('replay.noMoment'));
    this.setTrim({ ...(this.draft ?? replay.trim ?? hullOf(replay)), [edge]: iso(at) });
  }

  async saveTrim(): Promise<void> {
    const { draft } = this;
    if (draft === undefined) return;
    if (draft && draft.from >= draft.to) return toast({ text: t('replay.trimWrong'), tone: 'bad' });
    if (await this.#patch({ trim: draft }, t(draft ? 'replay.trimDone' : 'replay.trimGone'))) this.dropTrim();
  }
  dropTrim(): void {
    this.#show({ draft: undefined });
  }

  /** The trim as it is being made. Null takes it away. */
  setTrim(span: Span | null): void {
    const saved = this.model.replay?.trim ?? null;
    const same = span === saved || (span !== null && saved !== null && span.from === saved.from && span.to === saved.to);
    this.#show({ draft: same ? undefined : span });
  }

  /** Leaves what is asked for. */
  close(): void {
    this.#show({ hiding: false, covering: false });
  }

  hideFor(reason: string | null): void {
    this.close();
    void this.#patch({ visibility: 'hidden', ...(reason && { hidden_reason: reason }) }, t('replay.hiddenNow'));
  }

  useCover(url: string): void {
    this.close();
    void this.#patch({ cover_url: url }, t('replay.coverDone'));
  }

  async saveDetails({ patch, seen }: { patch: Patch; seen: Replay }): Promise<void> {
    if (await this.#patch(patch, t('replay.saved'), seen)) this.parts.details()?.clear();
  }

  async deleteMedia(): Promise<void> {
    const files = await this.#try(t('replay.delete'), () => this.model.deleteMedia());
    if (!files) return;
    const kept = files.filter((it) => !it.deleted);
    const why = [...new Set(kept.map((it) => it.error ?? ''))].filter(Boolean).join('; ');
    if (kept.length > 0) toast({ text: t('replay.deletedSome', { n: files.length - kept.length, kept: kept.length, why }), tone: 'bad' });
    else toast({ text: t('replay.deleted', { n: files.length }), tone: 'good' });
  }

  /** After a lost update: saves one's own change, or keeps what is there. */
  async resolve(mine: boolean): Promise<void> {
    const saved = await this.#try(t('app.save'), () => this.model.resolve(mine));
    if (saved) toast({ text: t('replay.saved'), tone: 'good' });
    // What could not be saved again stays as it was typed.
    if (mine && !saved) return;
    this.dropTrim();
    this.parts.details()?.clear();
  }

  /** Changes fields and says so, with a way back. */
  async #patch(patch: Patch, said: string, seen = this.model.replay!): Promise<boolean> {
    const saved = await this.#try(t('app.failed'), () => this.model.patch(patch, seen));
    if (saved) toast({ text: said, tone: 'good', action: { label: t('app.undo'), run: () => void this.undo() } });
    return saved === true;
  }

  async #try<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      toastProblem(error, what);
      return undefined;
    }
  }

  #show(change: Partial<Shown>): void {
    this.shown = { ...this.shown, ...change };
    this.model.changed.tell();
  }
}

/** The replay's own time. */
export function hullOf(replay: Replay): Span {
  return { from: replay.started_at, to: replay.ended_at ?? iso(Date.now()) };
}
