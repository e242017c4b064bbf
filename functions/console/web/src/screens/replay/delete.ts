import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { number, t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { clock, size } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { base } from '../../style/base.js';
import '../../widgets/dialog.js';
import { icon } from '../../widgets/icon.js';

/** Says what is lost with the files of a replay, and deletes them only once somebody has read it. Fires `lr-delete`, `lr-close`. */
@customElement('lr-replay-delete')
export class ReplayDelete extends LrElement {
  static override styles = [
    base,
    css`
      ul {
        margin: var(--s3) 0;
        padding-left: var(--s4);
        list-style: disc;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--s2);
        margin-top: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) replay!: Replay;
  @property({ type: Boolean }) busy = false;
  @state() private read = false;

  override render() {
    const { replay } = this;
    const files = replay.renditions.reduce((sum, it) => sum + it.parts, 0);
    const bytes = replay.renditions.reduce((sum, it) => sum + it.bytes, 0);
    return html`<lr-dialog heading=${t('replay.delete')} open data-test="delete-dialog">
      <p class="wrap">${t('replay.deleteText', { title: replay.title })}</p>
      <ul>
        <li>${t('replay.deleteFiles', { n: number(files), size: size(bytes), formats: replay.renditions.map((it) => it.format.toUpperCase()).join(', ') })}</li>
        <li>${t('replay.deleteLength', { length: clock(replay.duration) })}</li>
        <li>${t('replay.deleteJoined')}</li>
        ${replay.visible_to_viewers ? html`<li><b>${t('replay.deleteSeen')}</b></li>` : nothing}
      </ul>
      <p>${t('replay.deleteNoUndo')}</p>
      <label><input type="checkbox" data-test="delete-read" .checked=${this.read} @change=${(event: Event) => (this.read = (event.target as HTMLInputElement).checked)} />${t('replay.deleteRead')}</label>
      <div slot="actions" class="row">
        <button data-test="delete-cancel" @click=${() => this.emit('lr-close')}>${t('app.cancel')}</button>
        <button class="danger" ?disabled=${!this.read || this.busy} data-test="delete-confirm" @click=${() => this.emit('lr-delete')}>${icon('trash')}${t('replay.deleteDo')}</button>
      </div>
    </lr-dialog>`;
  }
}
