import { LitElement, type CSSResultGroup } from 'lit';
import { languageChanged } from '../i18n/index.js';
import { base } from '../style/base.js';

/** The base of all elements here: shared styles, and rendered again when the language changes. */
export class LrElement extends LitElement {
  static override styles: CSSResultGroup = base;
  #held: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(languageChanged.listen(() => this.requestUpdate()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const dispose of this.#held.splice(0)) dispose();
  }

  /** Calls `dispose` once this element leaves the page. */
  protected hold(dispose: () => void): void {
    this.#held.push(dispose);
  }

  /** Tells the elements around this one, across shadow roots. False if one of them prevented what follows. */
  protected emit<T>(name: string, detail?: T): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}
