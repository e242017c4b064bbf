import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../i18n/index.js';
import { call, get, Problem } from '../lib/api.js';
import type { Command } from '../lib/keys.js';
import type { News } from '../lib/news.js';
import { Screen } from '../lib/screen.js';
import { session } from '../lib/session.js';
import { base } from '../style/base.js';
import { lead } from '../style/lead.js';
import { ask } from '../widgets/ask.js';
import { icon } from '../widgets/icon.js';
import { empty, failed, loading } from '../widgets/states.js';
import { toast, toastProblem } from '../widgets/toast.js';
import './quarantine/event.js';
import type { QuarantinedEvent } from './quarantine/event.js';
import { clear, counted, type Count, type Event as Held, type Page, type Reason, REASONS, retry } from './quarantine/reasons.js';
import { quarantineStyle } from './quarantine/style.js';

const LIMIT = 20;

/** What the API says of it, without what the page says itself. */
const still = (why: unknown): string =>
  t('quarantine.still', { why: Problem.from(why).detail.replace(/^the event still can't be used: /, '') });

/** Events that can't be used yet, by reason, with what to do about each. */
@customElement('lr-quarantine')
export class QuarantineScreen extends Screen {
  static override styles = [base, lead, quarantineStyle];

  @state() private reason: Reason | null = null;
  @state() private counts: ReadonlyMap<Reason, Count> = new Map();
  @state() private events: Held[] | null = null;
  @state() private cursor: string | null = null;
  @state() private problem: unknown = null;
  /** What came of reading an event again, by its id. */
  @state() private answers: ReadonlyMap<string, string> = new Map();
  @state() private chosen: string | null = null;
  @state() private fresh = false;
  /** What is being done to many. */
  @state() private working = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override commands(): Command[] {
    const chosen = () => this.events?.find((event) => event.id === this.chosen);
    return [
      { keys: ['j', 'ArrowDown'], label: 'quarantine.key_next', run: () => this.#step(1) },
      { keys: ['k', 'ArrowUp'], label: 'quarantine.key_previous', run: () => this.#step(-1) },
      { keys: 'r', label: 'quarantine.key_retry', when: () => chosen() !== undefined, run: () => void this.#retry(chosen()) },
      { keys: ['Delete', 'x'], label: 'quarantine.key_discard', when: () => session.admin && chosen() !== undefined, run: () => void this.#discard(chosen()) },
    ];
  }

  protected override told = (items: News[]): void => {
    if (items.some((item) => item.kind === 'quarantine.added')) this.fresh = true;
  };

  async #load(): Promise<void> {
    const { reason } = this;
    this.problem = null;
    this.fresh = false;
    try {
      const [page, counts] = await Promise.all([get<Page>('/quarantine', { reason, limit: LIMIT }), counted()]);
      if (reason !== this.reason) return;
      this.events = page.events;
      this.cursor = page.next_cursor;
      this.counts = counts;
    } catch (error) {
      this.problem = error;
    }
  }

  async #more(): Promise<void> {
    try {
      const page = await get<Page>('/quarantine', { reason: this.reason, limit: LIMIT, cursor: this.cursor });
      this.events = [...(this.events ?? []), ...page.events];
      this.cursor = page.next_cursor;
    } catch (error) {
      toastProblem(error, '', () => void this.#more());
    }
  }

  #choose(reason: Reason | null): void {
    this.reason = reason;
    this.events = null;
    this.answers = new Map();
    this.chosen = null;
    void this.#load();
  }

  #step(by: number): void {
    const events = this.events ?? [];
    const at = events.findIndex((event) => event.id === this.chosen);
    const next = Math.min(events.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : events.length - 1) : at + by));
    this.#focus(events[next]?.id);
  }

  #focus(id: string | undefined): void {
    if (id === undefined) return;
    this.chosen = id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<QuarantinedEvent>(`[data-id="${id}"]`)?.take());
  }

  /** Takes an event off the list, and chooses the one that takes its place. */
  #gone(event: Held): void {
    const events = this.events ?? [];
    const at = events.indexOf(event);
    const next = events[at + 1] ?? events[at - 1];
    this.events = events.filter((other) => other !== event);
    const count = this.counts.get(event.code as Reason);
    if (count) this.counts = new Map(this.counts).set(event.code as Reason, { ...count, n: Math.max(0, count.n - 1) });
    if (this.chosen === event.id) this.#focus(next?.id);
    if (this.events.length === 0) void this.#load();
  }

  #retry = async (event: Held | undefined): Promise<void> => {
    if (!event) return;
    const { outcome, why } = await retry(event);
    if (outcome === 'failed') return toastProblem(why, '', () => void this.#retry(event));
    if (outcome === 'still') {
      this.answers = new Map(this.answers).set(event.id, still(why));
      return;
    }
    toast({ text: t(`quarantine.${outcome}`), tone: outcome === 'gone' ? 'info' : 'good' });
    this.#gone(event);
  };

  async #retryAll(): Promise<void> {
    const all = [...(this.events ?? [])];
    let kept = 0;
    for (const [at, event] of all.entries()) {
      this.working = t('quarantine.retrying', { n: at + 1, of: all.length });
      const { outcome, why } = await retry(event);
      if (outcome === 'failed') {
        toastProblem(why);
        break;
      }
      if (outcome === 'still') this.answers = new Map(this.answers).set(event.id, still(why));
      else kept += 1;
      if (outcome !== 'still') this.events = (this.events ?? []).filter((other) => other !== event);
    }
    this.working = '';
    toast({ text: t('quarantine.retried_all', { kept, of: all.length, left: all.length - kept }), tone: kept > 0 ? 'good' : 'info' });
    if (kept > 0) this.counts = await counted().catch(() => this.counts);
    if (this.events?.length === 0) void this.#load();
  }

  #discard = async (event: Held | undefined): Promise<void> => {
    if (!event) return;
    if (!(await ask({ heading: t('quarantine.discard_title'), text: t('quarantine.discard_lead'), confirm: t('quarantine.discard_do'), danger: true }))) return;
    try {
      await call('DELETE', `/quarantine/${event.id}`);
      toast(t('quarantine.discarded'));
    } catch (error) {
      if (Problem.from(error).status !== 404) return toastProblem(error, '', () => void this.#discard(event));
      toast(t('quarantine.gone'));
    }
    this.#gone(event);
  };

  async #discardAll(reason: Reason): Promise<void> {
    const { n = 0, more = false } = this.counts.get(reason) ?? {};
    const shown = more ? `${n}+` : n;
    const question = {
      heading: t('quarantine.discard_all_title', { reason: t(`quarantine.${reason}`) }),
      text: t('quarantine.discard_all_lead', { n: shown }),
      confirm: t('quarantine.discard_all_do', { n: shown }),
      danger: true,
    };
    if (!(await ask(question))) return;
    try {
      const deleted = await clear(reason, (so) => (this.working = t('quarantine.discarding', { n: so })));
      toast(t('quarantine.discarded_all', { n: deleted }));
    } catch (error) {
      toastProblem(error, '', () => void this.#discardAll(reason));
    } finally {
      this.working = '';
    }
    await this.#load();
  }

  override render() {
    return html`<div class="page">
      <header><h1>${t('quarantine.title')}</h1><p>${t('quarantine.lead')}</p></header>
      <div class="two">
        <nav class="panel reasons" aria-label=${t('quarantine.reasons')}>${[null, ...REASONS].map((reason) => this.#tab(reason))}</nav>
        <div class="stack">${this.reason ? this.#about(this.reason) : nothing} ${this.#bar()} ${this.#list()}</div>
      </div>
    </div>`;
  }

  #tab(reason: Reason | null) {
    const all = [...this.counts.values()];
    const count = reason === null ? { n: all.reduce((sum, { n }) => sum + n, 0), more: all.some(({ more }) => more) } : this.counts.get(reason);
    return html`<button class="plain" aria-pressed=${this.reason === reason} @click=${() => this.#choose(reason)} data-test="reason-${reason ?? 'all'}">
      <span class="grow">${reason ? t(`quarantine.${reason}`) : t('quarantine.all')}</span>
      ${count ? html`<span class="count ${count.n > 0 ? '' : 'muted'}">${count.n}${count.more ? '+' : ''}</span>` : nothing}
    </button>`;
  }

  #about(reason: Reason) {
    return html`<dl class="panel about">
      <dt>${t('quarantine.meaning')}</dt>
      <dd>${t(`quarantine.means_${reason}`)}</dd>
      <dt>${t('quarantine.todo')}</dt>
      <dd>${t(`quarantine.todo_${reason}`)}</dd>
    </dl>`;
  }

  #bar() {
    const { events, reason } = this;
    const busy = this.working !== '';
    const retryAll = html`<button ?disabled=${busy} @click=${() => void this.#retryAll()} data-test="retry-all">${icon('refresh')}${t('quarantine.retry_all', { n: events?.length ?? 0 })}</button>`;
    const discardAll = (one: Reason) => html`<button class="danger" ?disabled=${busy || !session.admin} title=${session.admin ? nothing : t('quarantine.admins')} @click=${() => void this.#discardAll(one)} data-test="discard-all">
      ${icon('trash')}${t('quarantine.discard_all')}
    </button>`;
    return html`<div class="row" role="status">
      ${events && events.length > 1 ? retryAll : nothing} ${reason && events && events.length > 0 ? discardAll(reason) : nothing}
      ${session.admin || !events?.length ? nothing : html`<span class="small muted">${t('quarantine.admins')}</span>`} ${this.working}
      ${this.fresh ? html`<span class="notice">${icon('info')}${t('quarantine.new_here')}<button class="plain" @click=${() => void this.#load()} data-test="show-new">${t('quarantine.show_new')}</button></span>` : nothing}
    </div>`;
  }

  #list() {
    const { events } = this;
    if (this.problem) return failed(this.problem, () => void this.#load());
    if (events === null) return loading(6);
    if (events.length === 0) return this.reason ? empty('quarantine', t('quarantine.none_reason')) : empty('quarantine', t('quarantine.none'), t('quarantine.none_how'));
    return html`<ul class="stack">
        ${repeat(events, (event) => event.id, (event) => html`<li>
          <lr-quarantine-event
            data-test="quarantined"
            data-id=${event.id}
            .event=${event}
            .answer=${this.answers.get(event.id) ?? ''}
            .chosen=${event.id === this.chosen}
            @focusin=${() => (this.chosen = event.id)}
            @lr-retry=${() => void this.#retry(event)}
            @lr-discard=${() => void this.#discard(event)}
          ></lr-quarantine-event>
        </li>`)}
      </ul>
      ${this.cursor === null ? nothing : html`<div><button class="plain" @click=${() => void this.#more()} data-test="quarantine-more">${t('quarantine.more')}</button></div>`}`;
  }
}
