import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { Screen } from '../lib/screen.js';

@customElement('lr-health')
export class HealthScreen extends Screen {
  override render() {
    return html`<div class="page"><header><h1>${t('health.title')}</h1></header></div>`;
  }
}
