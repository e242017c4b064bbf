import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import type { Field } from '../lib/clash.js';
import { LrElement } from '../lib/element.js';
import type { Patch, Replay } from '../lib/types.js';
import { fieldName, fieldValue } from '../lib/words.js';
import { base } from '../style/base.js';
import './dialog.js';

/** A lost update: what the replay was, what somebody else made of it, and what one wanted. Fires `lr-choose`: true saves one's own, false keeps what is there; `lr-close` leaves it open. */
@customElement('lr-conflict')
export class ConflictDialog extends LrElement {
  static override styles = [
    base,
    css`
      table {
        margin-top: var(--s3);
      }
      th,
      td {
        vertical-align: baseline;
      }
      td {
        overflow-wrap: anywhere;
      }
      .now {
        background: var(--warn-soft);
      }
      .mine {
        background: var(--accent-soft);
      }
    `,
  ];

  @property({ attribute: false }) seen!: Replay;
  @property({ attribute: false }) now!: Replay;
  @property({ attribute: false }) patch: Patch = {};
  /** What somebody else changed. */
  @property({ attribute: false }) fields: readonly Field[] = [];

  override render() {
    const rows = [...new Set<string>([...this.fields, ...Object.keys(this.patch)])];
    const cell = (field: string, of: object): string => (field in of ? fieldValue(field, (of as Record<string, unknown>)[field]) : '–');
    return html`<lr-dialog heading=${t('app.lost')} open wide data-test="conflict">
      <p><b class="wrap">${this.now.title}</b></p>
      <p>${t('app.lostText', { who: this.now.reviewed?.by ?? t('app.somebody') })}</p>
      <table>
        <thead><tr><th scope="col">${t('app.field')}</th><th scope="col">${t('app.before')}</th><th scope="col">${t('app.theirs')}</th><th scope="col">${t('app.yours')}</th></tr></thead>
        <tbody>
          ${rows.map((field) => html`<tr>
            <th scope="row">${fieldName(field)}</th>
            <td>${cell(field, this.seen)}</td>
            <td class=${this.fields.includes(field as Field) ? 'now' : ''}>${cell(field, this.now)}</td>
            <td class=${field in this.patch ? 'mine' : ''}>${cell(field, this.patch)}</td>
          </tr>`)}
        </tbody>
      </table>
      <div slot="actions" class="row">
        <button @click=${() => this.emit('lr-choose', false)} data-test="keep-theirs">${t('app.keepTheirs')}</button>
        <button class="primary" @click=${() => this.emit('lr-choose', true)} data-test="save-mine">${t('app.saveMine')}</button>
      </div>
    </lr-dialog>`;
  }
}
