import { css, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { t, type Key } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { keys } from '../../lib/keys.js';
import { base } from '../../style/base.js';
import { icon } from '../../widgets/icon.js';

const REASONS: readonly Key[] = ['queue.reason1', 'queue.reason2', 'queue.reason3', 'queue.reason4', 'queue.reason5', 'queue.reason6'];
/** The longest reason that the API takes. */
const LONGEST = 200;

/** Asks why something is hidden: a digit, or words of one's own. While it is open, its keys are the only ones. Fires `lr-reason` with a text or null, and `lr-close`. */
@customElement('lr-reasons')
export class Reasons extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        inset: auto auto calc(100% + 8px) 0;
        z-index: 12;
        width: min(340px, calc(100vw - 24px));
        padding: var(--s2);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--panel);
        box-shadow: var(--shadow);
      }
      header {
        display: flex;
        align-items: center;
        padding: 0 0 var(--s1) var(--s2);
      }
      li button {
        width: 100%;
        justify-content: flex-start;
        font-weight: 400;
      }
      form {
        display: flex;
        gap: var(--s1);
        padding: var(--s2) var(--s2) var(--s1);
      }
      form input {
        flex: 1;
        min-width: 0;
      }
    `,
  ];

  @property({ type: Number }) many = 1;
  @query('input') private input!: HTMLInputElement;

  override connectedCallback(): void {
    super.connectedCallback();
    const digits = REASONS.map((label, at) => ({ keys: String(at + 1), label, run: () => this.#choose(t(label)) }));
    this.hold(
      keys.register(
        [
          ...digits,
          { keys: '0', label: 'queue.reasonNone', run: () => this.#choose(null) },
          { keys: ['7', 'h'], label: 'queue.reasonOwn', run: () => this.input.focus() },
          { keys: 'Escape', label: 'app.cancel', run: () => this.#close() },
        ],
        true,
      ),
    );
    const outside = (event: Event): void => {
      if (!event.composedPath().includes(this)) this.#close();
    };
    document.addEventListener('pointerdown', outside);
    this.hold(() => document.removeEventListener('pointerdown', outside));
  }

  override render() {
    return html`<div role="group" aria-labelledby="why" data-test="reasons">
      <header>
        <h2 id="why" class="grow">${this.many > 1 ? t('queue.hideWhyMany', { n: this.many }) : t('queue.hideWhy')}</h2>
        <button class="plain square" aria-label=${t('app.cancel')} @click=${() => this.#close()}>${icon('close')}</button>
      </header>
      <ul>
        ${REASONS.map((label, at) => this.#reason(String(at + 1), t(label), t(label)))} ${this.#reason('0', t('queue.reasonNone'), null)}
      </ul>
      <form @submit=${this.#own} novalidate>
        <input maxlength=${LONGEST} placeholder=${t('queue.reasonOwn')} aria-label=${t('queue.reasonOwn')} @keydown=${this.#typed} data-test="reason-own" />
        <button type="submit">${t('queue.hide')}</button>
      </form>
    </div>`;
  }

  #reason(key: string, text: string, reason: string | null) {
    return html`<li><button class="plain" @click=${() => this.#choose(reason)} data-test="reason-${key}"><kbd>${key}</kbd>${text}</button></li>`;
  }

  readonly #typed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#close();
  };

  readonly #own = (event: Event): void => {
    event.preventDefault();
    const reason = this.input.value.replace(/\s+/g, ' ').trim();
    this.#choose(reason === '' ? null : reason);
  };

  #choose(reason: string | null): void {
    this.emit('lr-reason', reason);
  }

  #close(): void {
    this.emit('lr-close');
  }
}
