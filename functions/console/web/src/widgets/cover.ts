import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LrElement } from '../lib/element.js';
import { base } from '../style/base.js';
import { icon } from './icon.js';

/** A cover of 16 : 9, with a quiet stand-in where there is none or where it doesn't load. Only `https:`, `data:` and our own are loaded. */
@customElement('lr-cover')
export class Cover extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        aspect-ratio: 16 / 9;
        border-radius: var(--radius);
        background: var(--raised);
        color: var(--muted);
        overflow: hidden;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
    `,
  ];

  @property() src: string | null = null;
  @property() alt = '';
  @state() private broken: string | null = null;

  override render() {
    if (!this.src || this.broken === this.src || !loads(this.src)) return icon('image');
    const src = this.src;
    return html`<img src=${src} alt=${this.alt} loading="lazy" decoding="async" referrerpolicy="no-referrer" @error=${() => (this.broken = src)} />`;
  }
}

function loads(src: string): boolean {
  try {
    const url = new URL(src, location.origin);
    return url.protocol === 'https:' || url.protocol === 'data:' || url.origin === location.origin;
  } catch {
    return false;
  }
}
