import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KnownStream, StreamPage } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { get } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import type { Stream } from '../../lib/types.js';
import { base } from '../../style/base.js';
import { formStyle } from './form.style.js';

export type StreamNames = { stream_id: string; domain: string; app: string };

const TYPING_MS = 250;
const OFFERED = 5;

/**
 * The three names of a stream. Known streams whose names begin with what was typed are offered: choosing one fills in domain and
 * app, without which the API takes those that it has as defaults. Fires `lr-names`.
 */
@customElement('lr-stream-fields')
export class StreamFields extends LrElement {
  static override styles = [
    base,
    formStyle,
    css`
      .offers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1);
        margin-top: var(--s1);
      }
      .offers button {
        min-height: 28px;
        font-size: var(--small);
      }
      @media (pointer: coarse) {
        .offers button {
          min-height: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) names: StreamNames = { stream_id: '', domain: '', app: '' };
  @property() hint = '';
  @property() wrong = '';
  @state() private offers: KnownStream[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => (clearTimeout(this.#timer), this.#asked?.abort()));
  }

  /** Takes the focus where the name is missing. */
  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  #typed(name: keyof StreamNames, value: string): void {
    this.emit('lr-names', { ...this.names, [name]: value.trim() });
    if (name !== 'stream_id') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#offer(value.trim()), TYPING_MS);
  }

  async #offer(q: string): Promise<void> {
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    if (q === '') return void (this.offers = []);
    // Without an offer, the names can be typed all the same.
    const page = await get<StreamPage>('/streams', { q, limit: OFFERED }, signal).catch(() => null);
    if (!signal.aborted) this.offers = page?.streams ?? [];
  }

  #choose({ domain, app, stream_id }: Stream): void {
    this.offers = [];
    this.emit('lr-names', { domain, app, stream_id });
  }

  override render() {
    const { names } = this;
    return html`<div class="stack">
      <div>
        ${this.#field('stream_id', t('work.stream'), this.hint)}
        ${this.offers.length > 0
          ? html`<div class="offers" role="group" aria-label=${t('work.offers')}>
              ${this.offers.map(({ stream }) => html`<button type="button" @click=${() => this.#choose(stream)} data-test="stream-offer">${stream.stream_id}<span class="muted">${stream.app} · ${stream.domain}</span></button>`)}
            </div>`
          : nothing}
      </div>
      <details ?open=${names.domain !== '' || names.app !== ''}>
        <summary>${t('work.more_fields')}</summary>
        <div class="two">${this.#field('domain', t('work.domain'), t('work.any'))} ${this.#field('app', t('work.app'), t('work.any'))}</div>
      </details>
    </div>`;
  }

  #field(name: keyof StreamNames, label: string, placeholder: string) {
    const wrong = name === 'stream_id' ? this.wrong : '';
    return html`<label class="field">
      ${label}
      <input type="text" name=${name} autocomplete="off" spellcheck="false" maxlength=${name === 'stream_id' ? 512 : 255} placeholder=${placeholder} .value=${this.names[name]}
        aria-invalid=${wrong ? 'true' : 'false'} @input=${(event: Event) => this.#typed(name, (event.target as HTMLInputElement).value)} data-test="stream-${name}" />
      ${wrong ? html`<span class="bad" role="alert">${wrong}</span>` : nothing}
    </label>`;
  }
}
