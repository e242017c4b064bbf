import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { maybe, t } from '../../i18n/index.js';
import { rich } from '../../i18n/rich.js';
import { LrElement } from '../../lib/element.js';
import { session } from '../../lib/session.js';
import { timeOf } from '../../lib/time.js';
import { base } from '../../style/base.js';
import { badge } from '../../widgets/badge.js';
import { icon } from '../../widgets/icon.js';
import { toast } from '../../widgets/toast.js';
import { pretty } from './pretty.js';
import type { Event as Held } from './reasons.js';

/** So many lines of a body are shown at first. */
const LINES = 12;

/** An event in quarantine: why it is here, its body as text, and what can be done with it. Fires `lr-retry` and `lr-discard`. */
@customElement('lr-quarantine-event')
export class QuarantinedEvent extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      article {
        padding: var(--s3) var(--s4);
      }
      article.chosen {
        border-color: var(--accent);
      }
      .why {
        margin: var(--s1) 0 var(--s2);
        font-weight: 500;
      }
      pre {
        margin: 0;
        padding: var(--s2) var(--s3);
        border-radius: var(--radius);
        background: var(--bg);
        max-height: 60vh;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        tab-size: 2;
      }
      .notice {
        margin-bottom: var(--s2);
      }
      .tools {
        justify-content: space-between;
        margin-top: var(--s2);
      }
      button.small {
        font-size: var(--small);
      }
    `,
  ];

  @property({ attribute: false }) event!: Held;
  /** What came of reading it again. */
  @property({ attribute: false }) answer = '';
  @property({ attribute: false }) chosen = false;
  @state() private raw = false;
  @state() private whole = false;
  @query('article') private article!: HTMLElement;

  /** Takes the focus. */
  take(): void {
    this.article.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.event.body);
      toast(t('quarantine.copied'));
    } catch {
      toast({ text: t('quarantine.copy_failed'), tone: 'bad' });
    }
  }

  override render() {
    const { event } = this;
    const text = this.raw ? event.body : pretty(event.body);
    const lines = text.split('\n');
    const long = lines.length > LINES + 3;
    const shown = long && !this.whole ? `${lines.slice(0, LINES).join('\n')}\n…` : text;
    return html`<article class="panel ${this.chosen ? 'chosen' : ''}" tabindex="-1" aria-label=${event.reason}>
      <div class="row">
        ${badge(maybe(`quarantine.${event.code}`) ?? event.code, 'warn')}
        <span class="small muted grow">${rich('quarantine.received', { time: timeOf(event.received_at, 'full') })}</span>
      </div>
      <p class="why wrap">${event.reason}</p>
      ${this.answer ? html`<p class="notice warn" role="status" data-test="retry-answer">${icon('info')}<span class="wrap">${this.answer}</span></p>` : nothing}
      <pre tabindex="0" role="group" aria-label=${t('quarantine.body')} data-test="body">${shown}</pre>
      <div class="row tools">
        <div class="row">
          <button class="plain small" aria-pressed=${this.raw} @click=${() => (this.raw = !this.raw)}>${this.raw ? t('quarantine.pretty') : t('quarantine.as_came')}</button>
          ${long ? html`<button class="plain small" aria-expanded=${this.whole} @click=${() => (this.whole = !this.whole)}>${this.whole ? t('quarantine.less_body') : t('quarantine.more_body')}</button>` : nothing}
          <button class="plain small" @click=${() => void this.#copy()}>${icon('copy')}${t('quarantine.copy')}</button>
        </div>
        <div class="row">
          <button class="danger" ?disabled=${!session.admin} title=${session.admin ? nothing : t('quarantine.admins')} @click=${() => this.emit('lr-discard')} data-test="discard">${t('quarantine.discard')}</button>
          <button @click=${() => this.emit('lr-retry')} data-test="retry-event">${icon('refresh')}${t('quarantine.retry')}</button>
        </div>
      </div>
    </article>`;
  }
}
