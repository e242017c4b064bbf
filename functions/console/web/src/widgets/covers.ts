import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../i18n/index.js';
import { get, piece } from '../lib/api.js';
import { LrElement } from '../lib/element.js';
import { timeText } from '../lib/time.js';
import { base } from '../style/base.js';
import './cover.js';
import './dialog.js';
import { empty, failed, loading } from './states.js';

interface Choice {
  url: string;
  source: 'vod' | 'screenshot' | 'curator';
  at: string | null;
  current: boolean;
}

/** Chooses a cover of the replay `replay`; the screenshot nearest to `at` is proposed. Fires `lr-cover` with an address, and `lr-close`. */
@customElement('lr-covers')
export class Covers extends LrElement {
  static override styles = [
    base,
    css`
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
        gap: var(--s3);
      }
      .choices button {
        display: flex;
        flex-direction: column;
        align-items: stretch;
        gap: var(--s1);
        height: auto;
        padding: var(--s1) var(--s1) var(--s2);
        white-space: normal;
        font-weight: 400;
      }
      .choices .small {
        min-height: 36px;
      }
    `,
  ];

  @property() replay = '';
  @property({ attribute: false }) at: Date | null = null;
  @state() private choices: Choice[] | null = null;
  @state() private error: unknown = null;
  @state() private chosen: string | null = null;

  override firstUpdated(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    this.error = null;
    try {
      const { covers } = await get<{ covers: Choice[] }>(`/replays/${piece(this.replay)}/covers`);
      this.choices = covers;
      this.chosen = this.#nearest ?? covers.find((it) => it.current)?.url ?? covers[0]?.url ?? null;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    } catch (error) {
      this.error = error;
    }
  }

  /** The screenshot that was made nearest to what the curator sees. */
  get #nearest(): string | null {
    const { at } = this;
    if (at === null) return null;
    const away = (it: Choice): number => Math.abs(Date.parse(it.at ?? '') - at.getTime());
    const made = this.choices?.filter((it) => it.at !== null) ?? [];
    return made.reduce<Choice | null>((best, it) => (best && away(best) <= away(it) ? best : it), null)?.url ?? null;
  }

  override render() {
    return html`<lr-dialog heading=${t('queue.coverTitle')} open wide data-test="covers">
      ${this.error ? failed(this.error, () => void this.#load()) : this.choices === null ? loading(3) : this.#list(this.choices)}
      ${this.choices?.length
        ? html`<div slot="actions" class="row">
            <button @click=${() => this.emit('lr-close')}>${t('app.cancel')}</button>
            <button class="primary" ?disabled=${this.chosen === null} @click=${() => this.#use()} data-test="use-cover">${t('queue.coverUse')}</button>
          </div>`
        : nothing}
    </lr-dialog>`;
  }

  #list(choices: Choice[]) {
    if (choices.length === 0) return empty('image', t('queue.coverNone'));
    return html`<div class="choices" role="group" aria-label=${t('queue.coverTitle')} @keydown=${this.#moved}>
      ${choices.map((it) => {
        const name = it.source === 'screenshot' && it.at ? t('queue.coverAt', { time: timeText(it.at, 'clock') }) : t(it.source === 'curator' ? 'queue.coverOwn' : 'queue.coverVod');
        const marks = [it.current ? t('queue.coverNow') : '', it.url === this.#nearest ? t('queue.coverNearest') : ''].filter(Boolean).join(' · ');
        return html`<button aria-pressed=${it.url === this.chosen} @click=${() => (this.chosen = it.url)} @dblclick=${() => this.#use()} data-test="cover-choice">
          <lr-cover .src=${it.url}></lr-cover><span class="small">${name}${marks ? html`<br /><b>${marks}</b>` : nothing}</span>
        </button>`;
      })}
    </div>`;
  }

  /** Arrows choose; Enter takes what is chosen. */
  readonly #moved = (event: KeyboardEvent): void => {
    const all = [...this.renderRoot.querySelectorAll<HTMLButtonElement>('.choices button')];
    const at = all.indexOf((this.renderRoot as ShadowRoot).activeElement as HTMLButtonElement);
    if (event.key === 'Enter' && this.choices?.[at]?.url === this.chosen) {
      event.preventDefault();
      this.#use();
      return;
    }
    const columns = getComputedStyle(this.renderRoot.querySelector('.choices') ?? this).gridTemplateColumns.split(' ').length;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const to = by === undefined ? undefined : all[at + by];
    if (!to) return;
    event.preventDefault();
    to.focus();
    this.chosen = this.choices?.[at + (by ?? 0)]?.url ?? this.chosen;
  };

  #use(): void {
    if (this.chosen !== null) this.emit('lr-cover', this.chosen);
  }
}
