import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t, type Key } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { base } from '../../style/base.js';
import { icon, type IconName } from '../../widgets/icon.js';
import '../../widgets/menu.js';
import type { Desk } from './commands.js';
import { said } from './said.js';

/** The buttons of the queue, each with its key, and what became of the last decision. Fires `lr-clicked` after a click with a mouse or a finger. */
@customElement('lr-queue-bar')
export class QueueBar extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--s2);
      }
      .buttons {
        position: relative;
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2);
      }
      .decide {
        min-height: 40px;
        padding: 0 14px;
      }
      .gap {
        flex: 1;
      }
      .phone {
        display: none;
      }
      .told {
        display: flex;
        align-items: center;
        gap: var(--s2);
        min-height: 24px;
        color: var(--muted);
        font-size: var(--small);
      }
      .stuck {
        color: var(--warn);
      }
      button.small {
        min-height: 40px;
        padding: 0 10px;
        font-size: inherit;
      }
      @media (max-width: 1700px) {
        .small .word {
          position: absolute;
          clip-path: inset(50%);
        }
      }
      @media (max-width: 1180px) {
        .small kbd {
          display: none;
        }
      }
      @media (max-width: 720px) {
        .buttons {
          flex-wrap: nowrap;
          gap: 6px;
        }
        .decide {
          flex: 1;
          min-height: 48px;
          padding: 0 6px;
        }
        .buttons > .small,
        .buttons > .rest,
        .gap {
          display: none;
        }
        .phone {
          display: block;
        }
        .told {
          min-height: 0;
        }
        .told .cut:empty {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) desk!: Desk;
  @property({ type: Boolean }) hiding = false;
  /** Changes whenever something in the queue did. */
  @property({ type: Number }) revision = 0;

  /** Nobody hides anything before the first picture. */
  protected override firstUpdated(): void {
    import('./reasons.js').catch(() => undefined);
  }

  override render() {
    const { queue } = this.desk;
    const none = queue.current === null;
    const targets = queue.targets;
    const kept = targets.length > 0 && targets.every((it) => it.replay.visibility === 'published');
    return html`<div class="buttons" role="toolbar" aria-label=${t('queue.actions')} @click=${this.#clicked}>
        ${this.#button('P', kept ? 'queue.keep' : 'queue.publish', 'check', () => this.desk.publish(), 'publish', none, 'decide primary', kept ? 'queue.keepTitle' : 'queue.publish')}
        ${this.#button('H', 'queue.hide', 'eye-off', () => this.desk.hide(), 'hide', none, 'decide')}
        ${this.#button('S', 'queue.skip', 'skip', () => this.desk.skip(), 'skip', none, 'decide')}
        ${this.#button('R', 'queue.review', 'eye', () => this.desk.review(), 'review', none, 'decide rest', 'queue.reviewTitle')}
        <span class="gap"></span>
        ${this.#button('F', 'queue.feature', 'star', () => this.desk.feature(), 'feature', none, 'small')}
        ${this.#button('C', 'queue.cover', 'image', () => this.desk.chooseCover(), 'cover', none, 'small')}
        ${this.#button('Z', 'queue.undo', 'undo', () => this.desk.undo(), 'undo', !queue.undoable, 'small')}
        <lr-menu class="phone" up label=${t('app.more')} .items=${this.#items(none)} data-test="queue-more"></lr-menu>
        ${this.hiding ? html`<lr-reasons .many=${targets.length}></lr-reasons>` : nothing}
      </div>
      <div class="told"><span class="cut" role="status" aria-live="polite" data-test="queue-told">${said(queue.last)}</span><span class="grow"></span>${this.#saving()}</div>`;
  }

  #button(key: string, label: Key, picture: IconName, run: () => void, test: string, disabled: boolean, kind = '', title: Key = label) {
    return html`<button class=${kind} title="${t(title)} (${key})" ?disabled=${disabled} aria-keyshortcuts=${key} @click=${run} data-test=${test}>${icon(picture)}<span class="word">${t(label)}</span><kbd aria-hidden="true">${key}</kbd></button>`;
  }

  #items(none: boolean) {
    const { desk } = this;
    return [
      { label: t('queue.review'), icon: 'eye' as const, disabled: none, run: () => desk.review() },
      { label: t('queue.feature'), icon: 'star' as const, disabled: none, run: () => desk.feature() },
      { label: t('queue.editTitle'), icon: 'pencil' as const, disabled: none, run: () => desk.editTitle() },
      { label: t('queue.cover'), icon: 'image' as const, disabled: none, run: () => desk.chooseCover() },
      { label: t('queue.open'), icon: 'right' as const, disabled: none, run: () => desk.open() },
      { label: t('queue.undo'), icon: 'undo' as const, disabled: !desk.queue.undoable, run: () => desk.undo() },
    ];
  }

  #saving() {
    const { sender, decided } = this.desk.queue;
    const n = sender.pending;
    if (sender.stuck && n > 0) {
      return html`<span class="stuck" role="alert" data-test="stuck">${t('queue.waiting', { n })}</span><button class="plain" @click=${() => sender.hurry()}>${t('queue.tryNow')}</button>`;
    }
    if (n > 0) return html`<span data-test="saving">${t('queue.saving', { n })}</span>`;
    return decided > 0 ? html`<span data-test="saved">${t('queue.decided', { n: decided })} · ${t('queue.saved')}</span>` : nothing;
  }

  /** The focus goes back to the row after a click, so that the next key does not press the button again. */
  readonly #clicked = (event: MouseEvent): void => {
    const inMenu = event.composedPath().some((it) => it instanceof Element && it.localName === 'lr-menu');
    if (event.detail > 0 && !inMenu) this.emit('lr-clicked');
  };
}
