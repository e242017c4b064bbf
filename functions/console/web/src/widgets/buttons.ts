import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { LrElement } from '../lib/element.js';
import { base } from '../style/base.js';

/** Cancel and confirm, where no other element brings the shared styles. Fires `lr-choose` with true or false. */
@customElement('lr-buttons')
export class Buttons extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        gap: var(--s2);
      }
    `,
  ];

  @property() confirm = '';
  @property({ type: Boolean }) danger = false;

  override render() {
    return html`<button @click=${() => this.emit('lr-choose', false)} data-test="cancel">${t('app.cancel')}</button>
      <button class=${this.danger ? 'danger' : 'primary'} @click=${() => this.emit('lr-choose', true)} data-test="confirm">${this.confirm}</button>`;
  }
}
