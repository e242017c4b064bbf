import { css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { LrElement } from '../lib/element.js';
import { base } from '../style/base.js';
import { icon } from './icon.js';

/**
 * A modal dialog: `<lr-dialog heading=… ?open=…>` with its content, and buttons in the slot `actions`. The browser keeps the
 * focus inside and gives it back. Fires `lr-close` when the reader closes it; with `keep`, Escape and the button do nothing.
 */
@customElement('lr-dialog')
export class Dialog extends LrElement {
  static override styles = [
    base,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
        max-height: calc(100dvh - 48px);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--panel);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      :host([wide]) dialog {
        width: min(860px, calc(100vw - 32px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: var(--shade);
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--s2);
        padding: var(--s3) var(--s3) var(--s3) var(--s4);
        border-bottom: 1px solid var(--line);
      }
      .body {
        padding: var(--s4);
        overflow: auto;
      }
      footer {
        display: flex;
        justify-content: flex-end;
        flex-wrap: wrap;
        gap: var(--s2);
        padding: 0 var(--s4) var(--s4);
      }
      footer:not(:has(*)) {
        display: none;
      }
    `,
  ];

  @property() heading = '';
  @property({ type: Boolean }) open = false;
  @property({ type: Boolean }) keep = false;
  @property({ type: Boolean, reflect: true }) wide = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  override render() {
    return html`<dialog aria-labelledby="heading" @cancel=${this.#cancel} @close=${this.#closed}>
      <header>
        <h2 id="heading" class="grow wrap">${this.heading}</h2>
        ${this.keep ? nothing : html`<button class="plain square" aria-label=${t('app.close')} @click=${() => this.dialog.close()}>${icon('close')}</button>`}
      </header>
      <div class="body"><slot></slot></div>
      <footer><slot name="actions"></slot></footer>
    </dialog>`;
  }

  override updated(): void {
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  #cancel(event: Event): void {
    if (this.keep) event.preventDefault();
  }

  #closed(): void {
    if (!this.open) return;
    this.open = false;
    this.emit('lr-close');
  }
}
