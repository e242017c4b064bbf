import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { Screen } from '../lib/screen.js';

@customElement('lr-replay')
export class ReplayScreen extends Screen {
  override render() {
    return html`<div class="page"><header><h1>${t('replay.title')}</h1></header></div>`;
  }
}
