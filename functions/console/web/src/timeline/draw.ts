// The rows of a timeline as SVG. Positions are attributes, since the policy of the page allows no inline styles.
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { marksOf, xOf, type View } from './marks.js';
import { pathsOf } from './paths.js';
import { AXIS, type Row, type RowItem } from './rows.js';
import type { Tick } from './ticks.js';

export function axis(ticks: readonly Tick[], height: number): SVGTemplateResult {
  return svg`<g class="axis">${ticks.map(
    (tick) => svg`<line class=${tick.day ? 'day' : ''} x1=${tick.x} x2=${tick.x} y1=${AXIS - 6} y2=${height} /><text class=${tick.day ? 'day' : ''} x=${tick.x + 4} y="14">${tick.label}</text>`,
  )}</g>`;
}

/** The patterns that tell looks apart where colour doesn't. */
export const patterns = svg`<defs>
  <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="6" class="stripe" /></pattern>
  <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="1.5" height="8" class="hatch" /></pattern>
</defs>`;

export function drawn(row: Row, view: View): SVGTemplateResult {
  if (row.kind === 'lane') return lane(row, view);
  const seen = row.items.filter((item) => item.to >= view.from && item.from <= view.to);
  return svg`${seen.map((item) => (row.kind === 'replays' ? replay(item, row, view) : row.kind === 'pushes' ? push(item, row, view) : event(item, row, view)))}`;
}

function lane(row: Row, view: View): SVGTemplateResult {
  const { y, height } = row;
  const bars = (items: Row['parts'], longest: number) => pathsOf(marksOf(items, view, longest), y, height).map(({ look, d }) => svg`<path class="part ${look}" d=${d} />`);
  const odd = row.parts.filter((item) => item.part.time_anomaly && item.to >= view.from && item.from <= view.to).slice(0, 200);
  return svg`<rect class="bed" x="0" y=${y} width=${view.width} height=${height} rx="3" />
    <g class="dimmed">${bars(row.dimmed, Infinity)}</g>
    ${bars(row.parts, row.longest)}
    ${odd.map((item) => svg`<path class="anomaly" d="M${Math.max(xOf(view, item.from), 0).toFixed(1)} ${y}h9l-9 9z" />`)}`;
}

function ends(item: RowItem, view: View): { x: number; width: number } {
  const x = Math.max(xOf(view, item.from), -8);
  return { x, width: Math.max(Math.min(xOf(view, item.to), view.width + 8) - x, 2) };
}

function replay(item: RowItem, row: Row, view: View): SVGTemplateResult {
  const { x, width } = ends(item, view);
  const own = item.thing.kind === 'replay' && item.thing.neighbour === null;
  const title = item.thing.kind === 'replay' && item.thing.neighbour ? item.thing.neighbour.title : '';
  const room = Math.floor((width - 12) / 7);
  return svg`<rect class="replay ${own ? 'own' : ''}" x=${x} y=${row.y} width=${width} height=${row.height} rx="3" />
    ${title && room > 3 ? svg`<text class="name" x=${Math.max(x, 0) + 6} y=${row.y + 13}>${title.length > room ? `${title.slice(0, room - 1)}…` : title}</text>` : nothing}`;
}

function push(item: RowItem, row: Row, view: View): SVGTemplateResult {
  const { x, width } = ends(item, view);
  const y = row.y + row.height / 2;
  const end = item.thing.kind === 'push' ? item.thing.push.end : 'reported';
  // A push with a reported end is closed, one that goes on is an arrow, a presumed end is a broken line.
  const right = x + width;
  const tip = end === 'open' ? `M${right - 5} ${y - 4}l5 4l-5 4` : `M${right} ${y - 4}v8`;
  return svg`<path class="push ${end}" d="M${x} ${y}H${right}" /><path class="push" d="M${x} ${y - 4}v8${tip}" />`;
}

function event(item: RowItem, row: Row, view: View): SVGTemplateResult {
  const { x, width } = ends(item, view);
  const y = row.y + row.height / 2;
  const { thing } = item;
  switch (thing.kind) {
    case 'gap':
      return svg`<rect class="gap" x=${x} y=${row.y + 4} width=${width} height=${row.height - 8} rx="2" />`;
    case 'pin':
      return thing.pin.kind === 'split'
        ? svg`<path class="pin" d="M${x} ${row.y}v${row.height}M${x - 3} ${y}l-4 -4M${x - 3} ${y}l-4 4M${x + 3} ${y}l4 -4M${x + 3} ${y}l4 4" />`
        : svg`<path class="pin" d="M${x} ${row.y + 3}v${row.height - 6}M${x} ${y}h${width}M${x + width} ${row.y + 3}v${row.height - 6}" />`;
    case 'cut':
      return svg`<path class="cut ${thing.cut}" d="M${x} ${row.y}v400" />`;
    case 'shot':
      return svg`<path class="shot" d="M${x - 6} ${y - 4}h3l1.5 -2h3l1.5 2h3v9h-12z" /><circle class="lens" cx=${x} cy=${y} r="2" />`;
    case 'signal':
      return svg`<circle class="signal" cx=${x} cy=${y} r="4" />`;
    default:
      return svg``;
  }
}

/** Where nothing plays, through all lanes. */
export function bands(items: readonly RowItem[], view: View, top: number, height: number): SVGTemplateResult {
  const gaps = items.filter((item) => item.thing.kind === 'gap' && item.to >= view.from && item.from <= view.to);
  return svg`${gaps.map((gap) => {
    const { x, width } = ends(gap, view);
    return svg`<rect class="band" x=${x} y=${top} width=${width} height=${height - top} />`;
  })}`;
}
