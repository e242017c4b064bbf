import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelPage, StreamPage } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { get, piece, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import type { News } from '../../lib/news.js';
import { clock, timeOf } from '../../lib/time.js';
import type { Replay, Stream } from '../../lib/types.js';
import { paths } from '../../router.js';
import { base } from '../../style/base.js';
import { badge, stateBadge, visibilityBadge } from '../../widgets/badge.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';
import { empty, failed, loading } from '../../widgets/states.js';
import { toastProblem } from '../../widgets/toast.js';
import { avatar, avatarStyle } from './avatar.js';
import './channel.js';
import { detail } from './detail.style.js';
import './rules.js';
import type { StreamRules } from './rules.js';

type Loaded = Omit<ChannelPage, 'replays'> & { replays: Replay[] };

const LIMIT = 10;
const QUIET_MS = 500;

/** A stream: its channel, its replays, how they are grouped. */
@customElement('lr-stream')
export class StreamDetail extends LrElement {
  static override styles = [base, avatarStyle, detail];

  @property({ attribute: false }) name = '';
  @property({ attribute: false }) domain: string | null = null;
  @property({ attribute: false }) app: string | null = null;
  @state() private page: Loaded | null = null;
  @state() private problem: unknown = null;
  /** Streams of the same name, where the address doesn't say which. */
  @state() private namesakes: Stream[] = [];
  @query('lr-stream-rules') private rules?: StreamRules;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => clearTimeout(this.#timer));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('name') && !changed.has('domain') && !changed.has('app')) return;
    this.page = null;
    this.problem = null;
    void this.#load();
  }

  told(items: News[]): void {
    const mine = (replay: Replay | undefined) => replay === undefined || replay.stream.stream_id === this.name;
    if (!items.some((item) => mine(item.replay))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(true), QUIET_MS);
  }

  openRules(): void {
    this.rules?.show();
  }

  changeGap(by: number): void {
    this.rules?.step(by);
  }

  #get(query: Record<string, string | number | null>): Promise<Loaded> {
    return get<Loaded>(`/channels/${piece(this.name)}`, { domain: this.domain, app: this.app, ...query });
  }

  async #load(quietly = false): Promise<void> {
    const wanted = ++this.#wanted;
    const shown = quietly ? Math.min(100, Math.max(LIMIT, this.page?.replays.length ?? 0)) : LIMIT;
    try {
      const page = await this.#get({ limit: shown });
      if (wanted === this.#wanted) this.page = page;
    } catch (error) {
      if (wanted !== this.#wanted || quietly) return;
      this.problem = error;
      if (Problem.from(error).code === 'ambiguous_stream') await this.#findNamesakes();
    }
  }

  async #findNamesakes(): Promise<void> {
    const { streams } = await get<StreamPage>('/streams', { q: this.name, limit: 100 }).catch(() => ({ streams: [] }));
    this.namesakes = streams.map((one) => one.stream).filter((stream) => stream.stream_id === this.name);
  }

  async #older(): Promise<void> {
    if (!this.page?.next_cursor) return;
    try {
      const more = await this.#get({ limit: LIMIT, cursor: this.page.next_cursor });
      this.page = { ...this.page, replays: [...this.page.replays, ...more.replays], next_cursor: more.next_cursor };
    } catch (error) {
      toastProblem(error, '', () => void this.#older());
    }
  }

  override render() {
    const back = html`<a class="back small" href=${paths.streams()}>${icon('left')}${t('streams.back')}</a>`;
    if (this.problem) return html`${back}${this.#failed()}`;
    if (this.page === null) return html`${back}${loading(8)}`;
    const { page } = this;
    const { stream, replays } = page;
    const live = replays.some((replay) => replay.state === 'live');
    return html`${back}
      <div class="stack">
        <div class="top">
          ${avatar(page, stream, 'large')}
          <div class="grow">
            <h1 class="wrap" data-test="stream-name">${page.name ?? stream.stream_id} ${live ? badge(t('streams.live'), 'bad') : nothing}</h1>
            <p class="mono muted wrap">${stream.domain}/${stream.app}/${stream.stream_id}</p>
          </div>
        </div>
        <lr-stream-channel .stream=${stream} .saved=${page} @lr-saved=${() => void this.#load(true)}></lr-stream-channel>
        ${this.#replays(page)}
        <lr-stream-rules .stream=${stream} .replays=${replays} @lr-regrouped=${() => void this.#load(true)}></lr-stream-rules>
      </div>`;
  }

  #failed() {
    const { code, detail: said } = Problem.from(this.problem);
    if (code === 'not_found') return empty('streams', t('streams.unknown'));
    if (code !== 'ambiguous_stream') return failed(this.problem, () => void this.#load());
    return html`<h2>${t('streams.ambiguous')}</h2>
      <p class="small muted wrap">${said}</p>
      <ul>
        ${this.namesakes.map((stream) => html`<li><a class="mono" href=${paths.stream(stream)}>${stream.domain}/${stream.app}/${stream.stream_id}</a></li>`)}
      </ul>`;
  }

  #replays({ replays, next_cursor: cursor }: Loaded) {
    return html`<section class="panel" aria-labelledby="replays">
      <h2 id="replays">${t('streams.replays')}</h2>
      ${replays.length === 0 ? html`<p class="muted foot">${t('streams.replays_none')}</p>` : nothing}
      <ul>
        ${repeat(replays, (replay) => replay.id, (replay) => html`<li class="replay" data-test="stream-replay">
          <lr-cover .src=${replay.cover_url}></lr-cover>
          <div class="grow words">
            <a class="cut" href=${paths.replay(replay.id)}>${replay.title}</a>
            <span class="small muted">${timeOf(replay.started_at)} · ${clock(replay.duration)}</span>
          </div>
          <span class="row">${stateBadge(replay.state)}${visibilityBadge(replay)}</span>
        </li>`)}
      </ul>
      ${cursor === null ? nothing : html`<div class="foot"><button class="plain" @click=${() => void this.#older()} data-test="stream-older">${t('streams.replays_more')}</button></div>`}
    </section>`;
  }
}
