import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../i18n/index.js';
import { get } from '../lib/api.js';
import { details, pins, summary } from '../lib/changes.js';
import type { News } from '../lib/news.js';
import { Screen } from '../lib/screen.js';
import { session } from '../lib/session.js';
import { timeOf, timeText } from '../lib/time.js';
import { go, paths } from '../router.js';
import { base } from '../style/base.js';
import { icon } from '../widgets/icon.js';
import { empty, failed, loading } from '../widgets/states.js';
import { toast, toastProblem } from '../widgets/toast.js';
import { takeBack, type Entry } from './log/undo.js';

interface LogPage {
  changes: Entry[];
  next_cursor: string | null;
}

const PAGE = 50;
/** Who changes at a set time, where no curator did. */
const SCHEDULE = 'schedule';

/** Who did what, newest first, with undo. */
@customElement('lr-log')
export class LogScreen extends Screen {
  static override styles = [
    base,
    css`
      .page {
        max-width: 960px;
      }
      h2 {
        margin: var(--s5) 0 var(--s2);
        color: var(--muted);
        font-size: 13px;
      }
      li {
        display: grid;
        grid-template-columns: 76px 112px minmax(0, 1fr) auto;
        gap: var(--s3);
        align-items: start;
        padding: 10px var(--s4);
        border-bottom: 1px solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .what {
        display: flex;
        flex-direction: column;
        gap: 2px;
        min-width: 0;
      }
      .what a {
        font-weight: 500;
      }
      li > button {
        margin: -6px calc(-1 * var(--s2)) -6px 0;
      }
      del {
        color: var(--muted);
      }
      ins {
        text-decoration: none;
      }
      .page > .more {
        display: flex;
        justify-content: center;
        padding: var(--s4);
      }
      @media (max-width: 720px) {
        .intro {
          visibility: hidden;
          height: 0;
        }
        li {
          grid-template-columns: auto 1fr auto;
          gap: 2px var(--s3);
          padding: 10px var(--s3);
        }
        .what {
          grid-column: 1 / -1;
          grid-row: 2;
        }
      }
    `,
  ];

  @state() private entries: Entry[] | null = null;
  @state() private error: unknown = null;
  @state() private cursor: string | null = null;
  @state() private busy = new Set<Entry>();
  @state() private loadingMore = false;
  readonly #names = new Set<string>();
  #shown: string | null = null;

