import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../../i18n/index.js';
import { get } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { clock, timeOf } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { paths } from '../../router.js';
import { base } from '../../style/base.js';
import { badge, visibilityBadge } from '../../widgets/badge.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';
import { failed, loading } from '../../widgets/states.js';
import { row } from './row.style.js';

type Page = { replays: Replay[]; next_cursor: string | null };

const TYPING_MS = 250;
const LIMIT = 8;
/** A page can be empty and have a cursor: so many are asked for by themselves, the rest on request. */
const EMPTY_PAGES = 3;

/** Finds replays by their titles, the newest without a search, and fires `lr-add` with the one that was chosen. */
@customElement('lr-front-add')
export class AddReplay extends LrElement {
  static override styles = [
    base,
    row,
    css`
      .search {
        display: flex;
        gap: var(--s2);
        padding: 0 var(--s4) var(--s3);
      }
      .search input {
        width: 100%;
      }
      h2 {
        padding: var(--s3) var(--s4);
      }
      .foot {
        padding: var(--s3) var(--s4);
        border-top: 1px solid var(--line);
      }
    `,
  ];

  /** The ids that are featured already. */
  @property({ attribute: false }) taken: readonly string[] = [];
  @property({ type: Boolean }) full = false;
  @state() private q = '';
  @state() private found: Replay[] | null = null;
  @state() private cursor: string | null = null;
  @state() private problem: unknown = null;
  @query('input') private input!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => (clearTimeout(this.#timer), this.#asked?.abort()));
    void this.#search(null);
  }

  focusSearch(): void {
    this.input.focus();
    this.input.select();
  }

  #typed = (): void => {
    this.q = this.input.value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(null), TYPING_MS);
  };

  async #search(after: string | null): Promise<void> {
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    this.problem = null;
    let found = after === null ? [] : (this.found ?? []);
    let cursor = after;
    try {
      for (let pages = 0; pages < EMPTY_PAGES; pages += 1) {
        const query = { q: this.q, cursor, limit: LIMIT, visibility: this.q ? 'all' : 'published', featured: this.q ? null : false };
        const page = await get<Page>('/replays', query, signal);
        found = [...found, ...page.replays];
        cursor = page.next_cursor;
        if (cursor === null || page.replays.length > 0) break;
      }
      this.found = found;
      this.cursor = cursor;
    } catch (error) {
      if (!signal.aborted) this.problem = error;
    }
  }

  override render() {
    return html`<section class="panel" aria-labelledby="add">
      <h2 id="add">${t('front.add')}</h2>
      <div class="search">
        <input
          type="search"
          aria-label=${t('front.search')}
          placeholder=${t('front.search_hint')}
          maxlength="200"
          .value=${this.q}
          @input=${this.#typed}
          data-test="front-search"
        />
      </div>
      ${this.full ? html`<p class="foot muted">${t('front.full', { most: this.taken.length })}</p>` : nothing} ${this.#results()}
    </section>`;
  }

  #results() {
    if (this.problem) return failed(this.problem, () => void this.#search(null));
    if (this.found === null) return html`<div class="foot">${loading(4)}</div>`;
    return html`<div role="status" class="only-heard">${this.found.length}</div>
      <ul>
        ${repeat(this.found, (replay) => replay.id, (replay) => this.#item(replay))}
      </ul>
      ${this.found.length === 0 && this.q && this.cursor === null ? html`<p class="foot muted">${t('front.found_none', { q: this.q })}</p>` : nothing}
      ${this.cursor ? html`<div class="foot"><button class="plain" @click=${() => void this.#search(this.cursor)}>${t('front.further')}</button></div>` : nothing}`;
  }

  #item(replay: Replay) {
    const { title } = replay;
    const taken = this.taken.includes(replay.id);
    return html`<li class="item" data-test="front-found" data-id=${replay.id}>
      <lr-cover .src=${replay.cover_url}></lr-cover>
      <div class="grow words">
        <a class="cut" href=${paths.replay(replay.id)}>${title}</a>
        <span class="small muted cut">${replay.channel?.name ?? replay.stream.stream_id} · ${timeOf(replay.started_at)} · ${clock(replay.duration)}</span>
        ${replay.visibility === 'published' ? nothing : html`<span>${visibilityBadge(replay)}</span>`}
      </div>
      ${taken
        ? badge(t('front.is_featured'), 'accent')
        : html`<button ?disabled=${this.full} aria-label=${t('front.add_this', { title })} @click=${() => this.emit('lr-add', replay)} data-test="front-add">
            ${icon('plus')}${t('front.add_short')}
          </button>`}
    </li>`;
  }
}
