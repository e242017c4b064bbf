import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t, type Key } from '../i18n/index.js';
import { LrElement } from '../lib/element.js';
import { keyName, keys, type Command } from '../lib/keys.js';
import type { ScreenName } from '../router.js';
import { screens } from '../screens.js';
import { base } from '../style/base.js';
import './dialog.js';

/** Lists the keys that do something now, by heading, and switches single keys off. */
@customElement('lr-help')
export class Help extends LrElement {
  static override styles = [
    base,
    css`
      .groups {
        columns: 2 260px;
        column-gap: var(--s5);
      }
      section {
        break-inside: avoid;
        margin-bottom: var(--s4);
      }
      h3 {
        margin-bottom: var(--s1);
        color: var(--muted);
        font-size: var(--small);
        font-weight: 500;
      }
      li {
        display: flex;
        align-items: baseline;
        gap: var(--s3);
        padding: 3px 0;
      }
      li > span:first-child {
        flex: 1;
      }
      label.switch {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--s2);
        align-items: center;
        margin-top: var(--s2);
        padding-top: var(--s3);
        border-top: 1px solid var(--line);
      }
      label.switch .muted {
        grid-column: 2;
      }
    `,
  ];

  @property({ attribute: false }) screen: ScreenName | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(keys.changed.listen(() => this.requestUpdate()));
  }

  override render() {
    return html`<lr-dialog heading=${t('app.help')} open wide data-test="help-dialog">
      <div class="groups">
        ${[...this.#groups()].map(([group, commands]) => html`<section><h3>${t(group)}</h3><ul>
          ${commands.map((it) => html`<li><span>${t(it.label, it.values)}</span><span>${shown(it).map((key) => html` <kbd>${key}</kbd>`)}</span></li>`)}
        </ul></section>`)}
      </div>
      <label class="switch">
        <input type="checkbox" .checked=${keys.single} @change=${(event: Event) => (keys.single = (event.target as HTMLInputElement).checked)} data-test="single-keys" />
        <span>${t('app.singleKeys')}</span>
        <span class="muted small">${t('app.singleKeysText')}</span>
      </label>
    </lr-dialog>`;
  }

  #groups(): Map<Key, Command[]> {
    const groups = new Map<Key, Command[]>();
    const own: Key = this.screen ? screens[this.screen].title : 'app.keysEverywhere';
    for (const command of keys.commands) {
      const group = command.group ?? own;
      groups.set(group, [...(groups.get(group) ?? []), command]);
    }
    return groups;
  }
}

function shown(command: Command): string[] {
  return command.shown ? [command.shown] : [command.keys].flat().map(keyName);
}
