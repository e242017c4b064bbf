import { css, html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { length } from '../../lib/length.js';
import { timeText } from '../../lib/time.js';
import { base } from '../../style/base.js';
import type { Stretch } from './gaps.js';
import { scenes, type Scene } from './scenes.js';

const AT_ONCE = 6;
/** Scenes without a change that are shown where nothing changes: the newest, whose pauses explain why. */
const UNCHANGED = 3;
/** A pause narrower than this part of the scene has no room for its length. */
const WORDS_FIT = 0.09;
/** A heard description names at most so many replays. */
const NAMED = 8;

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** What a stream's replays are now and would be then, as two lanes for each stretch of time that holds any. */
@customElement('lr-stream-lanes')
export class StreamLanes extends LrElement {
  static override styles = [
    base,
    css`
      .scene {
        display: grid;
        grid-template-columns: 44px minmax(0, 1fr);
        gap: 2px var(--s2);
        padding: var(--s2) 0;
        color: var(--muted);
        font-size: var(--small);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        gap: var(--s2);
        grid-column: 2;
      }
      .names {
        display: grid;
        grid-template-rows: 20px 20px;
        gap: 4px;
        line-height: 20px;
      }
      svg {
        display: block;
        width: 100%;
        height: 44px;
        overflow: visible;
      }
      rect {
        fill: var(--edge);
        rx: 3px;
      }
      .changes .after {
        fill: var(--accent);
      }
      .changes .before {
        fill: var(--warn);
      }
      .lane {
        stroke: var(--line);
      }
      .pause {
        fill: var(--muted);
        font-size: 11px;
        text-anchor: middle;
        paint-order: stroke;
        stroke: var(--panel);
        stroke-width: 5px;
      }
      .foot {
        justify-content: space-between;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: var(--control);
      }
    `,
  ];

  @property({ attribute: false }) was: readonly Stretch[] = [];
  @property({ attribute: false }) becomes: readonly Stretch[] = [];
  @property({ type: Number }) gap = 0;
  @state() private onlyChanges = true;
  @state() private shown = AT_ONCE;

  override render() {
    // The newest first: they are what the curator remembers.
    const all = scenes(this.was, this.becomes, this.gap).reverse();
    const changed = all.filter((scene) => scene.changes);
    const wanted = changed.length === 0 ? all.slice(0, this.onlyChanges ? UNCHANGED : all.length) : this.onlyChanges ? changed : all;
    const left = wanted.length - this.shown;
    if (all.length === 0) return nothing;
    return html`${wanted.slice(0, this.shown).map((scene) => this.#scene(scene))}
      <div class="row foot">
        ${left > 0 ? html`<button class="plain" @click=${() => (this.shown += AT_ONCE * 2)}>${t('streams.scenes_more', { n: Math.min(left, AT_ONCE * 2) })}</button>` : html`<span></span>`}
        ${changed.length > 0 && changed.length < all.length
          ? html`<label class="small"><input type="checkbox" .checked=${this.onlyChanges} @change=${() => (this.onlyChanges = !this.onlyChanges)} />${t('streams.only_changes')}</label>`
          : nothing}
      </div>`;
  }

  #scene(scene: Scene) {
    const { from, to, before, after } = scene;
    const whole = Math.max(1, to - from);
    const percent = (seconds: number): string => `${(100 * seconds) / whole}%`;
    const bar = (one: Stretch, lane: 'before' | 'after') =>
      svg`<rect class=${lane} x=${percent(one.from - from)} y=${lane === 'before' ? 2 : 26} width=${percent(Math.max(one.to - one.from, whole / 300))} height="16"><title>${described(one)}</title></rect>`;
    const heard = (label: string, list: readonly Stretch[]): string => `${label}: ${list.slice(0, NAMED).map(described).join('; ')}${list.length > NAMED ? ' …' : ''}`;
    return html`<div class="scene ${scene.changes ? 'changes' : ''}" data-test="scene">
      <div class="ends"><span>${timeText(iso(from))}</span><span>${timeText(iso(to))}</span></div>
      <div class="names" aria-hidden="true"><span>${t('streams.before')}</span><span>${t('streams.after')}</span></div>
      <svg role="img" aria-label=${`${heard(t('streams.before'), before)}. ${heard(t('streams.after'), after)}`}>
        <line class="lane" x1="0" x2="100%" y1="10" y2="10"></line>
        <line class="lane" x1="0" x2="100%" y1="34" y2="34"></line>
        ${pausesOf(before).map(({ at, seconds }) => seconds / whole > WORDS_FIT
          ? svg`<text class="pause" x=${percent(at - from + seconds / 2)} y="14">${length(seconds)}</text>`
          : nothing)}
        ${before.map((one) => bar(one, 'before'))} ${after.map((one) => bar(one, 'after'))}
      </svg>
    </div>`;
  }
}

const described = ({ from, to }: Stretch): string =>
  t('streams.scene_from', { from: timeText(iso(from)), to: timeText(iso(to), 'clock'), length: length(to - from) });

function pausesOf(list: readonly Stretch[]): { at: number; seconds: number }[] {
  let end = list[0]?.to ?? 0;
  return list.flatMap(({ from, to }) => {
    const pause = from > end ? [{ at: end, seconds: from - end }] : [];
    end = Math.max(end, to);
    return pause;
  });
}
