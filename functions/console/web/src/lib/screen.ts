import { property } from 'lit/decorators.js';
import { LrElement } from './element.js';
import { keys, type Command } from './keys.js';
import { news, type News } from './news.js';
import type { Route } from '../router.js';

/** The base of a screen: its route, its keys and its news live as long as it is shown. */
export class Screen extends LrElement {
  @property({ attribute: false }) route!: Route;

  override connectedCallback(): void {
    super.connectedCallback();
    const commands = this.commands();
    if (commands.length > 0) this.hold(keys.register(commands));
    if (this.told) this.hold(news.listen((items) => this.told?.(items)));
  }

  /** The keys of this screen. */
  protected commands(): Command[] {
    return [];
  }

  /** Define it to hear what changes elsewhere. */
  protected told?(items: News[]): void;
}
