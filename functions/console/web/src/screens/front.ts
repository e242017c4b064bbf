import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { Screen } from '../lib/screen.js';

@customElement('lr-front')
export class FrontScreen extends Screen {
  override render() {
    return html`<div class="page"><header><h1>${t('front.title')}</h1></header></div>`;
  }
}
