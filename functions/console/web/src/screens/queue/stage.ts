import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { number, t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { Playables } from '../../lib/playable.js';
import { playerTexts } from '../../lib/player.js';
import { clock, timeOf } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import type { LrPlayer } from '../../player/player.js';
import { paths } from '../../router.js';
import { base } from '../../style/base.js';
import { badge, stateBadge, visibilityBadge } from '../../widgets/badge.js';
import { icon } from '../../widgets/icon.js';
import type { Entry } from './entry.js';

/** Whoever stays this long on a replay wants to see it: it is loaded, and then the next one. Whoever doesn't loads nothing. */
const SETTLED_MS = 250;
/** Problems of a player that a newer address may solve. */
const STALE = new Set(['stale', 'refused']);
const playables = new Playables();
/** The longest title that the API takes. */
const TITLE = 200;

/** The current replay: its player, with the next one's ready behind it, and what there is to know for a decision. Fires `lr-rename` with a title or null, and `lr-compare`. */
@customElement('lr-queue-stage')
export class QueueStage extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--s3);
        min-height: 0;
      }
      .screen {
        display: grid;
        flex: 0 1 auto;
        min-height: 0;
        border-radius: var(--radius-large);
        background: #000;
        overflow: hidden;
      }
      lr-player {
        grid-area: 1 / 1;
        width: 100%;
        aspect-ratio: 16 / 9;
        max-height: calc(100dvh - 280px);
      }
      lr-player.behind {
        visibility: hidden;
        pointer-events: none;
      }
      .facts {
        display: flex;
        flex-direction: column;
        gap: var(--s2);
      }
      .name {
        display: flex;
        align-items: center;
        gap: var(--s2);
        min-height: var(--control);
      }
      .name h2 {
        font-size: 18px;
        line-height: 24px;
      }
      .name input {
        flex: 1;
        min-width: 0;
        font-size: 16px;
        font-weight: 600;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1) var(--s5);
      }
      dl > div {
        display: flex;
        gap: 6px;
        min-width: 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        min-width: 0;
      }
      .formats {
        text-transform: uppercase;
      }
      @media (max-width: 720px) {
        :host {
          gap: var(--s2);
        }
        .screen {
          border-radius: 0;
        }
        lr-player {
          max-height: 34dvh;
        }
        .facts {
          gap: var(--s1);
          padding: 0 var(--s3);
        }
        .name h2 {
          font-size: 16px;
        }
        .minor,
        .open,
        .name .square {
          display: none;
        }
        dl {
          gap: 2px var(--s3);
          font-size: var(--small);
          color: var(--muted);
        }
        dt {
          position: absolute;
          clip-path: inset(50%);
        }
      }
    `,
  ];

  @property({ attribute: false }) entry: Entry | null = null;
  @property({ attribute: false }) next: Replay | null = null;
  /** Changes whenever something in the entry did. */
  @property({ type: Number }) revision = 0;
  @state() private editing = false;
  @state() private front = 0;
  @query('.name input') private input!: HTMLInputElement | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #whole = new WeakMap<Replay, Replay>();

  /** The player of the current replay. */
  get player(): LrPlayer | null {
    return this.#players[this.front] ?? null;
  }

  get #players(): LrPlayer[] {
    return [...this.renderRoot.querySelectorAll('lr-player')] as LrPlayer[];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => clearTimeout(this.#timer));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('entry');
    if (!changed.has('entry') || before?.replay.id === this.entry?.replay.id) return;
    this.editing = false;
    // What was made ready behind comes to the front.
    const ready = this.#players.findIndex((it) => it.replay?.id === this.entry?.replay.id);
    if (ready >= 0) this.front = ready;
  }

  override render() {
    const replay = this.entry?.replay ?? null;
    const texts = playerTexts(() => this.requestUpdate());
    return html`<div class="screen">
        ${[0, 1].map((at) => {
          const behind = at !== this.front;
          return html`<lr-player .texts=${texts} @lr-error=${this.#refused} class=${classMap({ behind })} ?inert=${behind} aria-hidden=${behind ? 'true' : nothing} data-test=${behind ? 'player-next' : 'player-now'}></lr-player>`;
        })}
      </div>
      ${replay ? this.#facts(replay) : nothing}`;
  }

  #facts(replay: Replay) {
    const { entry } = this;
    const gaps = replay.coverage.gaps.length;
    return html`<div class="facts" data-test="queue-facts">
      ${entry?.conflict
        ? html`<p class="notice warn"><span class="grow">${t('queue.changedOne', { title: replay.title })}</span><button @click=${() => this.emit('lr-compare', entry.conflict)} data-test="compare">${t('queue.compare')}</button></p>`
        : entry?.failure
          ? html`<p class="notice bad" data-test="failure">${icon('warning')}<span class="wrap">${t('queue.failedOne', { title: replay.title, why: entry.failure })}</span></p>`
          : replay.reviewed
            ? html`<p class="notice warn">${icon('info')}<span>${t('queue.elsewhere', { who: replay.reviewed.by })}</span></p>`
            : nothing}
      <div class="name">${this.editing ? this.#editor(replay) : html`<h2 class="cut" title=${replay.title} data-test="queue-title">${replay.title}</h2><button class="plain square" aria-label=${t('queue.editTitle')} title="${t('queue.editTitle')} (T)" aria-keyshortcuts="T" @click=${() => void this.editTitle()} data-test="edit-title">${icon('pencil')}</button>${visibilityBadge(replay)}<span class=${replay.state === 'complete' ? 'minor' : ''}>${stateBadge(replay.state)}</span>
          <span class="grow"></span><a class="button plain open" href=${paths.replay(replay.id)} title="${t('queue.openTitle')} (O)" aria-keyshortcuts="O" data-test="open">${t('queue.open')}${icon('right')}</a>`}</div>
      <dl>
        <div><dt>${t('queue.started')}</dt><dd>${timeOf(replay.started_at, 'full')}</dd></div>
        <div><dt>${t('queue.duration')}</dt><dd>${clock(replay.duration)}</dd></div>
        <div class="minor"><dt>${t('queue.stream')}</dt><dd class="cut"><a href=${paths.stream(replay.stream)}>${replay.channel?.name ?? replay.stream.stream_id}</a></dd></div>
        <div><dt>${t('queue.coverage')}</dt><dd class=${replay.coverage.ratio < 0.98 ? 'warn' : ''}>${number(replay.coverage.ratio, { style: 'percent', maximumFractionDigits: 1 })}${gaps ? html` <span class="muted">(${t('queue.gaps', { n: gaps })})</span>` : nothing}</dd></div>
        <div class="minor"><dt>${t('queue.formats')}</dt><dd class="formats">${replay.renditions.map((it) => it.format).join(', ')}</dd></div>
        ${replay.expires_at ? html`<div class="minor"><dt>${t('queue.expires')}</dt><dd>${timeOf(replay.expires_at)}</dd></div>` : nothing}
      </dl>
      ${replay.notes.length ? html`<div class="row minor">${replay.notes.map((it) => badge(it.text, 'warn'))}</div>` : nothing}
    </div>`;
  }

  #editor(replay: Replay) {
    return html`<input
      .value=${replay.title}
      maxlength=${TITLE}
      aria-label=${t('queue.titleOf')}
      title=${t('queue.titleHint')}
      @keydown=${this.#typed}
      @blur=${() => (this.editing = false)}
      data-test="title-input"
    />`;
  }

  /** Lets the curator write another title. */
  async editTitle(): Promise<void> {
    if (!this.entry) return;
    this.editing = true;
    await this.updateComplete;
    this.input?.select();
  }

  readonly #typed = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      const title = this.input?.value.trim() ?? '';
      if (title !== this.entry?.replay.title) this.emit('lr-rename', title === '' ? null : title);
      this.editing = false;
    } else if (event.key === 'Escape') this.editing = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.emit('lr-done');
  };

  override updated(): void {
    const now = this.player;
    const behind = this.#players[1 - this.front];
    if (!now || !behind) return;
    const replay = this.#shown(this.entry?.replay ?? null);
    const next = this.#shown(this.next);
    const moved = now.replay?.id !== replay?.id || behind.replay?.id === replay?.id;
    const goesOn = behind.replay !== null && !behind.paused;
    if (now.replay !== replay) now.replay = replay;
    if (!behind.paused) behind.pause();
    if (goesOn) now.play();
    if (!moved && behind.replay?.id === next?.id) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ready(now, behind), SETTLED_MS);
  }

  /** Loads the beginning of the current one, then that of the next. */
  async #ready(now: LrPlayer, behind: LrPlayer): Promise<void> {
    await this.#complete(this.entry?.replay ?? null);
    now.prepare();
    await this.#complete(this.next);
    if (behind !== this.player && behind.replay?.id !== this.next?.id) behind.replay = this.#shown(this.next);
    this.#timer = setTimeout(() => behind.prepare(), SETTLED_MS);
  }

  /** Asks for the files of a replay that a list left out. */
  async #complete(replay: Replay | null): Promise<void> {
    if (!replay || !playables.lacks(replay) || !(await playables.ask(replay.id))) return;
    this.#whole.delete(replay);
    this.requestUpdate();
    await this.updateComplete;
  }

  /** An address may be too old: it is asked for again, once. */
  readonly #refused = async (event: CustomEvent<{ code: string }>): Promise<void> => {
    const player = event.target as LrPlayer;
    const id = player.replay?.id;
    if (!id || !STALE.has(event.detail.code) || !(await playables.ask(id))) return;
    this.#whole = new WeakMap();
    this.requestUpdate();
    await this.updateComplete;
    if (player.replay?.id === id && player === this.player) player.retry();
  };

  /** The same object for the same replay, so that a player sees no change where there is none. */
  #shown(replay: Replay | null): Replay | null {
    if (!replay) return null;
    let whole = this.#whole.get(replay);
    if (!whole) this.#whole.set(replay, (whole = playables.of(replay)));
    return whole;
  }
}
