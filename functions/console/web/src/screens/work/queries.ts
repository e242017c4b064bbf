import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Query, QueryPage } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { call, get, piece, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { base } from '../../style/base.js';
import { ask } from '../../widgets/ask.js';
import { empty, failed, loading } from '../../widgets/states.js';
import { toast, toastProblem } from '../../widgets/toast.js';
import { queriesStyle } from './queries.style.js';
import { queryRow } from './query-row.js';
import { shared, troubleBlock } from './trouble-block.js';
import { Repeated } from '../../lib/repeated.js';
import { titlesOf } from './titles.js';

const KINDS = ['backfill', 'join', 'broadcast', 'sweep'] as const;
type Kind = (typeof KINDS)[number];

const LIMIT = 50;
/** While a person waits for something to move, and while nothing but the usual goes on. */
const MOVING_MS = 3_000;
const QUIET_MS = 12_000;

/** The queries to VOD, whose progress moves by itself. */
@customElement('lr-work-queries')
export class WorkQueries extends LrElement {
  static override styles = [base, queriesStyle];

  @state() private kind: Kind | null = null;
  /** The first page, which is read again and again, and what follows it. */
  @state() private first: Query[] | null = null;
  @state() private rest: Query[] = [];
  @state() private cursor: string | null = null;
  @state() private problem: unknown = null;
  @state() private titles: ReadonlyMap<string, string> = new Map();
  readonly #repeated = new Repeated(() => this.refresh(), () => (this.#isMoving ? MOVING_MS : QUIET_MS));

  override connectedCallback(): void {
    super.connectedCallback();
    this.#repeated.start();
    this.hold(() => this.#repeated.stop());
  }

  get #isMoving(): boolean {
    return (this.first ?? []).some(({ state, kind }) => state === 'active' && (kind === 'backfill' || kind === 'join'));
  }

  /** Reads the list again; `added` is shown at once. */
  async refresh(added?: Query): Promise<void> {
    if (added && this.first) this.first = [added, ...this.first.filter((one) => one.id !== added.id)];
    const { kind } = this;
    try {
      const page = await get<QueryPage>('/queries', { kind, limit: LIMIT });
      if (kind !== this.kind) return;
      this.first = page.queries;
      if (this.rest.length === 0) this.cursor = page.next_cursor;
      this.rest = this.rest.filter(({ id }) => !page.queries.some((one) => one.id === id));
      this.problem = null;
      this.titles = await titlesOf(page.queries);
    } catch (error) {
      this.problem = error;
    }
  }

  #choose(kind: Kind | null): void {
    this.kind = kind;
    this.first = null;
    this.rest = [];
    this.cursor = null;
    void this.refresh();
  }

  async #more(): Promise<void> {
    try {
      const page = await get<QueryPage>('/queries', { kind: this.kind, limit: LIMIT, cursor: this.cursor });
      this.rest = [...this.rest, ...page.queries];
      this.cursor = page.next_cursor;
      this.titles = await titlesOf(page.queries);
    } catch (error) {
      toastProblem(error, '', () => void this.#more());
    }
  }

  #cancel = async (query: Query): Promise<void> => {
    const what = t(`work.kind_${query.kind}`);
    const text = t(query.kind === 'join' ? 'work.cancel_join' : 'work.cancel_backfill');
    if (!(await ask({ heading: t('work.cancel_title', { what }), text, confirm: t('work.cancel_do'), danger: true }))) return;
    try {
      await call('DELETE', `/queries/${piece(query.id)}`);
      toast(t('work.cancelled'));
    } catch (error) {
      if (Problem.from(error).code === 'not_cancellable') toast({ text: t('work.too_late'), tone: 'bad' });
      else toastProblem(error);
    }
    void this.refresh();
  };

  override render() {
    const tab = (kind: Kind | null) => html`<button class="plain" aria-pressed=${this.kind === kind} title=${kind ? t(`work.means_${kind}`) : nothing} @click=${() => this.#choose(kind)} data-test="kind-${kind ?? 'all'}">
      ${kind ? t(`work.kinds_${kind}`) : t('work.kind_all')}
    </button>`;
    return html`<section class="panel" aria-labelledby="queries">
      <div class="head">
        <h2 id="queries" class="grow">${t('work.queries')}</h2>
        <div class="row" role="group" aria-label=${t('work.filter')}>${[null, ...KINDS].map(tab)}</div>
      </div>
      ${this.kind ? html`<p class="small muted lead">${t(`work.means_${this.kind}`)}</p>` : nothing} ${this.#list()}
    </section>`;
  }

  #list() {
    if (this.first === null) return this.problem ? failed(this.problem, () => void this.refresh()) : html`<div class="lead">${loading(4)}</div>`;
    const all = [...this.first, ...this.rest];
    if (all.length === 0) return empty('work', this.kind ? t('work.none_kind') : t('work.none'));
    const same = shared(all.flatMap((query) => query.last_error ?? []));
    return html`${[...same.values()].map(({ text, n }) => html`<div class="lead">${troubleBlock(text, n)}</div>`)}
      ${this.problem ? html`<p class="lead bad" role="alert">${Problem.from(this.problem).text}</p>` : nothing}
      <ul>
        ${repeat(all, (query) => query.id, (query) => queryRow(query, this.titles.get(query.replay_id ?? query.id), same, this.#cancel))}
      </ul>
      ${this.cursor === null ? nothing : html`<div class="lead"><button class="plain" @click=${() => void this.#more()}>${t('work.more')}</button></div>`}`;
  }
}
