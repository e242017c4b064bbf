import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { maybe, t } from '../../i18n/index.js';
import { get, piece } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { timeOf, timeText } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { fieldName, fieldValue } from '../../lib/words.js';
import { base } from '../../style/base.js';
import { icon } from '../../widgets/icon.js';
import { empty, failed, loading } from '../../widgets/states.js';
import type { Change, HistoryPage, Pin } from '../../../client/index.js';

/** Who changed what, newest first. Fires `lr-undo`. */
@customElement('lr-replay-history')
export class ReplayHistory extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      li {
        display: grid;
        grid-template-columns: 150px 1fr;
        gap: var(--s1) var(--s4);
        padding: var(--s3) var(--s4);
        border-bottom: 1px solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .what {
        display: flex;
        flex-direction: column;
        gap: 2px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .head {
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
      }
      .more {
        padding: var(--s3);
        text-align: center;
      }
      @media (max-width: 720px) {
        li {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) replay!: Replay;
  @property({ type: Boolean }) busy = false;
  @state() private changes: Change[] | null = null;
  @state() private cursor: string | null = null;
  @state() private error: unknown = null;
  #shown = '';
  #reading = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const shown = `${this.replay.id} ${this.replay.version}`;
    if (!changed.has('replay') || shown === this.#shown) return;
    if (!this.#shown.startsWith(this.replay.id)) this.changes = null;
    this.#shown = shown;
    void this.#load();
  }

  async #load(more = false): Promise<void> {
    const reading = ++this.#reading;
    this.error = null;
    try {
      const page = await get<HistoryPage>(`/replays/${piece(this.replay.id)}/history`, { limit: 50, cursor: more ? this.cursor : null });
      if (reading !== this.#reading) return;
      this.changes = more ? [...(this.changes ?? []), ...page.changes] : page.changes;
      this.cursor = page.next_cursor;
    } catch (error) {
      if (reading === this.#reading) this.error = error;
    }
  }

  override render() {
    const { changes } = this;
    if (this.error && !changes) return failed(this.error, () => void this.#load());
    if (!changes) return loading(4);
    if (changes.length === 0) return empty('log', t('replay.noHistory'), t('replay.noHistoryText'));
    return html`<div class="head row">
        <button ?disabled=${this.busy} data-test="history-undo" @click=${() => this.emit('lr-undo')}>${icon('undo')}${t('replay.undo')}<kbd aria-hidden="true">Z</kbd></button>
        <span class="muted small">${t('replay.undoText')}</span>
      </div>
      <ol data-test="history">
        ${changes.map(
          (change) => html`<li data-test="change">
            <div class="small muted">${timeOf(change.at, 'short')}<br />${change.by}</div>
            <div class="what"><strong>${maybe(`replay.action_${change.action}`) ?? change.action}</strong>${lines(change)}</div>
          </li>`,
        )}
      </ol>
      ${this.error ? failed(this.error, () => void this.#load(true)) : nothing}
      ${this.cursor ? html`<div class="more"><button data-test="more-history" @click=${() => this.#load(true)}>${t('app.loadMore')}</button></div>` : nothing}`;
  }
}

function lines({ changed, splits, merges }: Change) {
  return [
    ...Object.entries(changed).map(([field, { from, to }]) => html`<span>${fieldName(field)}: <span class="muted">${fieldValue(field, from)}</span> → ${fieldValue(field, to)}</span>`),
    ...(splits ?? []).map((pin) => pinned(pin, 'split')),
    ...(merges ?? []).map((pin) => pinned(pin, 'merge')),
  ];
}

function pinned(pin: Pin, kind: 'split' | 'merge') {
  const at = pin.from === pin.to ? timeText(pin.from, 'full') : `${timeText(pin.from, 'full')} – ${timeText(pin.to, 'clock')}`;
  return html`<span>${t(pin.set ? `replay.${kind}Set` : `replay.${kind}Gone`, { at })}</span>`;
}
