import { html, nothing, svg, type TemplateResult } from 'lit';
import type { CountedHour } from '../../../client/index.js';
import { number, t } from '../../i18n/index.js';
import { length } from '../../lib/length.js';
import { timeText, toIso } from '../../lib/time.js';
import { foundBy, listedBy, type Column } from './hours.js';

const HEIGHT = 56;
/** The width of an hour, and of its column in it. */
const STEP = 10;
const WIDE = 7;
/** What was counted is seen, however little it is. */
const LEAST = 2;
const HOUR_MS = 3_600_000;

/** How many lost events were found in each hour. */
export function foundChart(hours: readonly CountedHour[]): TemplateResult {
  const { most, some, columns } = foundBy(hours);
  const label = t('health.found_chart', { since: since(hours), n: some, most: number(most) });
  const say = (hour: CountedHour): string => number(hour.lost_and_found);
  return chart(label, columns, say, html`<span>${t('health.chart_most', { most: number(most) })}</span>`);
}

/** How long it took in each hour until broadcasts were listed. */
export function listedChart(hours: readonly CountedHour[]): TemplateResult {
  const { p50, p99, columns } = listedBy(hours);
  const words = (half: number, most: number): string => t('health.listed_column', { p50: length(half), p99: length(most) });
  const label = t('health.listed_chart', { since: since(hours), times: p50 === null || p99 === null ? t('health.listed_none') : words(p50, p99) });
  const say = ({ end_to_listed: { broadcasts, p50: half, p99: most } }: CountedHour): string =>
    half === null || most === null ? t('health.listed_none') : t('health.listed_hour', { n: broadcasts, times: words(half, most) });
  const legend = html`<span class="legend"><i class="half"></i>${t('health.chart_half')}</span><span class="legend"><i class="most"></i>${t('health.chart_99')}</span>`;
  return chart(label, columns, say, html`${legend}${p99 === null ? nothing : html`<span>${t('health.chart_most', { most: length(p99) })}</span>`}`);
}

const since = (hours: readonly CountedHour[]): string => timeText(hours[0]?.from ?? '');

/** A column for each hour; a pointer on one is told what it says. */
function chart(label: string, columns: readonly Column[], say: (hour: CountedHour) => string, caption: TemplateResult): TemplateResult {
  return html`<figure>
    <svg role="img" aria-label=${label} viewBox="0 0 ${STEP * columns.length} ${HEIGHT}" preserveAspectRatio="none">
      ${columns.map((column, place) => {
        const { from } = column.hour;
        const to = timeText(toIso(new Date(Date.parse(from) + HOUR_MS)));
        return svg`<g><title>${t('health.chart_hour', { from: timeText(from), to, what: say(column.hour) })}</title>${drawn(column, place * STEP)}</g>`;
      })}
    </svg>
    <figcaption class="small muted"><span class="grow">${t('health.chart_since', { time: since(columns.map(({ hour }) => hour)) })}</span>${caption}</figcaption>
  </figure>`;
}

function drawn({ height, upTo }: Column, x: number) {
  const left = x + (STEP - WIDE) / 2;
  const all = svg`<rect class="hour" x=${x} y="0" width=${STEP} height=${HEIGHT}></rect>`;
  if (height === null) return svg`${all}<rect class="nothing" x=${left} y=${HEIGHT - 1} width=${WIDE} height="1"></rect>`;
  const high = (part: number): number => Math.max(LEAST, Math.round(HEIGHT * part));
  const rect = (name: string, top: number, tall: number) => svg`<rect class=${name} x=${left} y=${HEIGHT - top} width=${WIDE} height=${tall}></rect>`;
  const above = high(upTo) > high(height) ? svg`${rect('soft', high(upTo), high(upTo))}${rect('edge', high(upTo), 2)}` : nothing;
  return svg`${all}${above}${rect('full', high(height), high(height))}`;
}
