import { html, svg, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';
import { timeText, toIso } from '../../lib/time.js';
import type { Reading } from './readings.js';

type Point = { at: number; value: number };

const WIDTH = 300;
const HEIGHT = 44;
/** Readings further apart than this are not joined by a line: nobody looked. */
const APART = 300;

/** What a number was, as far as this browser has read it: a line for each stretch of readings. */
export function chart(name: string, readings: readonly Reading[], of: (reading: Reading) => number | null, say: (value: number) => string): TemplateResult {
  const points = readings.flatMap((one): Point[] => {
    const value = of(one);
    return value === null || value === undefined ? [] : [{ at: one.at, value }];
  });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return html`<p class="small muted chart-wait">${t('health.chart_wait')}</p>`;
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const since = timeText(toIso(new Date(first.at * 1000)));
  const label = t('health.chart_of', { what: name, now: say(last.value), least: say(least), most: say(most), since });
  const x = (at: number): number => (WIDTH * (at - first.at)) / Math.max(1, last.at - first.at);
  const y = (value: number): number => (most === 0 ? HEIGHT : HEIGHT - (HEIGHT * value) / most);
  const line = (stretch: Point[]): string => stretch.map(({ at, value }, place) => `${place === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return html`<figure>
    <svg role="img" aria-label=${label} viewBox="0 -2 ${WIDTH} ${HEIGHT + 4}" preserveAspectRatio="none">
      ${stretches(points).map((stretch) => {
        const [from, to] = [stretch[0], stretch.at(-1)];
        if (!from || !to) return '';
        return svg`<path class="area" d="${line(stretch)}L${x(to.at).toFixed(1)} ${HEIGHT}L${x(from.at).toFixed(1)} ${HEIGHT}Z"></path><path class="line" d=${line(stretch)}></path>`;
      })}
    </svg>
    <figcaption class="small muted"><span>${t('health.chart_since', { time: since })}</span><span>${t('health.chart_most', { most: say(most) })}</span></figcaption>
  </figure>`;
}

function stretches(points: readonly Point[]): Point[][] {
  const result: Point[][] = [];
  let before: Point | undefined;
  for (const point of points) {
    const current = result.at(-1);
    if (current && before && point.at - before.at <= APART) current.push(point);
    else result.push([point]);
    before = point;
  }
  return result;
}
