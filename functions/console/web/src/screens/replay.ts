import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { loadSection, t } from '../i18n/index.js';
import { get } from '../lib/api.js';
import type { News } from '../lib/news.js';
import { later } from '../lib/later.js';
import { playerTexts } from '../lib/player.js';
import { Screen } from '../lib/screen.js';
import { clock, timeText } from '../lib/time.js';
import type { Patch, Replay, Span } from '../lib/types.js';
import { countUnsaved } from '../lib/unsaved.js';
import type { LrPlayer } from '../player/player.js';
import type { Problem } from '../player/problem.js';
import { go, paths } from '../router.js';
import { base } from '../style/base.js';
import type { Stretch } from '../timeline/data.js';
import type { Timeline } from '../timeline/timeline.js';
import { ask } from '../widgets/ask.js';
import { failed, loading } from '../widgets/states.js';
import { toast, toastProblem } from '../widgets/toast.js';
import { commands } from './replay/commands.js';
import './replay/details.js';
import type { ReplayDetails } from './replay/details.js';
import { cutting, header } from './replay/header.js';
import { iso, ReplayModel } from './replay/model.js';
import { neighbours } from './replay/neighbours.js';
import { Playhead } from './replay/playhead.js';
import { styles } from './replay/styles.js';
import { trimPanel } from './replay/trim.js';
import { undone } from './replay/undone.js';
import { viewers } from './replay/viewers.js';

/** Dialogs of the queue, with their texts. */
const reasons = () => loadSection('queue').then(() => import('./queue/reasons.js'));
const covers = () => loadSection('queue').then(() => import('../widgets/covers.js'));

/** Replays that lie further apart are merged only by somebody who says so twice. */
const FAR_MS = 3_600_000;

/** New addresses are asked for no more often. */
const RENEW_MS = 60_000;

@customElement('lr-replay')
export class ReplayScreen extends Screen {
  static override styles = [base, styles];

  readonly model = new ReplayModel();
  readonly playhead = new Playhead(this.model, () => this.player);
  @state() private draft: Span | null | undefined;
  @state() private hiding = false;
  @state() private covering = false;
  #renewed = -Infinity;
  @query('lr-player') player!: LrPlayer | null;
  @query('lr-timeline') chart!: Timeline | null;
  @query('lr-replay-details') private details!: ReplayDetails | null;

