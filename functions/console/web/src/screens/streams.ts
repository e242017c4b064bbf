import { css, html } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import type { Command } from '../lib/keys.js';
import type { News } from '../lib/news.js';
import { Screen } from '../lib/screen.js';
import { base } from '../style/base.js';
import { lead } from '../style/lead.js';
import { empty } from '../widgets/states.js';
import './streams/list.js';
import type { StreamList } from './streams/list.js';
import './streams/stream.js';
import type { StreamDetail } from './streams/stream.js';

/** All streams, and one of them beside the list; on a phone, one after the other. */
@customElement('lr-streams')
export class StreamsScreen extends Screen {
  static override styles = [
    base,
    lead,
    css`
      .two {
        display: grid;
        grid-template-columns: 280px minmax(0, 1fr);
        gap: var(--s4);
        align-items: start;
      }
      lr-stream-list {
        position: sticky;
        top: var(--s4);
      }
      @media (max-width: 860px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
        lr-stream-list {
          position: static;
        }
        .two.one lr-stream-list,
        .page > header.one-header,
        .two:not(.one) .choose {
          display: none;
        }
      }
    `,
  ];

  @query('lr-stream-list') private list?: StreamList;
  @query('lr-stream') private detail?: StreamDetail;

  protected override commands(): Command[] {
    const chosen = () => this.route.params.stream_id !== undefined;
    return [
      { keys: '/', label: 'streams.key_search', run: () => this.list?.focusSearch() },
      { keys: ['j', 'ArrowDown'], label: 'streams.key_next', run: () => this.list?.step(1) },
      { keys: ['k', 'ArrowUp'], label: 'streams.key_previous', run: () => this.list?.step(-1) },
      { keys: 'g', label: 'streams.key_regroup', when: chosen, run: () => this.detail?.openRules() },
      { keys: '[', label: 'streams.key_less', when: chosen, run: () => this.detail?.changeGap(-1) },
      { keys: ']', label: 'streams.key_more', when: chosen, run: () => this.detail?.changeGap(1) },
    ];
  }

  protected override told = (items: News[]): void => {
    this.detail?.told(items);
    this.list?.told();
  };

  override render() {
    const { params, query: parameters } = this.route;
    const name = params.stream_id;
    return html`<div class="page">
      <header class=${name === undefined ? '' : 'one-header'}><h1>${t('streams.title')}</h1><p>${t('streams.lead')}</p></header>
      <div class="two ${name === undefined ? '' : 'one'}">
        <lr-stream-list .chosen=${name ?? null} .domain=${parameters.get('domain')}></lr-stream-list>
        ${name === undefined
          ? html`<div class="choose">${empty('streams', t('streams.choose'))}</div>`
          : html`<lr-stream .name=${name} .domain=${parameters.get('domain')} .app=${parameters.get('app')}></lr-stream>`}
      </div>
    </div>`;
  }
}
