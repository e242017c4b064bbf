import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { KnownStream, StreamPage } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { get } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { go, paths } from '../../router.js';
import { base } from '../../style/base.js';
import { badge } from '../../widgets/badge.js';
import { icon } from '../../widgets/icon.js';
import { empty, failed, loading } from '../../widgets/states.js';
import { avatar, avatarStyle } from './avatar.js';

const TYPING_MS = 250;
const LIMIT = 40;
/** Who goes live is seen some seconds later: the list is a help to find streams, not the front page. */
const QUIET_MS = 3_000;
/** The most of one page. */
const MOST = 100;

const keyOf = ({ stream }: KnownStream): string => JSON.stringify([stream.domain, stream.app, stream.stream_id]);

/** A stream that is found by its name and by its channel's is there once. */
const distinct = (streams: readonly KnownStream[]): KnownStream[] => [...new Map(streams.map((one) => [keyOf(one), one])).values()];

/** The streams whose names begin with what was typed. */
@customElement('lr-stream-list')
export class StreamList extends LrElement {
  static override styles = [
    base,
    avatarStyle,
    css`
      section {
        display: flex;
        flex-direction: column;
        max-height: calc(100dvh - 140px);
      }
      .search {
        padding: var(--s3);
        border-bottom: 1px solid var(--line);
      }
      .search input {
        width: 100%;
      }
      ul {
        flex: 1;
        padding: var(--s1);
        overflow: auto;
      }
      li > a {
        display: flex;
        align-items: center;
        gap: var(--s2);
        min-height: 44px;
        padding: var(--s1) var(--s2);
        border-radius: var(--radius);
        color: var(--text);
        outline-offset: -2px;
      }
      li > a:hover {
        background: var(--raised);
        text-decoration: none;
      }
      li > a[aria-current='true'] {
        background: var(--accent-soft);
      }
      .names {
        display: flex;
        flex-direction: column;
      }
      .rest {
        padding: var(--s3);
      }
      .state {
        padding: var(--s5) var(--s3);
      }
      @media (max-width: 860px) {
        section {
          max-height: none;
        }
      }
    `,
  ];

  /** The name and the domain of the stream that is shown. */
  @property({ attribute: false }) chosen: string | null = null;
  @property({ attribute: false }) domain: string | null = null;
  @state() private q = '';
  @state() private streams: KnownStream[] | null = null;
  @state() private cursor: string | null = null;
  @state() private problem: unknown = null;
  @query('input') private input!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => (clearTimeout(this.#timer), clearTimeout(this.#quiet), this.#asked?.abort()));
    void this.#load(null);
  }

  focusSearch(): void {
    this.input.focus();
    this.input.select();
  }

  /** Goes to the next stream of the list, or the one before. */
  step(by: number): void {
    const all = this.streams ?? [];
    const at = all.findIndex((one) => this.#isChosen(one));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) go(paths.stream(next.stream), this.chosen !== null);
  }

  /** Something changed: looks again who is there and who is live, if no more than a page is shown. */
  told(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.#refresh(), QUIET_MS);
  }

  async #refresh(): Promise<void> {
    const { q, streams } = this;
    if (streams === null || streams.length > MOST) return;
    const page = await get<StreamPage>('/streams', { q, limit: Math.max(LIMIT, streams.length) }).catch(() => null);
    if (page === null || q !== this.q || streams !== this.streams) return;
    this.streams = distinct(page.streams);
    this.cursor = page.next_cursor;
  }

  #isChosen({ stream }: KnownStream): boolean {
    return stream.stream_id === this.chosen && (this.domain === null || stream.domain === this.domain);
  }

  override updated(changed: PropertyValues): void {
    const loaded = changed.has('streams') && changed.get('streams') === null;
    if (loaded || changed.has('chosen')) this.renderRoot.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  #typed = (): void => {
    this.q = this.input.value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(null), TYPING_MS);
  };

  async #load(after: string | null): Promise<void> {
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    this.problem = null;
    try {
      const page = await get<StreamPage>('/streams', { q: this.q, limit: LIMIT, cursor: after }, signal);
      this.streams = distinct([...(after === null ? [] : (this.streams ?? [])), ...page.streams]);
      this.cursor = page.next_cursor;
    } catch (error) {
      if (!signal.aborted) this.problem = error;
    }
  }

  override render() {
    return html`<section class="panel" aria-label=${t('streams.title')}>
      <div class="search">
        <input type="search" aria-label=${t('streams.search')} placeholder=${t('streams.search_hint')} maxlength="200"
          .value=${this.q} @input=${this.#typed} data-test="streams-search" />
      </div>
      ${this.#content()}
    </section>`;
  }

  #content() {
    if (this.problem) return failed(this.problem, () => void this.#load(null));
    if (this.streams === null) return html`<div class="rest">${loading(6)}</div>`;
    if (this.streams.length === 0 && this.cursor === null) {
      return this.q
        ? html`<div class="rest" role="status">
            <p class="muted">${t('streams.found_none', { q: this.q })}</p>
            <a class="button plain" href=${`${paths.streams()}/${encodeURIComponent(this.q)}`}>${t('streams.by_name', { q: this.q })}</a>
          </div>`
        : empty('streams', t('streams.none'), t('streams.none_how'));
    }
    return html`<ul>
        ${repeat(this.streams, keyOf, (one) => this.#item(one))}
      </ul>
      ${this.cursor === null ? nothing : html`<div class="rest"><button class="plain" @click=${() => void this.#load(this.cursor)}>${icon('plus')}${t('streams.more')}</button></div>`}`;
  }

  #item(one: KnownStream) {
    const { stream, channel, live } = one;
    return html`<li data-test="stream-item">
      <a href=${paths.stream(stream)} aria-current=${this.#isChosen(one) ? 'true' : 'false'} title=${`${stream.domain}/${stream.app}/${stream.stream_id}`}>
        ${avatar(channel, stream)}
        <span class="grow names">
          <span class="cut">${channel?.name ?? stream.stream_id}</span>
          <span class="small muted cut">${channel?.name ? stream.stream_id : `${stream.app} · ${stream.domain}`}</span>
        </span>
        ${live ? badge(t('streams.live'), 'bad') : nothing}
      </a>
    </li>`;
  }
}
