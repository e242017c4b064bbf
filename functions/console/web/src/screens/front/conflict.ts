import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { base } from '../../style/base.js';
import { badge, type Tone } from '../../widgets/badge.js';
import '../../widgets/dialog.js';
import type { Draft } from './draft.js';
import { steps, type Step } from './order.js';

const TONES: Record<Exclude<Step, 'same'>, Tone> = { added: 'good', moved: 'accent', removed: 'bad' };

/** Two orders of the featured replays, and both put together. Fires `lr-choose` with the draft that is to hold. */
@customElement('lr-front-conflict')
export class FrontConflict extends LrElement {
  static override styles = [
    base,
    css`
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
        gap: var(--s3);
        margin-top: var(--s3);
      }
      .side {
        display: flex;
        flex-direction: column;
        gap: var(--s2);
        padding: var(--s3);
      }
      ol {
        flex: 1;
        counter-reset: rank;
      }
      li {
        display: flex;
        align-items: baseline;
        gap: var(--s2);
        padding: 3px 0;
      }
      li:not(.removed)::before {
        counter-increment: rank;
        content: counter(rank);
        min-width: 18px;
        color: var(--muted);
        text-align: end;
      }
      li.removed {
        padding-left: 26px;
        color: var(--muted);
      }
      .removed > .grow {
        text-decoration: line-through;
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) mine: Draft | null = null;
  @property({ attribute: false }) theirs: Draft | null = null;

  override render() {
    const { mine, theirs } = this;
    if (!this.open || !mine || !theirs) return nothing;
    const both = mine.combined(theirs);
    const taken = mine.over(theirs);
    return html`<lr-dialog wide open heading=${t('front.conflict')} data-test="front-conflict">
      <p>${t('front.conflict_lead')}</p>
      <div class="sides">
        ${this.#side(t('front.theirs'), theirs, mine, t('front.take_theirs'), theirs, 'front-take-theirs')}
        ${this.#side(t('front.yours'), mine, mine, t('front.take_yours'), taken, 'front-take-mine')}
        ${this.#side(t('front.both'), both, mine, t('front.take_both'), both, 'front-take-both')}
      </div>
    </lr-dialog>`;
  }

  /** One order, with what became of each replay since the order on which both are based. */
  #side(heading: string, side: Draft, { base: before, saved }: Draft, choose: string, chosen: Draft, test: string) {
    const became = steps(before, side.ids);
    const gone = saved.filter((replay) => became.get(replay.id) === 'removed');
    const item = (id: string, title: string) => {
      const step = became.get(id) ?? 'same';
      return html`<li class=${step}><span class="grow wrap">${title}</span>${step === 'same' ? nothing : badge(t(`front.step_${step}`), TONES[step])}</li>`;
    };
    return html`<section class="panel side">
      <h3>${heading}</h3>
      <ol>
        ${[...side.items, ...gone].map((replay) => item(replay.id, replay.title))}
      </ol>
      <button @click=${() => this.emit('lr-choose', chosen)} data-test=${test}>${choose}</button>
    </section>`;
  }
}