  get ready(): boolean {
    return this.model.replay !== null && !this.model.busy;
  }
  get trimming(): boolean {
    return this.draft !== undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(this.model.changed.listen(() => this.requestUpdate()));
    this.hold(this.playhead.moved.listen(() => this.#moved()));
    this.hold(countUnsaved(() => (this.details?.unsaved ?? 0) + (this.trimming ? 1 : 0)));
  }

  protected override commands() {
    return commands(this);
  }

  protected override told(items: News[]): void {
    for (const { id, kind, replay, replacedBy } of items) {
      if (id !== this.model.id) continue;
      if (replay) this.model.hear(replay);
      else if (kind === 'deleted' && replacedBy) go(paths.replay(replacedBy), true);
      else if (kind === 'deleted') void this.model.reload();
    }
  }

  protected override willUpdate(): void {
    const { id = '' } = this.route.params;
    const { model } = this;
    // A merged replay answers under the id of the one that it is part of.
    if (model.replay && model.replay.id !== id && model.asked === id) go(paths.replay(model.replay.id), true);
    else if (model.asked !== id && model.id !== id) {
      this.draft = undefined;
      this.details?.clear();
      void model.open(id);
    }
    if (model.replay) this.emit('lr-title', model.replay.title);
  }

  /** What one sees first comes first; the timeline comes with its data. */
  protected override firstUpdated(): void {
    void import('../timeline/timeline.js').then(() => this.requestUpdate());
    void import('./replay/below.js');
  }

  protected override updated(): void {
    this.playhead.follow();
    this.#moved();
  }

  override render() {
    const { model } = this;
    const { replay, timeline } = model;
    if (!replay) return html`<div class="page">${model.error ? failed(model.error, () => void model.reload()) : loading(6)}</div>`;
    const hull = this.#hull(replay);
    const shown = this.draft === undefined ? (replay.trim ?? null) : this.draft;
    return html`<div class="page">
      ${header(this, replay, this.hiding ? later(reasons, html`<lr-reasons @lr-reason=${this.#hide} @lr-close=${() => (this.hiding = false)}></lr-reasons>`) : nothing)}
      <div class="columns">
        <div class="stack">
          <lr-player
            .replay=${replay}
            .gaps=${model.clock.pieces.length > 0 ? model.clock.gaps : null}
            .texts=${playerTexts(() => this.requestUpdate())}
            preload="auto"
            @lr-time=${this.playhead.played}
            @lr-error=${this.#refused}
            data-test="replay-player"
          ></lr-player>
          <section class="panel work" aria-label=${t('timeline.title')}>
            ${timeline
              ? html`<lr-timeline
                  .data=${timeline}
                  .trim=${shown && stretchOf(shown)}
                  editable
                  @lr-seek=${(event: CustomEvent<{ at: number; final: boolean }>) => this.playhead.seek(event.detail.at, event.detail.final)}
                  @lr-trim=${(event: CustomEvent<Stretch>) => this.#draft({ from: iso(event.detail.from), to: iso(event.detail.to) })}
                  @lr-open=${(event: CustomEvent<{ id: string }>) => go(paths.replay(event.detail.id))}
                  >${cutting(this)}</lr-timeline
                >`
              : model.timelineError
                ? failed(model.timelineError, () => void model.reload())
                : loading(4)}
            ${trimPanel({ saved: replay.trim ?? null, draft: this.draft, hull, busy: model.busy }, this.#trimActs)}
          </section>
        </div>
        <div class="stack">
          ${viewers(replay)} ${neighbours(model, (side) => this.merge(side))}
          <lr-replay-details .replay=${replay} .busy=${model.busy} @lr-save=${this.#saveDetails} @lr-choose-cover=${() => this.chooseCover()}></lr-replay-details>
        </div>
      </div>
      <lr-replay-below
        .replay=${replay}
        .busy=${model.busy}
        @lr-at=${(event: CustomEvent<number>) => this.playhead.seek(event.detail, true)}
        @lr-joined=${() => void model.reload()}
        @lr-undo=${() => this.undo()}
        @lr-delete=${this.#delete}
      ></lr-replay-below>
      ${this.#dialogs(replay)}
    </div>`;
  }

  #dialogs(replay: Replay) {
    const { conflict } = this.model;
    const at = this.playhead.at;
    return html`${this.covering
      ? later(covers, html`<lr-covers .replay=${replay.id} .at=${at === null ? null : new Date(at)} @lr-cover=${this.#cover} @lr-close=${() => (this.covering = false)}></lr-covers>`)
      : nothing}
    ${conflict
      ? later(
          () => import('../widgets/conflict.js'),
          html`<lr-conflict
            .seen=${conflict.seen}
            .now=${conflict.now}
            .patch=${conflict.patch}
            .fields=${conflict.fields}
            @lr-choose=${(event: CustomEvent<boolean>) => this.#resolve(event.detail)}
            @lr-close=${() => this.#resolve(false)}
          ></lr-conflict>`,
        )
      : nothing}`;
  }

  publish(): void {
    void this.#patch({ visibility: 'published' }, t('replay.published'));
  }
  hide(): void {
    this.hiding = true;
  }
  review(): void {
    const reviewed = !this.model.replay?.reviewed;
    void this.#patch({ reviewed }, t(reviewed ? 'replay.reviewedNow' : 'replay.unreviewed'));
  }
  editTitle(): void {
    this.details?.editTitle();
  }
  chooseCover(): void {
    this.covering = true;
  }
  explain(): void {
    this.chart?.explain?.(this.playhead.at);
  }
  gap(): void {
    if (this.player?.nextGap() === false) toast(t('replay.noGap'));
  }

  /** Puts it last on the front page, or takes it off. */
  async feature(): Promise<void> {
    if (this.model.replay?.featured_rank) return void this.#patch({ featured_rank: null }, t('replay.unfeatured'));
    await this.#try(t('replay.feature'), async () => {
      const { replays } = await get<{ replays: Replay[] }>('/featured');
      const last = Math.max(0, ...replays.map((it) => it.featured_rank ?? 0));
      await this.#patch({ featured_rank: last + 1 }, t('replay.featuredNow', { rank: last + 1 }));
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
    const merged = await this.#try(t('replay.merge'), () => this.model.merge(other.id));
    if (!merged) return;
    toast({ text: t('replay.mergeDone', { title: other.title }), tone: 'good', action: { label: t('app.undo'), run: () => void this.undo() } });
    if (merged[0] && merged[0].id !== this.route.params['id']) go(paths.replay(merged[0].id), true);
  }

  /** Lets the trim begin or end at the playhead. */
  trimTo(edge: 'from' | 'to'): void {
    const { at } = this.playhead;
    const { replay } = this.model;
    if (at === null || !replay) return toast(t('replay.noMoment'));
    this.#draft({ ...(this.draft ?? replay.trim ?? this.#hull(replay)), [edge]: iso(at) });
  }

  async saveTrim(): Promise<void> {
    const { draft } = this;
    if (draft === undefined) return;
    if (draft && draft.from >= draft.to) return toast({ text: t('replay.trimWrong'), tone: 'bad' });
    if (await this.#patch({ trim: draft }, t(draft ? 'replay.trimDone' : 'replay.trimGone'))) this.draft = undefined;
  }
  dropTrim(): void {
    this.draft = undefined;
  }

  /** Addresses get stale. New ones are asked for, but not over and over. */
  readonly #refused = async (event: CustomEvent<Problem>): Promise<void> => {
    const { code } = event.detail;
    if ((code !== 'stale' && code !== 'refused') || performance.now() - this.#renewed < RENEW_MS) return;
    this.#renewed = performance.now();
    await this.model.reload();
    await this.updateComplete;
    this.player?.retry();
  };

  readonly #trimActs = { set: (span: Span | null) => this.#draft(span), save: () => void this.saveTrim(), drop: () => this.dropTrim() };

  #draft(span: Span | null): void {
    const saved = this.model.replay?.trim ?? null;
    const same = span === saved || (span !== null && saved !== null && span.from === saved.from && span.to === saved.to);
    this.draft = same ? undefined : span;
  }

  readonly #hide = (event: CustomEvent<string | null>): void => {
    this.hiding = false;
    const reason = event.detail;
    void this.#patch({ visibility: 'hidden', ...(reason && { hidden_reason: reason }) }, t('replay.hiddenNow'));
  };

  readonly #cover = (event: CustomEvent<string>): void => {
    this.covering = false;
    void this.#patch({ cover_url: event.detail }, t('replay.coverDone'));
  };

  readonly #saveDetails = async (event: CustomEvent<{ patch: Patch; seen: Replay }>): Promise<void> => {
    if (await this.#patch(event.detail.patch, t('replay.saved'), event.detail.seen)) this.details?.clear();
  };

  readonly #delete = async (): Promise<void> => {
    const files = await this.#try(t('replay.delete'), () => this.model.deleteMedia());
    if (!files) return;
    const kept = files.filter((it) => !it.deleted);
    const why = [...new Set(kept.map((it) => it.error ?? ''))].filter(Boolean).join('; ');
    if (kept.length > 0) toast({ text: t('replay.deletedSome', { n: files.length - kept.length, kept: kept.length, why }), tone: 'bad' });
    else toast({ text: t('replay.deleted', { n: files.length }), tone: 'good' });
  };

  async #resolve(mine: boolean): Promise<void> {
    await this.#try(t('app.save'), async () => {
      if (await this.model.resolve(mine)) toast({ text: t('replay.saved'), tone: 'good' });
      this.draft = undefined;
      this.details?.clear();
    });
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

  #hull(replay: Replay): Span {
    return { from: replay.started_at, to: replay.ended_at ?? iso(Date.now()) };
  }

  /** The playhead moves ten times a second; only what shows it is touched. */
  #moved(): void {
    const { at } = this.playhead;
    if (this.chart) this.chart.time = at;
    const where = this.renderRoot.querySelector('.where');
    const said = at === null ? '' : timeText(iso(Math.floor(at / 1000) * 1000), 'clock');
    if (where && where.textContent !== said) where.textContent = said;
  }
}

function stretchOf(span: Span): Stretch {
  return { from: Date.parse(span.from), to: Date.parse(span.to) };
}
