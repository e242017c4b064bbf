import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Feed, FeaturedReplays } from '../../client/index.js';
import { t } from '../i18n/index.js';
import { call, get, Problem } from '../lib/api.js';
import type { Command } from '../lib/keys.js';
import type { News } from '../lib/news.js';
import { Screen } from '../lib/screen.js';
import { session } from '../lib/session.js';
import type { Replay } from '../lib/types.js';
import { countUnsaved } from '../lib/unsaved.js';
import { base } from '../style/base.js';
import { lead } from '../style/lead.js';
import { icon } from '../widgets/icon.js';
import { failed, loading } from '../widgets/states.js';
import { toast, toastProblem } from '../widgets/toast.js';
import './front/add.js';
import './front/conflict.js';
import './front/list.js';
import type { FeaturedList } from './front/list.js';
import type { AddReplay } from './front/add.js';
import { liveRow } from './front/live.js';
import { Draft, MOST } from './front/draft.js';
import './front/preview.js';
import { layout } from './front/style.js';

/** Changes come in packs, and each reload asks three routes. */
const QUIET_MS = 500;
/** What of the feed an app gets at first. */
const SHOWN = 20;

/** An order that was not saved outlives the screen, so that a look elsewhere loses nothing. */
let kept: Draft | null = null;
countUnsaved(() => (kept === null ? 0 : 1));
session.changed.listen(() => {
  if (session.state === 'out') kept = null;
});

@customElement('lr-front')
export class FrontScreen extends Screen {
  static override styles = [base, lead, layout];

  @state() private draft: Draft | null = kept;
  @state() private feed: Feed | null = null;
  @state() private viewers: Feed | null = null;
  @state() private problem: unknown = null;
  /** What others saved meanwhile, where that is not what the draft is based on. */
  @state() private theirs: Draft | null = null;
  @state() private comparing = false;
  @state() private saving = false;
  @query('lr-front-list') private list?: FeaturedList;
  @query('lr-front-add') private add?: AddReplay;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => clearTimeout(this.#timer));
    void this.#load();
  }

