import { css, html, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { length } from '../../lib/length.js';
import { base } from '../../style/base.js';
import { STEPS, place, seconds } from './gaps.js';

const LAST = STEPS.length - 1;
/** More marks than this are no longer told apart. */
const MARKS = 400;

/** Chooses a gap: a slider, a number of seconds, and the pauses of the stream as marks along the slider. Fires `lr-gap`. */
@customElement('lr-gap-slider')
export class GapSlider extends LrElement {
  static override styles = [
    base,
    css`
      .controls {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--s1) var(--s4);
        align-items: start;
      }
      .head {
        display: flex;
        justify-content: space-between;
        color: var(--muted);
        font-size: var(--small);
      }
      .head b {
        color: var(--text);
        font-size: var(--size);
      }
      input[type='range'] {
        width: 100%;
        margin: 0;
      }
      input[type='number'] {
        width: 110px;
      }
      svg {
        display: block;
        width: calc(100% - 16px);
        height: 14px;
        margin: 0 8px;
        overflow: visible;
      }
      line {
        stroke: var(--edge);
        stroke-width: 2;
      }
      line.joined {
        stroke: var(--accent);
      }
    `,
  ];

  @property({ type: Number }) value = 0;
  @property({ attribute: false }) pauses: readonly number[] = [];
  @property({ type: Number }) most = 0;

  override render() {
    const words = this.value === 0 ? t('streams.gap_zero') : length(this.value);
    const number = (event: Event): void => {
      const given = (event.target as HTMLInputElement).valueAsNumber;
      if (Number.isInteger(given) && given >= 0 && given <= this.most) this.emit('lr-gap', given);
    };
    const marks = this.pauses.filter((pause) => pause <= this.most).slice(0, MARKS);
    return html`<div class="controls">
        <div>
          <div class="head"><label for="gap">${t('streams.gap')}</label><b>${words}</b></div>
          <input id="gap" type="range" min="0" max=${LAST} step="1" .value=${String(Math.round(place(this.value)))} aria-valuetext=${words}
            @input=${(event: Event) => this.emit('lr-gap', seconds((event.target as HTMLInputElement).valueAsNumber))} data-test="gap-slider" />
          <svg aria-hidden="true">
            ${marks.map((pause) => {
              const x = `${(100 * place(pause)) / LAST}%`;
              return svg`<line class=${pause <= this.value ? 'joined' : ''} x1=${x} x2=${x} y1="1" y2="11"><title>${length(pause)}</title></line>`;
            })}
          </svg>
        </div>
        <label class="field">
          ${t('streams.gap_seconds')}
          <input type="number" min="0" max=${this.most} step="1" .value=${String(this.value)} @change=${number} data-test="gap-seconds" />
        </label>
      </div>
      <p class="small muted">${t('streams.pauses')}</p>`;
  }
}
