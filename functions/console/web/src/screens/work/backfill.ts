import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Query } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { call, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { toIso } from '../../lib/time.js';
import { base } from '../../style/base.js';
import '../../widgets/dialog.js';
import { icon } from '../../widgets/icon.js';
import { formStyle } from './form.style.js';
import { fromField, toField, utcText, zoneName } from './local-time.js';
import './stream-fields.js';
import type { StreamNames } from './stream-fields.js';

const DAY_MS = 86_400_000;
/** VOD keeps no recording longer, except for ever. */
const MOST_DAYS = 1_500;
const PRESETS = [[1, 'work.last_day'], [7, 'work.last_week'], [30, 'work.last_month']] as const;

/** Asks for the recordings of a range of the past. Fires `lr-started` with the query, and `lr-close`. */
@customElement('lr-work-backfill')
export class WorkBackfill extends LrElement {
  static override styles = [base, formStyle];

  @state() private from = toField(new Date(Date.now() - 7 * DAY_MS));
  @state() private to = toField(new Date());
  @state() private names: StreamNames = { stream_id: '', domain: '', app: '' };
  @state() private problem: Problem | null = null;
  @state() private tried = false;
  @state() private working = false;

  /** What is wrong with each field. */
  get #wrong(): { from?: string; to?: string } {
    const [from, to] = [fromField(this.from), fromField(this.to)];
    return {
      ...(from === null && { from: t('work.bad_time') }),
      ...(to === null
        ? { to: t('work.bad_time') }
        : from === null
          ? {}
          : to < from
            ? { to: t('work.bad_order') }
            : to.getTime() - from.getTime() > MOST_DAYS * DAY_MS
              ? { to: t('work.bad_length') }
              : to.getTime() > Date.now() + DAY_MS
                ? { to: t('work.bad_ahead') }
                : {}),
    };
  }

  async #start(): Promise<void> {
    this.tried = true;
    const [from, to] = [fromField(this.from), fromField(this.to)];
    if (from === null || to === null || Object.keys(this.#wrong).length > 0 || this.working) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    this.working = true;
    this.problem = null;
    const names = Object.fromEntries(Object.entries(this.names).filter(([, value]) => value !== ''));
    try {
      const { data } = await call<Query>('POST', '/queries', { body: { ...names, from: toIso(from), to: toIso(to) } });
      this.emit('lr-started', data);
    } catch (error) {
      this.problem = Problem.from(error);
    } finally {
      this.working = false;
    }
  }

  #preset(days: number): void {
    this.to = toField(new Date());
    this.from = toField(new Date(Date.now() - days * DAY_MS));
  }

  override render() {
    const submit = (event: Event): void => {
      event.preventDefault();
      void this.#start();
    };
    return html`<lr-dialog open heading=${t('work.backfill_title')} data-test="backfill-dialog">
      <p>${t('work.backfill_lead')}</p>
      <form id="form" @submit=${submit} novalidate>
        <div class="row wide">${PRESETS.map(([days, label]) => html`<button type="button" @click=${() => this.#preset(days)}>${t(label)}</button>`)}</div>
        ${this.#time('from', t('work.from'))} ${this.#time('to', t('work.to'))}
        <p class="small muted wide row">${icon('clock')}${t('work.zone', { zone: zoneName() })}</p>
        <lr-stream-fields class="wide" .names=${this.names} hint=${t('work.stream_all')} @lr-names=${(event: CustomEvent<StreamNames>) => (this.names = event.detail)}></lr-stream-fields>
        ${this.problem ? html`<p class="notice bad wide" role="alert">${icon('warning')}<span class="wrap">${this.problem.status === 422 ? this.problem.detail : this.problem.text}</span></p>` : nothing}
      </form>
      <button slot="actions" @click=${() => this.emit('lr-close')}>${t('app.cancel')}</button>
      <button slot="actions" class="primary" ?disabled=${this.working} @click=${submit} data-test="backfill-start">${t('work.start')}</button>
    </lr-dialog>`;
  }

  #time(name: 'from' | 'to', label: string) {
    const wrong = this.tried ? this.#wrong[name] : undefined;
    const given = fromField(this[name]);
    return html`<label class="field">
      ${label}
      <input type="datetime-local" name=${name} required .value=${this[name]} aria-invalid=${wrong ? 'true' : 'false'} @input=${(event: Event) => (this[name] = (event.target as HTMLInputElement).value)} data-test="backfill-${name}" />
      ${wrong ? html`<span class="bad" role="alert">${wrong}</span>` : html`<span>${given ? t('work.utc', { time: utcText(given) }) : ''}</span>`}
    </label>`;
  }
}
