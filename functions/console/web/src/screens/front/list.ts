import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { maybe, t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { clock, timeOf } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { paths } from '../../router.js';
import { base } from '../../style/base.js';
import { badge } from '../../widgets/badge.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';
import { empty } from '../../widgets/states.js';
import { dragging } from './dragging.js';
import type { Step } from './order.js';
import { row } from './row.style.js';

type Control = 'item' | 'up' | 'down';

/**
 * The featured replays in their order, changed by dragging, by buttons and by keys. Fires `lr-order` {from, to}, `lr-remove` with
 * an id and `lr-publish` with a replay.
 */
@customElement('lr-front-list')
export class FeaturedList extends LrElement {
  static override styles = [base, row];

  @property({ attribute: false }) items: readonly Replay[] = [];
  @property({ attribute: false }) steps = new Map<string, Step>();
  @state() private chosen: string | null = null;
  /** The item that is being dragged, and before which place it would be dropped. */
  @state() private drag: { from: number; before: number } | null = null;
  @state() private said = '';
  /** What gets the focus next; `moved`: once the items have their new order. */
  #focus: { control: Control; moved: boolean } | null = null;

  get #at(): number {
    return this.items.findIndex((replay) => replay.id === this.chosen);
  }

  /** Chooses the next item, or the one before. */
  step(by: number): void {
    const at = this.#at;
    this.#choose(at < 0 ? (by > 0 ? 0 : this.items.length - 1) : Math.min(this.items.length - 1, Math.max(0, at + by)), 'item');
  }

  /** Moves the chosen item. */
  shift(by: number, control: Control = 'item'): void {
    if (this.#at < 0) this.step(by);
    else this.#move(this.#at, this.#at + by, control);
  }

  /** Removes the chosen item, and chooses the one that takes its place. */
  drop(): void {
    const at = this.#at;
    if (at >= 0) this.#remove(at);
  }

  #choose(at: number, control: Control, moved = false): void {
    this.chosen = this.items[at]?.id ?? null;
    this.#focus = { control, moved };
    this.requestUpdate();
  }

  #move(from: number, to: number, control: Control): void {
    const replay = this.items[from];
    if (!replay || to < 0 || to >= this.items.length || from === to) return;
    this.#choose(from, control, true);
    this.emit('lr-order', { from, to });
    this.said = t('front.moved', { title: replay.title, n: to + 1, of: this.items.length });
  }

  #remove(at: number): void {
    const replay = this.items[at];
    if (!replay) return;
    const next = this.items[at + 1] ?? this.items[at - 1];
    this.chosen = next?.id ?? null;
    this.#focus = next ? { control: 'item', moved: true } : null;
    this.emit('lr-remove', replay.id);
    this.said = t('front.removed', { title: replay.title });
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    // A moved item is another node, or the same one put elsewhere: both lose the focus.
    if (!this.#focus || this.#at < 0 || (this.#focus.moved && !changed.has('items'))) return;
    const item = this.renderRoot.querySelectorAll<HTMLElement>('li')[this.#at];
    const control = item?.querySelector<HTMLButtonElement>(`[data-control="${this.#focus.control}"]:not(:disabled)`);
    (control ?? item)?.focus();
    item?.scrollIntoView({ block: 'nearest' });
    this.#focus = null;
  }

  #onKey(event: KeyboardEvent, at: number): void {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.items.length - 1 }[event.key];
    if (to === undefined || !event.altKey) return;
    event.preventDefault();
    this.#move(at, to, 'item');
  }

  #grab(event: PointerEvent, from: number): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('li')];
    dragging(event, items, {
      over: (before) => (this.drag = { from, before }),
      dropped: (before) => {
        this.drag = null;
        if (before !== null) this.#move(from, before > from ? before - 1 : before, 'item');
      },
    });
  }

  override render() {
    if (this.items.length === 0) return empty('star', t('front.featured_none'), t('front.featured_how'));
    return html`<ol>
        ${repeat(this.items, (replay) => replay.id, (replay, at) => this.#item(replay, at))}
      </ol>
      <p class="only-heard" role="status">${this.said}</p>`;
  }

  #item(replay: Replay, at: number) {
    const { title } = replay;
    const dropped = this.drag?.before === at ? 'before' : this.drag?.before === this.items.length && at === this.items.length - 1 ? 'after' : '';
    const step = this.steps.get(replay.id);
    return html`<li
      class="item ${this.drag?.from === at ? 'dragged' : ''} ${dropped} ${step === 'same' ? '' : 'changed'}"
      tabindex="-1"
      aria-current=${replay.id === this.chosen}
      data-test="featured-item"
      data-id=${replay.id}
      @focusin=${() => (this.chosen = replay.id)}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, at)}
    >
      <span class="grip" title=${t('front.drag', { title })} aria-hidden="true" @pointerdown=${(event: PointerEvent) => this.#grab(event, at)}>${icon('grip')}</span>
      <span class="rank">${at + 1}</span>
      <lr-cover .src=${replay.cover_url}></lr-cover>
      <div class="grow words">
        <a class="cut" href=${paths.replay(replay.id)}>${title}</a>
        <span class="small muted cut">${replay.channel?.name ?? replay.stream.stream_id} · ${timeOf(replay.started_at)} · ${clock(replay.duration)}</span>
        ${this.#unseen(replay)}
      </div>
      <div class="controls">
        <button class="plain square" data-test="featured-top" aria-label=${t('front.top', { title })} title=${t('front.top', { title })} ?disabled=${at === 0} @click=${() => this.#move(at, 0, 'item')}>${icon('top')}</button>
        <button class="plain square" data-control="up" aria-label=${t('front.up', { title })} title=${t('front.up', { title })} ?disabled=${at === 0} @click=${() => this.#move(at, at - 1, 'up')}>${icon('up')}</button>
        <button class="plain square" data-control="down" aria-label=${t('front.down', { title })} title=${t('front.down', { title })} ?disabled=${at === this.items.length - 1} @click=${() => this.#move(at, at + 1, 'down')}>${icon('down')}</button>
        <button class="plain square" data-test="featured-remove" aria-label=${t('front.remove', { title })} title=${t('front.remove', { title })} @click=${() => this.#remove(at)}>${icon('close')}</button>
      </div>
    </li>`;
  }

  #unseen(replay: Replay) {
    const because = replay.hidden_because;
    if (!because) return nothing;
    const why = maybe(`front.why_${because}`) ?? because;
    return html`<span class="row">
      ${badge(t('front.unseen', { why }), 'warn')}
      ${because === 'pending' || because === 'hidden'
        ? html`<button class="plain small" aria-label=${t('front.publish', { title: replay.title })} @click=${() => this.emit('lr-publish', replay)}>${t('front.publish_short')}</button>`
        : nothing}
    </span>`;
  }
}
