import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LrElement } from '../lib/element.js';
import { base } from '../style/base.js';
import { icon, type IconName } from './icon.js';

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  disabled?: boolean;
  checked?: boolean;
  /** A line sets it apart from the one before. */
  divided?: boolean;
  test?: string;
  run: () => void;
}

/** A button that opens a menu: `<lr-menu label=… icon="more" .items=…>`. Arrows move, Enter chooses, Escape closes. */
@customElement('lr-menu')
export class Menu extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        display: inline-block;
        max-width: 100%;
      }
      button {
        max-width: 100%;
      }
      button > span:not(.mark) {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      [role='menu'] {
        position: absolute;
        inset: calc(100% + 4px) 0 auto auto;
        z-index: 15;
        min-width: 180px;
        max-height: 60vh;
        padding: var(--s1);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--panel);
        box-shadow: var(--shadow);
        overflow: auto;
      }
      :host([up]) [role='menu'] {
        inset: auto 0 calc(100% + 4px) auto;
      }
      :host([start]) [role='menu'] {
        right: auto;
        left: 0;
      }
      [role^='menuitem'] {
        width: 100%;
        justify-content: flex-start;
        position: relative;
        border: 0;
        font-weight: 400;
      }
      .divided:not(:first-child) {
        margin-top: 9px;
      }
      .divided:not(:first-child)::before {
        content: '';
        position: absolute;
        inset: -5px calc(-1 * var(--s1)) auto;
        border-top: 1px solid var(--line);
      }
      .mark {
        display: flex;
        width: 18px;
      }
    `,
  ];

  @property() label = '';
  @property() icon: IconName = 'more';
  /** Shows the label beside the picture. */
  @property({ type: Boolean }) worded = false;
  /** Opens upwards; at the start of the button instead of its end. */
  @property({ type: Boolean, reflect: true }) up = false;
  @property({ type: Boolean, reflect: true }) start = false;
  @property({ attribute: false }) items: MenuItem[] = [];
  @state() private open = false;
  @query('button') private button!: HTMLButtonElement;

  override connectedCallback(): void {
    super.connectedCallback();
    const outside = (event: Event): void => {
      if (!event.composedPath().includes(this)) this.open = false;
    };
    document.addEventListener('pointerdown', outside);
    this.hold(() => document.removeEventListener('pointerdown', outside));
  }

  override render() {
    return html`<button
        part="button"
        class="plain ${this.worded ? '' : 'square'}"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.label}
        title=${this.label}
        @click=${() => (this.open = !this.open)}
        @keydown=${this.#onButton}
      >
        ${icon(this.icon)}${this.worded ? html`<span>${this.label}</span>` : ''}
      </button>
      ${this.open
        ? html`<div role="menu" aria-label=${this.label} @keydown=${this.#onMenu} @focusout=${this.#left}>${this.items.map((item) => this.#item(item))}</div>`
        : ''}`;
  }

  #item(item: MenuItem) {
    const choose = (): void => {
      this.open = false;
      this.button.focus();
      item.run();
    };
    const marked = item.checked !== undefined;
    return html`<button
      role=${marked ? 'menuitemradio' : 'menuitem'}
      aria-checked=${marked ? String(item.checked) : nothing}
      class="plain ${item.danger ? 'danger' : ''} ${item.divided ? 'divided' : ''}"
      tabindex="-1"
      ?disabled=${item.disabled}
      data-test=${item.test ?? nothing}
      @click=${choose}
    >
      ${marked ? html`<span class="mark">${item.checked ? icon('check') : ''}</span>` : item.icon ? icon(item.icon) : ''}${item.label}
    </button>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('open') && this.open) this.#buttons[0]?.focus();
  }

  get #buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>('[role^="menuitem"]:not(:disabled)')];
  }

  #onButton = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.open = true;
  };

  #onMenu = (event: KeyboardEvent): void => {
    const all = this.#buttons;
    const at = all.findIndex((it) => it === (this.renderRoot as ShadowRoot).activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') {
      this.open = false;
      this.button.focus();
    } else if (to === undefined) return;
    else all[(to + all.length) % all.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  #left = (event: FocusEvent): void => {
    if (event.relatedTarget && !this.renderRoot.contains(event.relatedTarget as Node)) this.open = false;
  };
}
