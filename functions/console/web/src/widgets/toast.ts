import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../i18n/index.js';
import { Emitter } from '../lib/emitter.js';
import { LrElement } from '../lib/element.js';
import { Problem } from '../lib/problem.js';
import { base } from '../style/base.js';
import { icon } from './icon.js';

export interface Toast {
  text: string;
  tone?: 'good' | 'bad' | 'info';
  action?: { label: string; run: () => void };
  /** How long it stays; by default 5 s, and what failed until it is dismissed. 0: until dismissed. */
  ms?: number;
}

const added = new Emitter<Toast>();

/** Says something beside the work. What failed stays until it is dismissed. */
export function toast(it: Toast | string): void {
  added.tell(typeof it === 'string' ? { text: it } : it);
}

/** Says that something failed and why, with another try. */
export function toastProblem(error: unknown, what = '', retry?: () => void): void {
  const problem = Problem.from(error);
  // Whoever has to sign in again is told by that.
  if (problem.status === 401) return;
  const text = what ? `${what}: ${problem.text}` : problem.text;
  toast({ text, tone: 'bad', ...(retry && { action: { label: t('app.retry'), run: retry } }) });
}

/** More than this many at once would cover the work: the oldest that is no failure goes first. */
const SHOWN = 5;

@customElement('lr-toasts')
export class Toasts extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        inset: auto auto var(--s4) 196px;
        z-index: 20;
        display: flex;
        flex-direction: column;
        gap: var(--s2);
        width: min(400px, calc(100vw - 32px));
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: var(--s2);
        padding: var(--s1) var(--s1) var(--s1) var(--s3);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--panel);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }
      .toast.bad > .icon {
        color: var(--bad);
      }
      .toast.good > .icon {
        color: var(--good);
      }
      .toast.bad,
      .toast.good {
        color: var(--text);
      }
      .text {
        max-height: 120px;
        padding: var(--s1) 0;
        overflow: auto;
      }
      @media (max-width: 1100px) {
        :host {
          left: 68px;
        }
      }
      @media (max-width: 720px) {
        :host {
          left: var(--s4);
          bottom: calc(var(--bar) + var(--s2) + env(safe-area-inset-bottom));
        }
      }
    `,
  ];

  @state() private toasts: Toast[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(added.listen((it) => this.#add(it)));
  }

  #add(it: Toast): void {
    const shown = [...this.toasts, it];
    while (shown.length > SHOWN) {
      const oldest = shown.findIndex((other) => other.tone !== 'bad');
      if (oldest < 0) break;
      shown.splice(oldest, 1);
    }
    this.toasts = shown;
    const ms = it.ms ?? (it.tone === 'bad' ? 0 : 5000);
    if (ms > 0) setTimeout(() => this.#remove(it), ms);
  }

  #remove(it: Toast): void {
    this.toasts = this.toasts.filter((other) => other !== it);
  }

  override render() {
    return html`<div class="stack" role="status" aria-live="polite" aria-label=${t('app.messages')}>
      ${repeat(
        this.toasts,
        (it) => it,
        (it) => html`<div class="toast ${it.tone ?? ''}" data-test="toast">
          ${icon(it.tone === 'bad' ? 'warning' : it.tone === 'good' ? 'check' : 'info')}
          <span class="text grow wrap">${it.text}</span>
          ${it.action
            ? html`<button class="plain" data-test="toast-action" @click=${() => (this.#remove(it), it.action?.run())}>${it.action.label}</button>`
            : nothing}
          <button class="plain square" aria-label=${t('app.dismiss')} @click=${() => this.#remove(it)}>${icon('close')}</button>
        </div>`,
      )}
    </div>`;
  }
}
