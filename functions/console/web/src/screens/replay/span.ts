import { html, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';
import { timeOf, timeText } from '../../lib/time.js';

/** From when to when, with the day only once; UTC on hover. */
export function spanOf(from: string, to: string | null): TemplateResult {
  if (to === null) return html`${timeOf(from)} – ${t('app.live')}`;
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  const end = sameDay ? timeText(to, 'clock').slice(0, 5) : timeText(to, 'short');
  return html`${timeOf(from)} – <time datetime=${to} title=${t('app.utc', { time: to.replace('T', ' ').replace('Z', '') })}>${end}</time>`;
}
