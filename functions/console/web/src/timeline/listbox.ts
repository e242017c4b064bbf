// A row of a timeline for the keyboard and for screen readers: one stop of the tab key, arrows go from thing to thing. Only the
// thing that is chosen is in the page, however many there are.
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { Stretch } from './data.js';
import { xOf, type View } from './marks.js';
import type { Row } from './rows.js';
import { explained, rowName, spoken } from './words.js';

/** A thing that is pointed at: by the pointer, or by the focus. */
export interface Pointed {
  row: Row;
  index: number;
  by: 'pointer' | 'focus';
}

export function listbox(row: Row, view: View, zone: string | undefined, chosen: number, under: number | null, point: (pointed: Pointed | null) => void): SVGTemplateResult {
  const at = `${row.id}-at`;
  const item = row.items[chosen]!;
  const ring = (of: Stretch, name: string) => {
    const x = Math.max(xOf(view, of.from), 1);
    const width = Math.max(Math.min(xOf(view, of.to), view.width - 1) - x + 2, 4);
    return svg`<rect class=${name} x=${x - 1} y=${row.y - 1} width=${width} height=${row.height + 2} rx="3" />`;
  };
  return svg`<g id=${row.id} class="row" role="listbox" tabindex="0" aria-label=${rowName(row)} aria-activedescendant=${at} aria-describedby="tip" data-row=${row.id}
      @focus=${() => point({ row, index: chosen, by: 'focus' })} @blur=${() => point(null)}>
    <g id=${at} role="option" aria-selected="true" aria-setsize=${row.items.length} aria-posinset=${chosen + 1} aria-label=${spoken(explained(item, zone))}>${ring(item, 'ring')}</g>
    ${under === null ? nothing : ring(row.items[under]!, 'ring hover')}
  </g>`;
}
