import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { Screen } from '../lib/screen.js';

@customElement('lr-quarantine')
export class QuarantineScreen extends Screen {
  override render() {
    return html`<div class="page"><header><h1>${t('quarantine.title')}</h1></header></div>`;
  }
}
