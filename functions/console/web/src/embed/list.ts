// <live-replay-list>: who is live and what there is to watch. Its interface is in docs/embedding.md.
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Live, Replay } from '../../client/index.js';
import { clock } from '../player/format.js';
import { LiveReplayElement } from './element.js';
import { LiveReplayPlayer } from './player.js';
import { filled, plays } from './source.js';
import { ofList, shared } from './styles.js';

const MOST = 100;
const USUAL = 20;
/** Who is live is asked for again so often, while somebody looks. */
const LIVE_SECONDS = 60;

export class LiveReplayList extends LiveReplayElement {
  static override styles = [shared, ofList];
  static override properties: PropertyDeclarations = {
    stream: {},
    limit: { type: Number },
    player: {},
    href: {},
    liveHref: { attribute: 'live-href' },
    live: { state: true },
    replays: { state: true },
    opened: { state: true },
  };
  declare stream: string | null;
  declare limit: number;
  declare player: string | null;
  declare href: string | null;
  declare liveHref: string | null;
  declare private live: Live[];
  declare private replays: Replay[] | null;
  declare private opened: Replay | null;
  protected readonly asks = ['api', 'token', 'stream', 'limit'];
  #cursor: string | null = null;
  #timer = 0;

  constructor() {
    super();
    this.stream = null;
    this.limit = USUAL;
    this.player = null;
    this.href = null;
    this.liveHref = null;
    this.live = [];
    this.replays = null;
    this.opened = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = window.setInterval(() => void this.#again(), LIVE_SECONDS * 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected async load(): Promise<void> {
    const { asked } = this;
    const page = await this.#page(null);
    if (asked === this.asked) this.#show(page.live, page.replays, page.cursor);
  }

  #page(cursor: string | null) {
    const limit = Math.min(Math.max(Math.trunc(this.limit) || USUAL, 1), MOST);
    return this.stream ? this.source.ofStream(this.stream, limit, cursor) : this.source.feed(limit);
  }

  #show(live: Live[], replays: Replay[], cursor: string | null): void {
    this.live = live;
    this.replays = replays.filter(plays);
    this.#cursor = cursor;
  }

  async #more(): Promise<void> {
    const { asked, replays } = this;
    this.busy = true;
    try {
      const page = await this.#page(this.#cursor);
      // What was published meanwhile may have pushed a replay onto the next page.
      const known = new Set(replays?.map(({ id }) => id));
      const further = page.replays.filter(({ id }) => !known.has(id));
      if (asked === this.asked) this.#show(this.live, [...(replays ?? []), ...further], page.cursor);
    } catch {
      this.problem = this.texts.offline;
    } finally {
      this.busy = false;
    }
  }

  /** Without a word if it fails: what is shown stays. */
  async #again(): Promise<void> {
    if (this.stream || document.hidden || this.busy || this.problem) return;
    const { asked } = this;
    const page = await this.#page(null).catch(() => null);
    if (page && asked === this.asked) this.#show(page.live, page.replays, page.cursor);
  }

  #select(replay: Replay): void {
    if (!this.tell('live-replay-select', replay)) return;
    const named = this.player ? (this.getRootNode() as Document | ShadowRoot).getElementById(this.player) : null;
    if (!(named instanceof LiveReplayPlayer)) {
      this.opened = replay;
      void this.updateComplete.then(() => this.renderRoot.querySelector('dialog')?.showModal());
      return;
    }
    named.scrollIntoView({ block: 'nearest' });
    if (named.replay === replay.id) return named.play();
    named.token ??= this.token;
    named.api = this.api;
    named.autoplay = true;
    named.replay = replay.id;
  }

  protected override render(): TemplateResult {
    const { replays } = this;
    return html`
      ${this.live.length > 0 ? html`<ul class="live" part="live">${this.live.map((live) => this.#onAir(live))}</ul>` : nothing}
      ${this.message()}
      ${replays === null
        ? this.problem ? nothing : html`<p class="message" part="message" role="status">${this.texts.loading}</p>`
        : replays.length === 0
          ? html`<p class="message" part="message">${this.texts.empty}</p>`
          : html`<ul class="grid ${this.busy ? 'loading' : ''}" part="grid" aria-busy=${this.busy}>${replays.map((replay) => html`<li>${this.#card(replay)}</li>`)}</ul>`}
      ${this.#cursor && !this.problem ? html`<button type="button" class="more" part="more" ?disabled=${this.busy} @click=${() => void this.#more()}>${this.texts.more}</button>` : nothing}
      ${this.opened ? this.#dialog(this.opened) : nothing}
    `;
  }

  #onAir(live: Live): TemplateResult {
    const shown = html`<span class="badge">${this.texts.live}</span>${live.channel?.name ?? live.title}`;
    return html`<li>${this.liveHref ? html`<a href=${filled(this.liveHref, live)}>${shown}</a>` : html`<span>${shown}</span>`}</li>`;
  }

  #card(replay: Replay): TemplateResult {
    const at = new Date(replay.started_at);
    const when = new Intl.DateTimeFormat(this.texts.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
    const name = replay.channel?.name;
    const shown = html`
      <span class="cover" part="cover">
        ${replay.cover_url ? html`<img src=${replay.cover_url} alt="" loading="lazy" @error=${(event: Event) => (event.target as HTMLElement).remove()} />` : nothing}
        <span class="length">${clock(replay.duration)}</span>
      </span>
      <span class="title" part="title">${replay.title}</span>
      <span class="meta" part="meta">${name ? `${name} · ` : ''}<time datetime=${replay.started_at}>${when}</time></span>
    `;
    return this.href
      ? html`<a class="card" part="card" href=${filled(this.href, replay)} @click=${(event: Event) => { if (!this.tell('live-replay-select', replay)) event.preventDefault(); }}>${shown}</a>`
      : html`<button type="button" class="card" part="card" @click=${() => this.#select(replay)}>${shown}</button>`;
  }

  #dialog(replay: Replay): TemplateResult {
    const close = () => (this.opened = null);
    return html`<dialog aria-label=${replay.title} @close=${close}>
      <header>
        <h2>${replay.title}</h2>
        <button type="button" class="close" aria-label=${this.texts.close} @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close()}>✕</button>
      </header>
      <live-replay-player .api=${this.api} .token=${this.token} .replay=${replay.id} .lang=${this.texts.locale} theme=${this.getAttribute('theme') ?? ''} autoplay></live-replay-player>
    </dialog>`;
  }
}
