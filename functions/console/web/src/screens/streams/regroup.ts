import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Regrouped, Rules } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import { Problem } from '../../lib/problem.js';
import type { Stream } from '../../lib/types.js';
import { base } from '../../style/base.js';
import '../../widgets/dialog.js';
import { icon } from '../../widgets/icon.js';
import { rulesText } from './summary.js';

/** Says what a regroup will change before it does it. */
@customElement('lr-stream-regroup')
export class StreamRegroup extends LrElement {
  static override styles = [
    base,
    css`
      p + p,
      ul,
      ul + p {
        margin-top: var(--s2);
      }
      li::before {
        content: '· ';
      }
      .notice {
        margin-top: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) stream!: Stream;
  @property({ attribute: false }) result!: Regrouped;
  @property({ attribute: false }) present!: Rules;
  @property({ attribute: false }) tried!: Rules;
  /** What changes, in words. */
  @property({ attribute: false }) lines: readonly string[] = [];
  @property({ attribute: false }) run!: () => Promise<void>;
  @state() private working = false;
  @state() private problem: Problem | null = null;

  async #regroup(): Promise<void> {
    this.working = true;
    this.problem = null;
    try {
      await this.run();
    } catch (error) {
      this.problem = Problem.from(error);
    } finally {
      this.working = false;
    }
  }

  override render() {
    const { replays_before: before, replays_after: after } = this.result;
    return html`<lr-dialog open heading=${t('streams.regroup_title', { stream: this.stream.stream_id })} ?keep=${this.working} data-test="regroup-dialog">
      <p><b>${rulesText(this.tried)}</b></p>
      <p>${this.lines.length === 0 ? t('streams.stays', { n: before }) : t('streams.changes', { before, after })}</p>
      <ul>
        ${this.lines.map((line) => html`<li>${line}</li>`)}
      </ul>
      <p>${t('streams.regroup_lead')}</p>
      <p class="notice warn">${icon('warning')}<span>${t('streams.regroup_undo', { rules: rulesText(this.present) })}</span></p>
      ${this.problem ? html`<p class="notice bad" role="alert">${icon('warning')}<span>${this.problem.text}</span></p>` : nothing}
      <button slot="actions" ?disabled=${this.working} @click=${() => this.emit('lr-close')}>${t('app.cancel')}</button>
      <button slot="actions" class="primary" ?disabled=${this.working} @click=${() => void this.#regroup()} data-test="regroup-confirm">${t('streams.regroup_do')}</button>
    </lr-dialog>`;
  }
}
