import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { session } from '../../lib/session.js';
import type { Replay } from '../../lib/types.js';
import { base } from '../../style/base.js';
import { icon } from '../../widgets/icon.js';
import './delete.js';
import './files.js';
import './history.js';
import './join.js';

const TABS = ['files', 'history'] as const;
type Tab = (typeof TABS)[number];

/** What a replay is made of and what people did to it. Fires `lr-at` with a moment, `lr-joined`, `lr-undo` and `lr-delete`. */
@customElement('lr-replay-below')
export class ReplayBelow extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        margin-top: var(--s4);
      }
      .tabs {
        display: flex;
        gap: var(--s1);
        padding: 0 var(--s3);
        border-bottom: 1px solid var(--line);
      }
      .tabs button {
        border: 0;
        border-bottom: 2px solid transparent;
        border-radius: 0;
        background: none;
      }
      .tabs button[aria-selected='true'] {
        border-bottom-color: var(--accent);
        color: var(--accent);
      }
      .delete {
        padding: var(--s3) var(--s4);
        border-top: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) replay!: Replay;
  @property({ type: Boolean }) busy = false;
  @state() private tab: Tab = 'files';
  @state() private deleting = false;

  override render() {
    const { replay, busy } = this;
    return html`<section class="panel">
        <div class="tabs" role="tablist" aria-label=${t('replay.more')} @keydown=${this.#key}>
          ${TABS.map(
            (tab) => html`<button role="tab" id=${tab} aria-selected=${this.tab === tab} aria-controls="panel" tabindex=${this.tab === tab ? 0 : -1} data-test="tab-${tab}" @click=${() => (this.tab = tab)}>
              ${t(`replay.${tab}`)}
            </button>`,
          )}
        </div>
        <div id="panel" role="tabpanel" aria-labelledby=${this.tab}>
          ${this.tab === 'history'
            ? html`<lr-replay-history .replay=${replay} .busy=${busy}></lr-replay-history>`
            : html`<lr-replay-join .replay=${replay}></lr-replay-join><lr-replay-files .replay=${replay}></lr-replay-files>${session.admin ? this.#delete() : nothing}`}
        </div>
      </section>
      ${this.deleting
        ? html`<lr-replay-delete .replay=${replay} .busy=${busy} @lr-delete=${() => (this.deleting = false)} @lr-close=${() => (this.deleting = false)}></lr-replay-delete>`
        : nothing}`;
  }

  #delete() {
    const live = this.replay.state === 'live';
    return html`<div class="delete row">
      <button class="danger" ?disabled=${this.busy || live} data-test="delete" @click=${() => (this.deleting = true)}>${icon('trash')}${t('replay.delete')}</button>
      <span class="muted small">${t(live ? 'errors.still_live' : 'replay.deleteHint')}</span>
    </div>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.tab = TABS[(TABS.indexOf(this.tab) + 1) % TABS.length]!;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
}
