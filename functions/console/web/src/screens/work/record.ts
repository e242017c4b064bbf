import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { RecordingTask } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { call, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { length } from '../../lib/length.js';
import { timeText, toIso } from '../../lib/time.js';
import { base } from '../../style/base.js';
import '../../widgets/dialog.js';
import { icon } from '../../widgets/icon.js';
import { toast } from '../../widgets/toast.js';
import { formStyle } from './form.style.js';
import { fromField, toField, utcText, zoneName } from './local-time.js';
import './stream-fields.js';
import type { StreamNames } from './stream-fields.js';
import { troubleBlock } from './trouble-block.js';

const HOUR_MS = 3_600_000;
const LENGTHS = [1, 2, 4, 8, 12, 24];
/** Tencent's limits. */
const LONGEST_MS = 24 * HOUR_MS;
const AHEAD_MS = 7 * LONGEST_MS;

type Wrong = { stream?: string; ends?: string; template?: string };

/** Starts to record a stream. Fires `lr-recording` with the task, and `lr-close`. */
@customElement('lr-work-record')
export class WorkRecord extends LrElement {
  static override styles = [base, formStyle];

  @state() private names: StreamNames = { stream_id: '', domain: '', app: '' };
  /** Empty for now. */
  @state() private starts = '';
  /** Hours after the start, or 0 for a time of its own. */
  @state() private hours = 2;
  @state() private ends = toField(new Date(Date.now() + 2 * HOUR_MS));
  @state() private template = '';
  @state() private tried = false;
  @state() private working = false;
  @state() private problem: Problem | null = null;

  get #span(): { from: Date | null; to: Date | null } {
    const from = this.starts === '' ? null : fromField(this.starts);
    const to = this.hours > 0 ? new Date((from?.getTime() ?? Date.now()) + this.hours * HOUR_MS) : fromField(this.ends);
    return { from, to };
  }

  get #wrong(): Wrong {
    const { from, to } = this.#span;
    const begin = from?.getTime() ?? Date.now();
    const end = to?.getTime() ?? Number.NaN;
    const ends = Number.isNaN(end)
      ? t('work.bad_time')
      : end <= begin || end <= Date.now()
        ? t('work.ends_past')
        : end - begin > LONGEST_MS
          ? t('work.ends_long')
          : end >= Date.now() + AHEAD_MS
            ? t('work.ends_far')
            : '';
    return {
      ...(this.names.stream_id === '' && { stream: t('work.needs_stream') }),
      ...(ends && { ends }),
      ...(this.template !== '' && !/^[1-9]\d{0,15}$/.test(this.template) && { template: t('work.template_bad') }),
    };
  }

  async #start(): Promise<void> {
    this.tried = true;
    const { from, to } = this.#span;
    if (to === null || Object.keys(this.#wrong).length > 0 || this.working) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>(this.#wrong.stream ? 'lr-stream-fields' : '[aria-invalid="true"]')?.focus();
      return;
    }
    this.working = true;
    this.problem = null;
    const { stream_id, domain, app } = this.names;
    const body = {
      stream_id,
      ...(domain && { domain }),
      ...(app && { app }),
      ...(from && { starts_at: toIso(from) }),
      ends_at: toIso(to),
      ...(this.template && { template_id: Number(this.template) }),
    };
    try {
      const { data } = await call<RecordingTask>('POST', '/recordings/tasks', { body });
      toast({ text: t('work.recording', { stream: stream_id, time: timeText(data.ends_at) }), tone: 'good' });
      this.emit('lr-recording', data);
    } catch (error) {
      this.problem = Problem.from(error);
    } finally {
      this.working = false;
    }
  }

  override render() {
    const submit = (event: Event): void => {
      event.preventDefault();
      void this.#start();
    };
    const wrong = this.tried ? this.#wrong : {};
    const { to } = this.#span;
    return html`<lr-dialog open heading=${t('work.task_title')} data-test="record-dialog">
      <p>${t('work.task_lead')}</p>
      <form @submit=${submit} novalidate>
        <lr-stream-fields class="wide" .names=${this.names} .wrong=${wrong.stream ?? ''} @lr-names=${(event: CustomEvent<StreamNames>) => (this.names = event.detail)}></lr-stream-fields>
        <label class="field">
          ${t('work.starts')}
          <select @change=${(event: Event) => (this.starts = (event.target as HTMLSelectElement).value === 'now' ? '' : toField(new Date(Date.now() + HOUR_MS)))} data-test="record-starts">
            <option value="now">${t('work.starts_now')}</option>
            <option value="at">${t('work.starts_at')}</option>
          </select>
          ${this.starts === '' ? nothing : this.#time(t('work.starts'), this.starts, (value) => (this.starts = value))}
        </label>
        <label class="field">
          ${t('work.ends')}
          <select @change=${(event: Event) => (this.hours = Number((event.target as HTMLSelectElement).value))} data-test="record-length">
            ${LENGTHS.map((hours) => html`<option value=${hours} ?selected=${hours === this.hours}>${t('work.ends_in', { time: length(hours * 3600) })}</option>`)}
            <option value="0">${t('work.ends_at')}</option>
          </select>
          ${this.hours > 0 ? nothing : this.#time(t('work.ends'), this.ends, (value) => (this.ends = value))}
          ${wrong.ends ? html`<span class="bad" role="alert">${wrong.ends}</span>` : html`<span>${to ? `${timeText(toIso(to))} · ${t('work.utc', { time: utcText(to) })}` : ''}</span>`}
        </label>
        <label class="field wide">
          ${t('work.template')}
          <input type="text" inputmode="numeric" name="template" autocomplete="off" placeholder=${t('work.template_hint')} .value=${this.template} aria-invalid=${wrong.template ? 'true' : 'false'} @input=${(event: Event) => (this.template = (event.target as HTMLInputElement).value.trim())} />
          ${wrong.template ? html`<span class="bad" role="alert">${wrong.template}</span>` : nothing}
        </label>
        <p class="small muted wide row">${icon('clock')}${t('work.zone', { zone: zoneName() })}</p>
        ${this.problem ? html`<div class="wide" role="alert">${this.#failed(this.problem)}</div>` : nothing}
      </form>
      <button slot="actions" @click=${() => this.emit('lr-close')}>${t('app.cancel')}</button>
      <button slot="actions" class="primary" ?disabled=${this.working} @click=${submit} data-test="record-start">${t('work.record')}</button>
    </lr-dialog>`;
  }

  #time(label: string, value: string, changed: (value: string) => void) {
    return html`<input type="datetime-local" aria-label=${label} .value=${value} @input=${(event: Event) => changed((event.target as HTMLInputElement).value)} />`;
  }

  #failed(problem: Problem) {
    if (problem.code === 'tencent_refused') return troubleBlock(problem.detail);
    const text = problem.code === 'task_undecided' ? t('work.task_undecided') : problem.status === 422 ? problem.detail : problem.text;
    return html`<p class="notice bad">${icon('warning')}<span class="wrap">${text}</span></p>`;
  }
}
