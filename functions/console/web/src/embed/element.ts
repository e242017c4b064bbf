// What both elements share: the API, the token, the language and the theme.
import { LitElement, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { Source, Unanswered, origin } from './source.js';
import { texts, type Lang } from './texts.js';

export abstract class LiveReplayElement extends LitElement {
  static override properties: PropertyDeclarations = {
    api: {},
    lang: {},
    token: { attribute: false },
    problem: { state: true },
    busy: { state: true },
  };
  declare api: string;
  declare token: string | null;
  /** What could not be done. */
  declare protected problem: string | null;
  declare protected busy: boolean;
  #asked = 0;
  #waiting = 0;

  constructor() {
    super();
    this.api = origin;
    this.token = null;
    this.problem = null;
    this.busy = false;
  }

  /** Attributes and properties that ask again when they change. */
  protected abstract readonly asks: readonly string[];
  /** Asks for what is shown. */
  protected abstract load(): Promise<void>;

  /** Asks again. */
  async reload(): Promise<void> {
    const asked = (this.#asked += 1);
    this.busy = true;
    this.problem = null;
    try {
      await this.load();
    } catch (error) {
      if (asked === this.#asked) this.problem = this.#said(error);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }

  /** Whether something else was asked for since; `since` is what this gave before. */
  protected get asked(): number {
    return this.#asked;
  }

  protected get source(): Source {
    // The client puts paths behind it.
    return new Source(this.api.replace(/\/+$/, '') || origin, this.token);
  }

  protected get texts(): (typeof texts)[Lang] {
    const lang = this.lang || this.closest('[lang]')?.getAttribute('lang') || navigator.language;
    return texts[lang.toLowerCase().startsWith('zh') ? 'zh' : 'en'];
  }

  protected override updated(changed: PropertyValues): void {
    // A page sets several in a row; once is enough.
    if (!this.asks.some((name) => changed.has(name))) return;
    clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(() => void this.reload());
  }

  protected message(): TemplateResult | typeof nothing {
    if (this.problem) {
      return html`<div class="message" part="message" role="alert">
        <p>${this.problem}</p>
        <button type="button" @click=${() => void this.reload()}>${this.texts.retry}</button>
      </div>`;
    }
    return nothing;
  }

  protected tell<Detail>(name: string, detail: Detail): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #said(error: unknown): string {
    if (!(error instanceof Unanswered)) throw error;
    const { token, limited, none, offline } = this.texts;
    return { 401: token, 404: none, 429: limited }[error.status] ?? offline;
  }
}
