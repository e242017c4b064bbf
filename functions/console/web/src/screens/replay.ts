import { html, nothing } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { loadSection, t } from '../i18n/index.js';
import type { News } from '../lib/news.js';
import { later } from '../lib/later.js';
import { playerTexts } from '../lib/player.js';
import { Screen } from '../lib/screen.js';
import { timeText } from '../lib/time.js';
import type { Patch, Replay, Span } from '../lib/types.js';
import { countUnsaved } from '../lib/unsaved.js';
import type { LrPlayer } from '../player/player.js';
import type { Problem } from '../player/problem.js';
import { go, paths } from '../router.js';
import { base } from '../style/base.js';
import type { Stretch } from '../timeline/data.js';
import type { Timeline } from '../timeline/timeline.js';
import { failed, loading } from '../widgets/states.js';
import { commands } from './replay/commands.js';
import { hullOf, ReplayDesk } from './replay/desk.js';
import './replay/details.js';
import type { ReplayDetails } from './replay/details.js';
import { cutting, header } from './replay/header.js';
import { iso, ReplayModel } from './replay/model.js';
import { neighbours } from './replay/neighbours.js';
import { Playhead } from './replay/playhead.js';
import { styles } from './replay/styles.js';
import { trimPanel } from './replay/trim.js';
import { viewers } from './replay/viewers.js';

/** Dialogs of the queue, with their texts. */
const reasons = () => loadSection('queue').then(() => import('./queue/reasons.js'));
const covers = () => loadSection('queue').then(() => import('../widgets/covers.js'));

/** New addresses are asked for no more often. */
const RENEW_MS = 60_000;

@customElement('lr-replay')
export class ReplayScreen extends Screen {
  static override styles = [base, styles];

  readonly model = new ReplayModel();
  readonly playhead = new Playhead(this.model, () => this.player);
  readonly desk = new ReplayDesk(this.model, this.playhead, { player: () => this.player, chart: () => this.chart, details: () => this.details });
  #renewed = -Infinity;
  @query('lr-player') player!: LrPlayer | null;
  @query('lr-timeline') chart!: Timeline | null;
  @query('lr-replay-details') private details!: ReplayDetails | null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(this.model.changed.listen(() => this.requestUpdate()));
    this.hold(this.playhead.moved.listen(() => this.#moved()));
    this.hold(countUnsaved(() => (this.details?.unsaved ?? 0) + (this.desk.trimming ? 1 : 0)));
  }

  protected override commands() {
    return commands(this.desk);
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
    if (this.isConnected && model.replay && model.replay.id !== id && model.asked === id) go(paths.replay(model.replay.id), true);
    else if (model.asked !== id && model.id !== id) {
      this.desk.dropTrim();
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
    const { desk } = this;
    const { draft } = desk;
    const shown = draft === undefined ? (replay.trim ?? null) : draft;
    return html`<div class="page">
      ${header(desk, replay, desk.shown.hiding ? later(reasons, html`<lr-reasons @lr-reason=${(event: CustomEvent<string | null>) => desk.hideFor(event.detail)} @lr-close=${() => desk.close()}></lr-reasons>`) : nothing)}
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
                  @lr-trim=${(event: CustomEvent<Stretch>) => desk.setTrim({ from: iso(event.detail.from), to: iso(event.detail.to) })}
                  @lr-open=${(event: CustomEvent<{ id: string }>) => go(paths.replay(event.detail.id))}
                  >${cutting(desk)}</lr-timeline
                >`
              : model.timelineError
                ? failed(model.timelineError, () => void model.reload())
                : loading(4)}
            ${trimPanel({ saved: replay.trim ?? null, draft, hull: hullOf(replay), busy: model.busy, plays: (span) => model.plays(span) }, { set: (span) => desk.setTrim(span), save: () => void desk.saveTrim(), drop: () => desk.dropTrim() })}
          </section>
        </div>
        <div class="stack">
          ${viewers(replay)} ${neighbours(model, (side) => void desk.merge(side))}
          <lr-replay-details .replay=${replay} .busy=${model.busy} @lr-save=${(event: CustomEvent<{ patch: Patch; seen: Replay }>) => desk.saveDetails(event.detail)} @lr-choose-cover=${() => desk.chooseCover()}></lr-replay-details>
        </div>
      </div>
      <lr-replay-below
        .replay=${replay}
        .busy=${model.busy}
        @lr-at=${(event: CustomEvent<number>) => this.playhead.seek(event.detail, true)}
        @lr-joined=${() => void model.reload()}
        @lr-undo=${() => desk.undo()}
        @lr-delete=${() => desk.deleteMedia()}
      ></lr-replay-below>
      ${this.#dialogs(replay)}
    </div>`;
  }

  #dialogs(replay: Replay) {
    const { desk } = this;
    const { conflict } = this.model;
    const at = this.playhead.at;
    return html`${desk.shown.covering
      ? later(covers, html`<lr-covers .replay=${replay.id} .at=${at === null ? null : new Date(at)} @lr-cover=${(event: CustomEvent<string>) => desk.useCover(event.detail)} @lr-close=${() => desk.close()}></lr-covers>`)
      : nothing}
    ${conflict
      ? later(
          () => import('../widgets/conflict.js'),
          html`<lr-conflict
            .seen=${conflict.seen}
            .now=${conflict.now}
            .patch=${conflict.patch}
            .fields=${conflict.fields}
            @lr-choose=${(event: CustomEvent<boolean>) => desk.resolve(event.detail)}
            @lr-close=${() => this.model.leave()}
          ></lr-conflict>`,
        )
      : nothing}`;
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