  get #by(): string {
    return this.route.query.get('by') ?? '';
  }

  override willUpdate(): void {
    // Another filter is another list.
    if (this.#shown === this.#by) return;
    this.#shown = this.#by;
    this.entries = null;
    void this.#load();
  }

  protected override told(items: News[]): void {
    if (items.some((it) => it.kind === 'changed')) void this.#refresh();
  }

  async #load(): Promise<void> {
    const by = this.#by;
    this.error = null;
    try {
      const page = await this.#page(null);
      if (by !== this.#by) return;
      this.entries = page.changes;
      this.cursor = page.next_cursor;
    } catch (error) {
      this.error = error;
    }
  }

  async #more(): Promise<void> {
    if (this.loadingMore) return;
    this.loadingMore = true;
    try {
      const page = await this.#page(this.cursor);
      this.entries = merged(this.entries ?? [], page.changes);
      this.cursor = page.next_cursor;
    } catch (error) {
      toastProblem(error, '', () => void this.#more());
    } finally {
      this.loadingMore = false;
    }
  }

  /** Puts what is new at the top; what is shown stays where it is. */
  async #refresh(): Promise<void> {
    const by = this.#by;
    const page = await this.#page(null).catch(() => null);
    if (page && by === this.#by && this.entries) this.entries = merged(page.changes, this.entries);
  }

  async #page(cursor: string | null): Promise<LogPage> {
    const page = await get<LogPage>('/history', { limit: PAGE, by: this.#by, cursor });
    for (const { by } of page.changes) this.#names.add(by);
    return page;
  }

  override render() {
    return html`<div class="page">
      <header>
        <h1>${t('log.title')}</h1>
        <span class="intro muted grow">${t('log.intro')}</span>
        <label class="row"><span class="muted">${t('log.who')}</span>${this.#people()}</label>
      </header>
      ${this.error ? failed(this.error, () => void this.#load()) : this.entries === null ? loading(8) : this.#days(this.entries)}
    </div>`;
  }

  #people() {
    const others = [...this.#names, this.#by].filter((it) => it !== '' && it !== session.name && it !== SCHEDULE);
    const option = (value: string, label: string) => html`<option value=${value} ?selected=${value === this.#by}>${label}</option>`;
    return html`<select .value=${live(this.#by)} @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)} data-test="log-by">
      ${option('', t('log.everybody'))} ${option(session.name, t('log.me', { name: session.name }))}
      ${[...new Set(others)].sort().map((name) => option(name, name))} ${option(SCHEDULE, t('log.schedule'))}
    </select>`;
  }

  #choose(by: string): void {
    go(by ? `${paths.log()}?${new URLSearchParams({ by })}` : paths.log(), true);
  }

  #days(entries: Entry[]) {
    if (entries.length === 0) return empty('log', t('log.emptyTitle'), this.#by ? t('log.emptyBy', { name: this.#by }) : t('log.emptyText'));
    const days = new Map<string, Entry[]>();
    for (const entry of entries) {
      const day = timeText(entry.at, 'day');
      days.set(day, [...(days.get(day) ?? []), entry]);
    }
    const newest = new Set<Entry>();
    const seen = new Set<string>();
    for (const entry of entries) {
      if (!seen.has(entry.replay.id)) newest.add(entry);
      seen.add(entry.replay.id);
    }
    return html`${[...days].map(([day, some]) => html`<h2>${day}</h2>
        <ul class="panel" aria-label=${t('log.entries', { day })}>
          ${repeat(some, key, (it) => this.#entry(it, newest.has(it)))}
        </ul>`)}
      ${this.cursor ? html`<div class="more"><button ?disabled=${this.loadingMore} @click=${() => void this.#more()} data-test="log-more">${t('app.loadMore')}</button></div>` : nothing}`;
  }

  #entry(it: Entry, newest: boolean) {
    const { replay } = it;
    const what = summary(it);
    return html`<li data-test="log-entry" data-id=${replay.id}>
      <span class="muted">${timeOf(it.at, 'clock')}</span>
      <span class="cut" title=${it.by}>${it.by === SCHEDULE ? html`<span class="muted">${t('log.schedule')}</span>` : it.by}</span>
      <div class="what">
        <span class="wrap">${what} ${replay.title === null ? html`<span class="muted">${t('log.untitled')}</span>` : html`<a href=${paths.replay(replay.id)}>${replay.title}</a>`}</span>
        ${details(it).map(({ name, from, to }) => html`<span class="small wrap"><span class="muted">${name}:</span> <del>${from}</del> <span class="muted" role="img" aria-label=${t('log.arrow')}>→</span> <ins>${to}</ins></span>`)}
        ${pins(it).map((text) => html`<span class="small">${text}</span>`)}
      </div>
      ${newest && it.action !== 'undo' && replay.title !== null
        ? html`<button class="plain" ?disabled=${this.busy.has(it)} title=${t('log.undoOf', { what: `${what} ${replay.title}` })} @click=${() => void this.#undo(it)} data-test="log-undo">${icon('undo')}${t('app.undo')}</button>`
        : nothing}
    </li>`;
  }

  async #undo(entry: Entry): Promise<void> {
    const what = `${summary(entry)} ${entry.replay.title ?? ''}`;
    this.busy = new Set(this.busy).add(entry);
    try {
      if (await takeBack(entry)) toast({ text: t('log.undone', { what }), tone: 'good' });
      else toast({ text: t('log.movedOn'), tone: 'bad', action: { label: t('log.openReplay'), run: () => go(paths.replay(entry.replay.id)) } });
      await this.#refresh();
    } catch (error) {
      toastProblem(error, what, () => void this.#undo(entry));
    } finally {
      this.busy = new Set([...this.busy].filter((it) => it !== entry));
    }
  }
}

function key(entry: Entry): string {
  return `${entry.replay.id} ${entry.version}`;
}

function merged(first: Entry[], then: Entry[]): Entry[] {
  const known = new Set(first.map(key));
  return [...first, ...then.filter((it) => !known.has(key(it)))];
}

