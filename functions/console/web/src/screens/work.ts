import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Query } from '../../client/index.js';
import { t } from '../i18n/index.js';
import type { Command } from '../lib/keys.js';
import type { News } from '../lib/news.js';
import { Screen } from '../lib/screen.js';
import { session } from '../lib/session.js';
import { base } from '../style/base.js';
import { lead } from '../style/lead.js';
import { icon } from '../widgets/icon.js';
import { toast } from '../widgets/toast.js';
import './work/backfill.js';
import './work/queries.js';
import type { WorkQueries } from './work/queries.js';
import './work/record.js';
import './work/tasks.js';
import type { WorkTasks } from './work/tasks.js';

/** What is asked of Tencent: queries to VOD, and recordings on demand. */
@customElement('lr-work')
export class WorkScreen extends Screen {
  static override styles = [
    base,
    lead,
    css`
      .page > .stack {
        gap: var(--s4);
      }
    `,
  ];

  @state() private dialog: 'backfill' | 'record' | null = null;
  @query('lr-work-queries') private queries?: WorkQueries;
  @query('lr-work-tasks') private tasks?: WorkTasks;

  protected override commands(): Command[] {
    const may = () => session.admin;
    return [
      { keys: 'b', label: 'work.key_backfill', when: may, run: () => (this.dialog = 'backfill') },
      { keys: 'r', label: 'work.key_record', when: may, run: () => (this.dialog = 'record') },
    ];
  }

  protected override told = (items: News[]): void => {
    if (items.some((item) => item.kind === 'query.finished')) void this.queries?.refresh();
  };

  #started(event: CustomEvent<Query>): void {
    this.dialog = null;
    toast({ text: t('work.started'), tone: 'good' });
    void this.queries?.refresh(event.detail);
  }

  override render() {
    const close = () => (this.dialog = null);
    return html`<div class="page">
      <header>
        <h1>${t('work.title')}</h1>
        <p>${t('work.lead')}</p>
        ${session.admin ? nothing : html`<span class="small muted">${t('work.admins_start')}</span>`} ${this.#button('backfill', 'plus')} ${this.#button('record', 'record')}
      </header>
      <div class="stack">
        <lr-work-queries></lr-work-queries>
        <lr-work-tasks></lr-work-tasks>
      </div>
      ${this.dialog === 'backfill' ? html`<lr-work-backfill @lr-close=${close} @lr-started=${this.#started}></lr-work-backfill>` : nothing}
      ${this.dialog === 'record' ? html`<lr-work-record @lr-close=${close} @lr-recording=${() => (close(), void this.tasks?.refresh())}></lr-work-record>` : nothing}
    </div>`;
  }

  #button(dialog: 'backfill' | 'record', picture: 'plus' | 'record') {
    return html`<button ?disabled=${!session.admin} title=${session.admin ? nothing : t('work.admins')} @click=${() => (this.dialog = dialog)} data-test="work-${dialog}">
      ${icon(picture)}${t(dialog === 'backfill' ? 'work.new_backfill' : 'work.new_task')}
    </button>`;
  }
}
