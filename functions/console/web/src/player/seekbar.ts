// <lr-seekbar>: where a replay is, and how to get elsewhere in it.
import { LitElement, css, html, svg } from 'lit';
import { clock } from './format.js';
import type { Jump } from './gaps.js';

/** Where somebody wants to be. `final` is false while the bar is still held. */
export interface Scrub {
  time: number;
  final: boolean;
}

export class LrSeekbar extends LitElement {
  static override properties = {
    time: { type: Number },
    duration: { type: Number },
    buffered: { type: Number },
    gaps: { attribute: false },
    label: {},
    words: { attribute: false },
    gapWords: { attribute: false },
    hover: { state: true },
  };
  declare time: number;
  declare duration: number;
  declare buffered: number;
  declare gaps: readonly Jump[];
  declare label: string;
  declare words: (at: string, of: string) => string;
  declare gapWords: (seconds: number) => string;
  declare hover: number | null;
  #held: number | null = null;

  constructor() {
    super();
    this.time = 0;
    this.duration = 0;
    this.buffered = 0;
    this.gaps = [];
    this.label = '';
    this.words = (at, of) => `${at} / ${of}`;
    this.gapWords = (seconds) => `${seconds} s`;
    this.hover = null;
  }

  static override styles = css`
    :host {
      display: block;
      touch-action: none;
    }
    .bar {
      position: relative;
      height: 28px;
      cursor: pointer;
      border-radius: 6px;
      outline: none;
    }
    .bar:focus-visible {
      box-shadow: 0 0 0 2px var(--player-focus, #fff);
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .track {
      fill: rgb(255 255 255 / 0.28);
    }
    .buffered {
      fill: rgb(255 255 255 / 0.3);
    }
    .played,
    .thumb {
      fill: var(--player-accent, #6ea8fe);
    }
    .thumb {
      stroke: #fff;
      stroke-width: 2;
    }
    .gap {
      fill: #ffc95c;
      stroke: #000;
      stroke-width: 1;
    }
    .line {
      stroke: #fff;
    }
    output {
      position: absolute;
      bottom: 100%;
      padding: 2px 6px;
      border-radius: 4px;
      background: #000d;
      color: #fff;
      font:
        12px/1.5 system-ui,
        sans-serif;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
      pointer-events: none;
      translate: -50% 0;
    }
  `;

  override render() {
    const share = (time: number) => `${this.duration > 0 ? (100 * Math.min(Math.max(time / this.duration, 0), 1)).toFixed(3) : 0}%`;
    const at = share(this.time);
    return html`<div
      class="bar"
      part="bar"
      role="slider"
      tabindex="0"
      aria-label=${this.label}
      aria-valuemin="0"
      aria-valuemax=${Math.round(this.duration)}
      aria-valuenow=${Math.round(Math.min(this.time, this.duration))}
      aria-valuetext=${this.words(clock(this.time), clock(this.duration))}
      @keydown=${this.#key}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${this.#cancel}
      @pointerleave=${() => (this.hover = null)}
    >
      <svg aria-hidden="true">
        <rect class="track" x="0" y="11" width="100%" height="6" rx="3" />
        <rect class="buffered" x="0" y="11" width=${share(this.buffered)} height="6" rx="3" />
        <rect class="played" x="0" y="11" width=${at} height="6" rx="3" />
        ${this.gaps.map((gap) => svg`<rect class="gap" x=${share(gap.at)} y="8" width="3" height="12" rx="1" />`)}
        ${this.hover === null ? null : svg`<line class="line" x1=${share(this.hover)} x2=${share(this.hover)} y1="6" y2="22" />`}
        <circle class="thumb" cx=${at} cy="14" r="7" />
      </svg>
      ${this.hover === null ? null : html`<output aria-hidden="true">${this.#said(this.hover)}</output>`}
    </div>`;
  }

  protected override updated(): void {
    const output = this.renderRoot.querySelector('output');
    if (output && this.hover !== null && this.duration > 0) output.style.left = `${(100 * this.hover) / this.duration}%`;
  }

  /** The time under the pointer, and what is missing there. */
  #said(time: number): string {
    const near = this.gaps.find((gap) => Math.abs(gap.at - time) < this.duration / 100);
    return near ? `${clock(near.at)} · ${this.gapWords(near.seconds)}` : clock(time);
  }

  #timeAt(event: PointerEvent): number {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return (Math.min(Math.max((event.clientX - box.left) / (box.width || 1), 0), 1) || 0) * this.duration;
  }

  #scrub(time: number, final: boolean): void {
    this.dispatchEvent(new CustomEvent<Scrub>('lr-scrub', { detail: { time, final } }));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#held = event.pointerId;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#scrub(this.#timeAt(event), false);
  }

  #move(event: PointerEvent): void {
    const time = this.#timeAt(event);
    if (this.#held === event.pointerId) this.#scrub(time, false);
    if (event.pointerType === 'mouse' || this.#held !== null) this.hover = time;
  }

  #up(event: PointerEvent): void {
    if (this.#held !== event.pointerId) return;
    this.#held = null;
    if (event.pointerType !== 'mouse') this.hover = null;
    this.#scrub(this.#timeAt(event), true);
  }

  #cancel(): void {
    this.#held = null;
    this.hover = null;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 }[event.key];
    const time = event.key === 'Home' ? 0 : event.key === 'End' ? this.duration : step === undefined ? null : this.time + step;
    if (time === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#scrub(Math.min(Math.max(time, 0), this.duration), true);
  }
}

customElements.define('lr-seekbar', LrSeekbar);
