// <lr-timeline>: what a replay is made of, on a time axis.
//
//   properties  data, time (the playhead, in ms), zone, trim (as it is edited), editable
//   methods     zoom(factor), pan(share), fit(), explain(at)
//   events      lr-seek {at, final}, lr-trim {from, to, final}, lr-open {id}
import { html, nothing, svg, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { locale, t } from '../i18n/index.js';
import { LrElement } from '../lib/element.js';
import { base } from '../style/base.js';
import { hullOf, ms, type Stretch, type TimelineData } from './data.js';
import { axis, bands, drawn, patterns } from './draw.js';
import { Gestures, type Edge } from './gestures.js';
import { edges, needle } from './handles.js';
import { keyboard } from './keyboard.js';
import { legend } from './legend.js';
import { listbox, type Pointed } from './listbox.js';
import { timeOf, xOf, type View } from './marks.js';
import { AXIS, itemAt, near, rowsOf, type Row } from './rows.js';
import { styles } from './styles.js';
import { ticks } from './ticks.js';
import { place, tip } from './tip.js';
import { tools } from './tools.js';
import { boundsOf, panned, showing, zoomed } from './view.js';
import { explained, rowLabel } from './words.js';

/** The width of the column of names. */
const NAMES = 48;

/** So near to a thing, in pixels, one points at it. */
const REACH = 6;

@customElement('lr-timeline')
export class Timeline extends LrElement {
  static override styles = [base, styles];

  @property({ attribute: false }) data: TimelineData | null = null;
  @property({ type: Number }) time: number | null = null;
  @property() zone: string | undefined;
  @property({ attribute: false }) trim: Stretch | null = null;
  @property({ type: Boolean }) editable = false;
  @state() private view: Stretch | null = null;
  @state() private width = 0;
  @state() private pointed: Pointed | null = null;

  #rows: Row[] = [];
  #height = 0;
  #bounds: Stretch = { from: 0, to: 1 };
  #active = new Map<string, number>();
  #left = 0;
  #leaving = 0;
  readonly #size = new ResizeObserver(([entry]) => (this.width = Math.max(0, Math.floor(entry!.contentRect.width) - NAMES)));
  readonly #gestures = new Gestures({
    timeAt: (x) => this.#timeAt(x),
    view: () => this.view ?? this.#bounds,
    setView: (view) => (this.view = panned(zoomed(view, this.#bounds, 1, view.from), this.#bounds, 0)),
    seek: (at, final) => this.#seek(at, final),
    trim: (edge, at, final) => this.#trim(edge, at, final),
    hover: (event) => this.#hover(event),
  });

  /** Shows more (below 1) or less (above 1) around the playhead, else around the middle. */
  zoom(factor: number, around?: number): void {
    if (!this.view) return;
    const { from, to } = this.view;
    const at = around ?? (this.time !== null && this.time > from && this.time < to ? this.time : (from + to) / 2);
    this.view = zoomed(this.view, this.#bounds, factor, at);
  }

  pan(share: number): void {
    if (this.view) this.view = panned(this.view, this.#bounds, (this.view.to - this.view.from) * share);
  }

  fit(): void {
    this.view = this.#bounds;
  }

  /** Puts the focus on what plays at a moment, which says why it is there. */
  explain(at: number | null): void {
    const lanes = this.#rows.filter((it) => it.kind === 'lane' && it.items.length > 0);
    const row = lanes.find((it) => it.parts.some(({ part }) => part.plays)) ?? lanes[0];
    if (!row) return;
    if (at !== null) {
      if (this.view) this.view = showing(this.view, this.#bounds, at);
      this.#active.set(row.id, Math.max(0, itemAt(row, at, Infinity)));
    }
    this.renderRoot.querySelector<SVGElement>(`#${row.id}`)?.focus();
    this.#point({ row, index: this.#active.get(row.id) ?? 0, by: 'focus' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    clearTimeout(this.#leaving);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('data') && this.data) this.#arrange(changed.get('data') as TimelineData | null | undefined);
    if (changed.has('time') && this.time !== null && this.view) {
      const before = changed.get('time') as number | null | undefined;
      // It follows what plays, but not somebody who looks elsewhere.
      const followed = before === null || before === undefined || (before >= this.view.from && before <= this.view.to);
      if (followed) this.view = showing(this.view, this.#bounds, this.time);
    }
  }

  protected override updated(): void {
    if (this.pointed) place(this.renderRoot.querySelector('.tip')!, this.#anchor(this.pointed), this.width + NAMES);
  }

  override render() {
    const { data } = this;
    if (!data || !this.view) return nothing;
    const view: View = { ...this.view, width: this.width };
    const zoomedIn = view.to - view.from < (this.#bounds.to - this.#bounds.from) * 0.999;
    return html`${tools(this, zoomedIn)}
      <div class="chart" data-test="timeline" @pointerleave=${this.#leave}>
        <svg
          class="rows"
          height=${this.#height}
          role="group"
          aria-label=${t('timeline.title')}
          @pointerdown=${this.#down}
          @pointermove=${this.#gestures.move}
          @pointerup=${this.#gestures.up}
          @pointercancel=${this.#gestures.cancel}
          @wheel=${this.#wheel}
          @keydown=${this.#key}
        >
          ${guard([data, this.view, this.width, this.zone, locale()], () => svg`${patterns}
            <g class="labels" aria-hidden="true">${this.#rows.map((row) => svg`<text x="0" y=${row.y + row.height / 2 + 4}>${rowLabel(row)}</text>`)}</g>
            <svg x=${NAMES} width=${this.width} height=${this.#height} aria-hidden="true">
              <rect class="grab" x="0" y="0" width=${this.width} height=${AXIS} />
              ${axis(ticks(view, this.zone, locale()), this.#height)}
              ${this.#rows.map((row) => svg`<g>${drawn(row, view)}</g>`)}
              ${bands(this.#rows.find((row) => row.kind === 'events')?.items ?? [], view, AXIS, this.#height)}
            </svg>`)}
          <svg x=${NAMES} width=${this.width} height=${this.#height}>
            ${this.#rows.filter((row) => row.items.length > 0).map((row) => listbox(row, view, this.zone, this.#chosen(row), this.pointed?.row === row && this.pointed.by === 'pointer' ? this.pointed.index : null, this.#point))}
            ${this.editable ? edges(this.trim, hullOf(this.data!), view, this.#height, this.zone) : nothing}
            ${this.time === null ? nothing : needle(this.time, hullOf(this.data!), view, this.#height, this.zone)}
          </svg>
        </svg>
        ${tip(this.pointed ? explained(this.pointed.row.items[this.pointed.index]!, this.zone) : null)}
      </div>
      ${zoomedIn ? this.#scrollbar() : nothing} ${data.truncated ? html`<p class="muted">${t('timeline.truncated')}</p>` : nothing} ${legend(data)}`;
  }

  #scrollbar() {
    const { from, to } = this.view!;
    const most = this.#bounds.to - this.#bounds.from - (to - from);
    const moved = (event: Event): void => {
      const at = this.#bounds.from + Number((event.target as HTMLInputElement).value);
      if (this.view) this.view = panned(this.view, this.#bounds, at - this.view.from);
    };
    return html`<input class="pan" type="range" min="0" max=${Math.round(most)} step="any" aria-label=${t('timeline.position')} data-test="timeline-pan" .value=${String(from - this.#bounds.from)} @input=${moved} />`;
  }

  #arrange(before: TimelineData | null | undefined): void {
    const data = this.data!;
    ({ rows: this.#rows, height: this.#height } = rowsOf(data));
    this.#bounds = boundsOf([{ from: ms(data.from), to: ms(data.to) }, hullOf(data), ...near(data)]);
    this.pointed = null;
    // News of the same replay leave the view where it is.
    this.view = this.view && before?.id === data.id ? panned(zoomed(this.view, this.#bounds, 1, this.view.from), this.#bounds, 0) : this.#bounds;
    if (before?.id !== data.id) this.#active.clear();
  }

  #timeAt(clientX: number): number {
    return timeOf({ ...(this.view ?? this.#bounds), width: this.width }, clientX - this.#left - NAMES);
  }

  #anchor({ row, index }: Pointed): { x: number; above: number; below: number } {
    const view: View = { ...this.view!, width: this.width };
    const item = row.items[index]!;
    const [from, to] = [Math.max(xOf(view, item.from), 0), Math.min(xOf(view, item.to), view.width)];
    return { x: NAMES + (from + to) / 2, above: row.y - 8, below: row.y + row.height + 8 };
  }

  /** Which thing of a row the keyboard is at. */
  #chosen(row: Row): number {
    return Math.min(this.#active.get(row.id) ?? 0, row.items.length - 1);
  }

  readonly #point = (pointed: Pointed | null): void => {
    clearTimeout(this.#leaving);
    const same = this.pointed?.row === pointed?.row && this.pointed?.index === pointed?.index && this.pointed?.by === pointed?.by;
    if (!same) this.pointed = pointed;
  };

  #down(event: PointerEvent): void {
    this.#left = (event.currentTarget as Element).getBoundingClientRect().left;
    this.#gestures.down(event);
  }

  #hover(event: PointerEvent | null): void {
    if (!event || !this.view || event.pointerType !== 'mouse') return this.#point(null);
    const box = (event.currentTarget as Element).getBoundingClientRect();
    this.#left = box.left;
    const y = event.clientY - box.top;
    const row = this.#rows.find((it) => y >= it.y - 3 && y <= it.y + it.height + 3);
    const reach = (REACH / (this.width || 1)) * (this.view.to - this.view.from);
    const index = row && event.clientX - box.left >= NAMES ? itemAt(row, this.#timeAt(event.clientX), reach) : -1;
    if (row && index >= 0) this.#point({ row, index, by: 'pointer' });
    else this.#leave();
  }

  /** What is said stays for a moment, so that the pointer can go to it. */
  #leave(): void {
    if (this.pointed?.by !== 'pointer') return;
    clearTimeout(this.#leaving);
    this.#leaving = window.setTimeout(() => !this.renderRoot.querySelector('.tip:hover') && this.#point(null), 150);
  }

  #seek(at: number, final: boolean): void {
    const { from, to } = this.#bounds;
    this.emit('lr-seek', { at: Math.min(Math.max(at, from), to), final });
  }

  #trim(edge: Edge, at: number, final: boolean): void {
    const hull = hullOf(this.data!);
    const now = this.trim ?? hull;
    // Whole seconds are what the API takes, and at least one of them stays.
    const second = Math.round(Math.min(Math.max(at, hull.from), hull.to) / 1000) * 1000;
    const next = edge === 'from' ? { from: Math.min(second, now.to - 1000), to: now.to } : { from: now.from, to: Math.max(second, now.from + 1000) };
    this.emit('lr-trim', { ...next, final });
  }

  readonly #wheel = {
    passive: false,
    handleEvent: (event: WheelEvent) => {
      this.#left = (event.currentTarget as Element).getBoundingClientRect().left;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        this.zoom(Math.exp(Math.min(Math.max(event.deltaY, -60), 60) / 120), this.#timeAt(event.clientX));
      } else if (event.deltaX !== 0 || event.shiftKey) {
        event.preventDefault();
        this.pan((event.deltaX || event.deltaY) / (this.width || 1));
      }
    },
  };

  readonly #key = keyboard({
    data: () => this.data!,
    time: () => this.time,
    trim: () => this.trim,
    rows: () => this.#rows,
    chosen: (row) => this.#chosen(row),
    choose: (row, index) => {
      this.#active.set(row.id, index);
      this.view = showing(this.view!, this.#bounds, row.items[index]!.from);
      this.#point({ row, index, by: 'focus' });
    },
    hush: () => {
      const said = this.pointed !== null;
      this.#point(null);
      return said;
    },
    seek: (at) => this.#seek(at, true),
    trimTo: (edge, at) => this.#trim(edge, at, true),
    open: (id) => this.emit('lr-open', { id }),
  });
}
