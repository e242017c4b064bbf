import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { clock, timeOf } from '../../lib/time.js';
import { base } from '../../style/base.js';
import { stateBadge, visibilityBadge } from '../../widgets/badge.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';
import type { Entry } from './entry.js';

/** All rows are equally high, so that where each lies is known without measuring. */
const ROW = 72;
/** Rows kept above and below what is seen. */
const SPARE = 6;

/** The rows of the queue. Only those near the view are in the page. Fires `lr-pick` {id, range} and `lr-mark` {id, range}, and `lr-near` with the last row in view. */
@customElement('lr-queue-list')
export class QueueList extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow-y: auto;
        overscroll-behavior: contain;
        contain: strict;
      }
      ul {
        position: relative;
        min-height: 100%;
      }
      li {
        position: absolute;
        inset: 0 0 auto;
        display: flex;
        align-items: center;
        height: ${ROW}px;
        border-bottom: 1px solid var(--line);
        background: var(--panel);
      }
      li.current {
        background: var(--accent-soft);
        box-shadow: inset 3px 0 var(--accent);
      }
      li.skipped .title {
        color: var(--muted);
        font-weight: 400;
      }
      label {
        display: grid;
        place-items: center;
        align-self: stretch;
        width: 40px;
        flex: none;
        cursor: pointer;
        user-select: none;
      }
      @media (pointer: coarse) {
        label {
          width: 44px;
        }
      }
      button.what {
        flex: 1;
        min-width: 0;
        height: 100%;
        padding: 0 var(--s3) 0 0;
        justify-content: flex-start;
        gap: var(--s3);
        border: 0;
        border-radius: 0;
        background: none !important;
        font-weight: 400;
        text-align: start;
      }
      button.what:focus-visible {
        outline-offset: -2px;
      }
      lr-cover {
        width: 80px;
        flex: none;
      }
      .text {
        display: flex;
        flex-direction: column;
        gap: 2px;
        min-width: 0;
        flex: 1;
      }
      .title {
        font-weight: 500;
      }
      .line {
        overflow: hidden;
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--muted);
        font-size: var(--small);
      }
      .line .cut {
        flex: 0 1 auto;
      }
      @media (min-width: 721px) and (max-width: 960px) {
        lr-cover {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly Entry[] = [];
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  @property() current: string | null = null;
  /** How many there are in all, also what is not loaded. */
  @property({ type: Number }) total = 0;
  /** Changes whenever something in the rows did. */
  @property({ type: Number }) revision = 0;
  @state() private first = 0;
  @state() private shown = 12;
  @query('ul') private list!: HTMLElement;
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const seen = new ResizeObserver(() => this.#look());
    seen.observe(this);
    this.addEventListener('scroll', this.#scrolled, { passive: true });
    this.hold(() => {
      seen.disconnect();
      this.removeEventListener('scroll', this.#scrolled);
    });
  }

  override render() {
    const from = Math.max(0, this.first - SPARE);
    const rows = this.entries.slice(from, this.first + this.shown + SPARE);
    return html`<ul aria-label=${t('queue.list')}>
      ${repeat(rows, (it) => it.replay.id, (it, at) => this.#row(it, from + at))}
    </ul>`;
  }

  #row(entry: Entry, at: number) {
    const { replay } = entry;
    const current = replay.id === this.current;
    const marked = this.selected.has(replay.id);
    return html`<li
      class="${current ? 'current' : ''} ${entry.skipped ? 'skipped' : ''}"
      aria-setsize=${Math.max(this.total, this.entries.length)}
      aria-posinset=${at + 1}
      data-at=${at}
      data-id=${replay.id}
      data-test="queue-item"
    >
      <label>
        <input type="checkbox" tabindex=${current ? 0 : -1} .checked=${live(marked)} @click=${(event: MouseEvent) => this.emit('lr-mark', { id: replay.id, range: event.shiftKey })} aria-label=${t('queue.select', { title: replay.title })} data-test="queue-select" />
      </label>
      <button class="what" data-keys tabindex=${current ? 0 : -1} aria-current=${current ? 'true' : nothing} @click=${(event: MouseEvent) => this.emit('lr-pick', { id: replay.id, range: event.shiftKey })}>
        <lr-cover .src=${replay.cover_url}></lr-cover>
        <span class="text">
          <span class="title cut">${replay.title}</span>
          <span class="line">${timeOf(replay.started_at)}<span>${clock(replay.duration)}</span><span class="cut">${replay.channel?.name ?? replay.stream.stream_id}</span></span>
          <span class="line">${visibilityBadge(replay)}${replay.state === 'complete' ? nothing : stateBadge(replay.state)}${this.#marks(entry)}</span>
        </span>
      </button>
    </li>`;
  }

  #marks(entry: Entry) {
    if (entry.failure) return html`<span class="bad row" title=${entry.failure}>${icon('warning')}<span class="only-heard">${entry.failure}</span></span>`;
    return entry.skipped ? html`<span>${t('queue.skipped')}</span>` : nothing;
  }

  override updated(changed: PropertyValues): void {
    // Places through the CSSOM: the page's policy allows no style attributes.
    this.list.style.height = `${this.entries.length * ROW}px`;
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('li')) row.style.transform = `translateY(${Number(row.dataset.at) * ROW}px)`;
    if (changed.has('current') || changed.has('entries')) this.#follow();
  }

  /** Brings the current row into view, with one more on each side. */
  #follow(): void {
    const at = this.entries.findIndex((it) => it.replay.id === this.current);
    if (at < 0) return;
    const top = at * ROW;
    if (top - ROW < this.scrollTop) this.scrollTop = Math.max(0, top - ROW);
    else if (top + 2 * ROW > this.scrollTop + this.clientHeight) this.scrollTop = top + 2 * ROW - this.clientHeight;
    this.#look();
  }

  /** Gives the focus to the current row. */
  async focusCurrent(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('li.current .what')?.focus({ preventScroll: true });
  }

  readonly #scrolled = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#look());
  };

  #look(): void {
    this.first = Math.floor(this.scrollTop / ROW);
    this.shown = Math.ceil(this.clientHeight / ROW) + 1;
    this.emit('lr-near', this.first + this.shown);
  }
}
