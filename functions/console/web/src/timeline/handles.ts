// What can be moved on a timeline: the edges of the trim, and the playhead. Each is a slider for the keyboard.
import { svg, type SVGTemplateResult } from 'lit';
import { t } from '../i18n/index.js';
import type { Stretch } from './data.js';
import type { Edge } from './gestures.js';
import { xOf, type View } from './marks.js';
import { AXIS } from './rows.js';
import { said } from './ticks.js';

export function edges(trim: Stretch | null, hull: Stretch, view: View, height: number, zone: string | undefined): SVGTemplateResult {
  const now = trim ?? hull;
  const [from, to] = [xOf(view, now.from), xOf(view, now.to)];
  const outside = (x: number, width: number) => (width > 0 ? svg`<rect class="outside" x=${x} y=${AXIS} width=${width} height=${height - AXIS} />` : null);
  const [first, last] = [Math.max(xOf(view, hull.from), 0), Math.min(xOf(view, hull.to), view.width)];
  return svg`${trim ? [outside(first, Math.min(from, view.width) - first), outside(Math.max(to, 0), last - Math.max(to, 0))] : null}
    ${edge('from', from, now.from, trim !== null, hull, view, height, zone)} ${edge('to', to, now.to, trim !== null, hull, view, height, zone)}`;
}

function edge(which: Edge, x: number, at: number, set: boolean, hull: Stretch, view: View, height: number, zone: string | undefined) {
  if (x < -20 || x > view.width + 20) return null;
  // The handle of the first edge looks to the right, that of the last one to the left: into what plays.
  const side = which === 'from' ? 0 : -10;
  return svg`<g class="edge ${set ? '' : 'unset'}" data-edge=${which} data-test=${`trim-edge-${which}`} transform=${`translate(${x.toFixed(1)} 0)`}
      role="slider" tabindex="0" aria-label=${t(which === 'from' ? 'timeline.trimFrom' : 'timeline.trimTo')}
      aria-valuemin=${hull.from / 1000} aria-valuemax=${hull.to / 1000} aria-valuenow=${at / 1000} aria-valuetext=${said(at, zone)}>
    <rect class="hit" x=${side - 5} y=${AXIS} width="20" height=${height - AXIS} />
    <path class="line" d=${`M0 ${AXIS}V${height}`} />
    <rect class="handle" x=${side} y=${height - 20} width="10" height="20" rx="3" />
  </g>`;
}

export function needle(time: number, hull: Stretch, view: View, height: number, zone: string | undefined): SVGTemplateResult {
  const x = xOf(view, time);
  return svg`<g class="needle" data-edge="time" data-test="playhead" transform=${`translate(${x.toFixed(1)} 0)`} visibility=${x < -8 || x > view.width + 8 ? 'hidden' : 'visible'}
      role="slider" tabindex="0" aria-label=${t('timeline.playhead')}
      aria-valuemin=${hull.from / 1000} aria-valuemax=${hull.to / 1000} aria-valuenow=${Math.round(time / 1000)} aria-valuetext=${said(time, zone)}>
    <path class="line" d=${`M0 ${AXIS - 4}V${height}`} />
    <path class="head" d=${`M-6 ${AXIS - 12}h12v6l-6 6l-6 -6z`} />
  </g>`;
}