  protected override commands(): Command[] {
    const has = () => (this.draft?.items.length ?? 0) > 0;
    return [
      { keys: ['j', 'ArrowDown'], label: 'front.key_next', when: has, run: () => this.list?.step(1) },
      { keys: ['k', 'ArrowUp'], label: 'front.key_previous', when: has, run: () => this.list?.step(-1) },
      { keys: 'shift+j', label: 'front.key_down', when: has, run: () => this.list?.shift(1) },
      { keys: 'shift+k', label: 'front.key_up', when: has, run: () => this.list?.shift(-1) },
      { keys: ['Delete', 'x'], label: 'front.key_remove', when: has, run: () => this.list?.drop() },
      { keys: ['ctrl+s', 's'], label: 'front.key_save', when: () => this.draft?.dirty === true, run: () => void this.#save() },
      { keys: '/', label: 'front.key_search', run: () => this.add?.focusSearch() },
    ];
  }

  protected override told = (_items: News[]): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), QUIET_MS);
  };

  async #load(): Promise<void> {
    try {
      const [featured, feed, viewers] = await Promise.all([
        call<FeaturedReplays>('GET', '/featured'),
        get<Feed>('/feed', { limit: 40 }),
        get<Feed>('/feed', { as: 'viewer', limit: SHOWN }),
      ]);
      this.feed = feed;
      this.viewers = viewers;
      this.problem = null;
      const saved = Draft.of(featured.data.replays as Replay[], featured.etag);
      // What is being saved is answered with the list that it makes.
      if (this.saving) return;
      if (!this.draft?.dirty) this.#set(saved);
      else if (!this.draft.isBasedOn(saved)) this.theirs = saved;
      else this.#set(this.draft.refreshed(saved));
    } catch (error) {
      // What is shown stays; the next news tries again.
      if (this.draft === null) this.problem = error;
    }
  }

  #set(draft: Draft): void {
    this.draft = draft;
    kept = draft.dirty ? draft : null;
    if (!draft.dirty) this.theirs = null;
  }

  async #save(): Promise<void> {
    const draft = this.draft;
    if (!draft || this.saving) return;
    this.saving = true;
    try {
      const { data, etag } = await call<FeaturedReplays>('PUT', '/featured', { body: { ids: draft.ids }, ifMatch: draft.etag });
      const saved = Draft.of(data.replays as Replay[], etag);
      // What was moved meanwhile stays moved.
      this.#set(this.draft === draft || !this.draft ? saved : this.draft.over(saved));
      this.comparing = false;
      toast({ text: t('front.saved'), tone: 'good' });
      void this.#load();
    } catch (error) {
      const { status, code } = Problem.from(error);
      // 404: one of them went, in a merge for example. Either way the list is another one now.
      if (status === 412 || status === 404) await this.#compare(error);
      else if (code === 'too_many_featured') toast({ text: t('front.too_many', { most: MOST }), tone: 'bad' });
      else toastProblem(error, '', () => void this.#save());
    } finally {
      this.saving = false;
    }
  }

  async #compare(because: unknown): Promise<void> {
    try {
      const { data, etag } = await call<FeaturedReplays>('GET', '/featured');
      this.theirs = Draft.of(data.replays as Replay[], etag);
      if (Problem.from(because).status === 404) toastProblem(because);
      this.comparing = true;
    } catch (error) {
      toastProblem(error, '', () => void this.#compare(because));
    }
  }

  #choose = (event: CustomEvent<Draft>): void => {
    this.comparing = false;
    this.theirs = null;
    this.#set(event.detail);
    if (event.detail.dirty) void this.#save();
  };

  #change(change: (draft: Draft) => Draft): void {
    if (this.draft) this.#set(change(this.draft));
  }

  #added = ({ detail: replay }: CustomEvent<Replay>): void => {
    if (!this.draft) return;
    if (this.draft.items.length >= MOST) return toast({ text: t('front.full', { most: MOST }), tone: 'bad' });
    this.#change((draft) => draft.with(replay));
    toast(t('front.added', { title: replay.title, n: this.draft.items.length }));
  };

  #published = async ({ detail: replay }: CustomEvent<Replay>): Promise<void> => {
    try {
      await call('PATCH', `/replays/${replay.id}`, { body: { visibility: 'published' }, ifMatch: replay.version });
      toast({ text: t('front.published', { title: replay.title }), tone: 'good' });
    } catch (error) {
      toastProblem(error, replay.title);
    }
    void this.#load();
  };

  override render() {
    const { draft } = this;
    if (draft === null) {
      return html`<div class="page">${this.#header()}${this.problem ? failed(this.problem, () => void this.#load()) : loading(8)}</div>`;
    }
    return html`<div class="page">
      ${this.#header()} ${liveRow(this.feed?.live ?? [], this.viewers?.live ?? null)}
      <div class="halves">
        <div class="stack">
          ${this.#featured(draft)}
          <lr-front-add .taken=${draft.ids} .full=${draft.items.length >= MOST} @lr-add=${this.#added}></lr-front-add>
        </div>
        <lr-front-preview .feed=${this.viewers} .dirty=${draft.dirty} .shown=${SHOWN}></lr-front-preview>
      </div>
      <lr-front-conflict
        ?open=${this.comparing}
        .mine=${draft}
        .theirs=${this.theirs}
        @lr-choose=${this.#choose}
        @lr-close=${() => (this.comparing = false)}
      ></lr-front-conflict>
    </div>`;
  }

  #header() {
    return html`<header><h1>${t('front.title')}</h1><p>${t('front.lead')}</p></header>`;
  }

  #featured(draft: Draft) {
    return html`<section class="panel" aria-labelledby="featured">
      <div class="head">
        <h2 id="featured">${t('front.featured')}</h2>
        <span class="muted small grow" data-test="featured-count">${t('front.featured_count', { n: draft.items.length, most: MOST })}</span>
        ${draft.dirty
          ? html`<button class="plain" @click=${() => this.#set(this.theirs ?? draft.reset())} data-test="front-discard">${t('front.discard')}</button>
              <button class="primary" ?disabled=${this.saving} @click=${() => void this.#save()} data-test="front-save">${t('front.save')}<kbd>S</kbd></button>`
          : nothing}
      </div>
      <div role="status">
        ${this.theirs
          ? html`<p class="notice warn" data-test="front-news">
              ${icon('warning')}<span class="grow">${t('front.conflict_news')}</span><button @click=${() => (this.comparing = true)}>${t('front.look')}</button>
            </p>`
          : draft.dirty
            ? html`<p class="notice" data-test="front-unsaved">${icon('info')}<span>${t('front.unsaved')}</span></p>`
            : nothing}
      </div>
      <lr-front-list
        .items=${draft.items}
        .steps=${draft.steps}
        @lr-order=${(event: CustomEvent<{ from: number; to: number }>) => this.#change((it) => it.moved(event.detail.from, event.detail.to))}
        @lr-remove=${(event: CustomEvent<string>) => this.#change((it) => it.without(event.detail))}
        @lr-publish=${this.#published}
      ></lr-front-list>
    </section>`;
  }
}
