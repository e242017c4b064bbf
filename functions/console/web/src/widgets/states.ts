import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/index.js';
import { Problem } from '../lib/problem.js';
import { icon, type IconName } from './icon.js';

/** Nothing here, and what that means. */
export function empty(picture: IconName, title: string, text: unknown = nothing, action: unknown = nothing): TemplateResult {
  return html`<div class="state" data-test="empty">
    ${icon(picture)}
    <h2>${title}</h2>
    <p>${text}</p>
    ${action === nothing ? nothing : html`<div class="row">${action}</div>`}
  </div>`;
}

/** It could not be loaded: why, and what to do. */
export function failed(error: unknown, retry?: () => void): TemplateResult {
  const problem = Problem.from(error);
  return html`<div class="state" role="alert" data-test="error">
    ${icon('warning')}
    <h2>${t('errors.title')}</h2>
    <p class="wrap">${problem.text}</p>
    ${retry ? html`<div class="row"><button @click=${retry} data-test="retry">${icon('refresh')}${t('app.retry')}</button></div>` : nothing}
  </div>`;
}

/** Lines where content will be. */
export function loading(lines = 3): TemplateResult {
  return html`<div class="stack" role="status" aria-label=${t('app.loading')}>
    ${Array.from({ length: lines }, () => html`<div class="skeleton"></div>`)}
  </div>`;
}

export function spinner(): TemplateResult {
  return html`<span class="spinner" role="status" aria-label=${t('app.loading')}></span>`;
}

/** How far something is, from 0 to 1; null while nobody knows. */
export function progress(value: number | null, label: string): TemplateResult {
  return value === null
    ? html`<progress aria-label=${label}></progress>`
    : html`<progress max="1" .value=${value} aria-label=${label}></progress>`;
}
