// What the shapes of a timeline mean. Only those that are there.
import { html, svg, type TemplateResult } from 'lit';
import { t } from '../i18n/index.js';
import type { TimelineData } from './data.js';
import { lookOf, type Look } from './marks.js';
import { pathsOf } from './paths.js';

const looks: Look[] = ['plays', 'spare', 'unconfirmed', 'duplicate', 'gone', 'empty'];

export function legend(data: TimelineData): TemplateResult {
  const there = new Set(data.lanes.flatMap((lane) => lane.parts.map((part) => lookOf(part, lane.lane))));
  const sample = (look: Look) => pathsOf([{ look, x: look === 'empty' ? 10 : 0, width: 22, index: 0, count: 1 }], 0, 14).map(({ d }) => svg`<path class="part ${look}" d=${d} />`);
  return html`<div class="legend" aria-label=${t('timeline.legend')} role="group">
    ${looks.filter((look) => there.has(look)).map((look) => html`<span><svg aria-hidden="true">${sample(look)}</svg>${t(`timeline.short_${look}`)}</span>`)}
    ${data.gaps.length > 0 ? html`<span><svg aria-hidden="true"><rect class="gap" x="0" y="1" width="22" height="12" rx="2" /></svg>${t('timeline.short_gap')}</span>` : null}
  </div>`;
}
