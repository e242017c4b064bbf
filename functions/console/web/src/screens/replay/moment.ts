import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { base } from '../../style/base.js';

/** Two digits. */
const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as a field for it wants it: in the curator's zone, to the second. */
export function local(iso: string | null | undefined): string {
  const at = new Date(iso ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return '';
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** A moment to be typed, in the curator's zone. Fires `lr-moment` with it in RFC 3339, or null where the field is emptied. */
@customElement('lr-moment')
export class Moment extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      input {
        width: 100%;
        min-width: 0;
      }
    `,
  ];

  @property() label = '';
  @property() value: string | null = null;
  @property() test = '';
  @state() private wrong = false;

  override render() {
    return html`<label class="field"
      >${this.label}
      <input
        type="datetime-local"
        step="1"
        .value=${local(this.value)}
        aria-invalid=${this.wrong}
        title=${this.value ? t('app.utc', { time: this.value.replace('T', ' ').replace('Z', '') }) : ''}
        data-test=${this.test}
        @change=${this.#changed}
    /></label>`;
  }

  #changed(event: Event): void {
    const input = event.target as HTMLInputElement;
    const at = new Date(input.value);
    this.wrong = input.validity.badInput;
    if (this.wrong) return;
    this.emit('lr-moment', input.value === '' ? null : `${at.toISOString().slice(0, 19)}Z`);
  }
}
