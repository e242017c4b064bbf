import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Regrouped, ReplaySpan, Rules } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { call, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { session } from '../../lib/session.js';
import type { Replay, Stream } from '../../lib/types.js';
import { base } from '../../style/base.js';
import { icon } from '../../widgets/icon.js';
import { failed, loading } from '../../widgets/states.js';
import { toast } from '../../widgets/toast.js';
import './gap-slider.js';
import { MOST, STEPS, place, seconds, pauses, type Stretch } from './gaps.js';
import './lanes.js';
import './regroup.js';
import { rulesStyle } from './rules.style.js';
import { changes, rulesText } from './summary.js';

const MOVING_MS = 250;
const OFFSETS = ['-08:00', '-05:00', 'Z', '+01:00', '+03:00', '+05:30', '+07:00', '+08:00', '+09:00'];

const equal = (a: Rules, b: Rules): boolean => a.gap_seconds === b.gap_seconds && a.daily_cut_utc_offset === b.daily_cut_utc_offset;

const stretches = (spans: readonly ReplaySpan[]): Stretch[] =>
  spans.map(({ id, from, to }) => ({ id, from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 }));

/** The rules by which a stream is grouped, what others would make of it, and the change itself. Fires `lr-regrouped`. */
@customElement('lr-stream-rules')
export class StreamRules extends LrElement {
  static override styles = [base, rulesStyle];

  @property({ attribute: false }) stream!: Stream;
  /** Those that are known here, for their titles. */
  @property({ attribute: false }) replays: readonly Replay[] = [];
  @state() private open = false;
  /** The stream's rules, those of the deployment, those that are tried. */
  @state() private present: Rules | null = null;
  @state() private deployment: Rules | null = null;
  @state() private tried: Rules | null = null;
  @state() private result: Regrouped | null = null;
  @state() private working = false;
  @state() private problem: unknown = null;
  @state() private confirming = false;
  @query('details') private details!: HTMLDetailsElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(() => (clearTimeout(this.#timer), this.#asked?.abort()));
  }

  show(): void {
    this.details.open = true;
    this.details.scrollIntoView({ block: 'start', behavior: 'smooth' });
    this.details.querySelector('summary')?.focus();
  }

  /** Moves the gap to the next place of the slider. */
  step(by: number): void {
    if (this.tried === null) return this.show();
    const at = place(this.tried.gap_seconds);
    this.#try({ gap_seconds: seconds(by > 0 ? Math.min(STEPS.length - 1, Math.floor(at) + 1) : Math.max(0, Math.ceil(at) - 1)) });
  }

  async #begin(): Promise<void> {
    this.problem = null;
    try {
      const [now, deployment] = await Promise.all([this.#preview({}), this.#preview({ gap_seconds: null, daily_cut_utc_offset: null })]);
      this.present = this.tried = now.rules;
      this.deployment = deployment.rules;
      this.result = now;
    } catch (error) {
      this.problem = error;
    }
  }

  async #preview(rules: { [name in keyof Rules]?: Rules[name] | null }, signal?: AbortSignal): Promise<Regrouped> {
    const body = { ...this.stream, ...rules, dry_run: true };
    return (await call<Regrouped>('POST', '/streams/regroup', { body, ...(signal && { signal }) })).data;
  }

  #try(change: Partial<Rules>): void {
    if (this.tried === null) return;
    this.tried = { ...this.tried, ...change };
    this.working = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#work(), MOVING_MS);
  }

  async #work(): Promise<void> {
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    try {
      this.result = await this.#preview(this.tried ?? {}, signal);
      this.problem = null;
      this.working = false;
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error;
      this.working = false;
    }
  }

  async #regroup(): Promise<void> {
    const { data } = await call<Regrouped>('POST', '/streams/regroup', { body: { ...this.stream, ...this.tried, dry_run: false } });
    this.confirming = false;
    toast({ text: t('streams.regrouped', { before: data.replays_before, after: data.replays_after }), tone: 'good' });
    this.present = this.tried = data.rules;
    this.emit('lr-regrouped');
    await this.#work();
  }

  override render() {
    return html`<details class="panel" @toggle=${this.#toggled} data-test="stream-rules">
        <summary><h2>${t('streams.rules')}</h2>${this.present ? html`<span class="muted small">${rulesText(this.present)}</span>` : nothing}</summary>
        ${this.open ? html`<div class="body stack">${this.#body()}</div>` : nothing}
      </details>
      ${this.confirming && this.result && this.tried && this.present
        ? html`<lr-stream-regroup
            .stream=${this.stream}
            .result=${this.result}
            .present=${this.present}
            .tried=${this.tried}
            .lines=${changes(this.result, this.replays)}
            .run=${() => this.#regroup()}
            @lr-close=${() => (this.confirming = false)}
          ></lr-stream-regroup>`
        : nothing}`;
  }

  #toggled = (): void => {
    this.open = this.details.open;
    if (this.open && this.present === null) void this.#begin();
  };

  #body() {
    const { present, tried, deployment, result } = this;
    if (present === null || tried === null || result === null) {
      if (this.problem === null) return loading(4);
      return Problem.from(this.problem).status === 404 ? html`<p class="muted">${t('streams.replays_none')}</p>` : failed(this.problem, () => void this.#begin());
    }
    const cuts = [...new Set([...OFFSETS, ...[tried, present].flatMap((one) => one.daily_cut_utc_offset ?? [])])];
    const before = stretches(result.before);
    return html`<p class="muted">${t('streams.rules_lead')}</p>
      <lr-gap-slider .value=${tried.gap_seconds} .pauses=${pauses(before)} .most=${MOST} @lr-gap=${(event: CustomEvent<number>) => this.#try({ gap_seconds: event.detail })}></lr-gap-slider>
      <div class="row">
        <label class="field">
          ${t('streams.cut')}
          <select @change=${(event: Event) => this.#try({ daily_cut_utc_offset: (event.target as HTMLSelectElement).value || null })} data-test="daily-cut">
            <option value="" ?selected=${tried.daily_cut_utc_offset === null}>${t('streams.cut_none')}</option>
            ${cuts.map((offset) => html`<option value=${offset} ?selected=${tried.daily_cut_utc_offset === offset}>${t('streams.cut_at', { offset })}</option>`)}
          </select>
        </label>
        <p class="small muted grow help">${t('streams.cut_help')}</p>
      </div>
      <div class="row">
        <p class="small muted grow">${deployment && equal(present, deployment) ? t('streams.deployments') : t('streams.own')}</p>
        ${deployment && !equal(tried, deployment) ? html`<button class="plain" @click=${() => this.#try(deployment)}>${t('streams.reset')}</button>` : nothing}
        ${equal(tried, present) ? nothing : html`<button class="plain" @click=${() => this.#try(present)}>${t('streams.undo')}</button>`}
      </div>
      ${this.#outcome(result, before, equal(tried, present))}`;
  }

  #outcome(result: Regrouped, before: Stretch[], unchanged: boolean) {
    if (this.problem) return failed(this.problem, () => void this.#work());
    const lines = changes(result, this.replays);
    const nothingNew = lines.length === 0;
    return html`<div class="outcome stack ${this.working ? 'working' : ''}" aria-busy=${this.working}>
      <div role="status" data-test="regroup-outcome">
        ${this.working
          ? t('streams.working')
          : nothingNew
            ? t('streams.stays', { n: result.replays_before })
            : html`<b>${t('streams.changes', { before: result.replays_before, after: result.replays_after })}</b>
                <ul class="lines">
                  ${lines.map((line) => html`<li>${line}</li>`)}
                </ul>`}
        ${result.pins_kept > 0 ? html`<p class="small muted">${t('streams.pins', { n: result.pins_kept })}</p>` : nothing}
      </div>
      <lr-stream-lanes .was=${before} .becomes=${stretches(result.after)} .gap=${result.rules.gap_seconds}></lr-stream-lanes>
      <div class="row">
        ${session.admin
          ? html`<button class="primary" ?disabled=${this.working || unchanged} @click=${() => (this.confirming = true)} data-test="regroup">${t('streams.regroup')}</button>`
          : html`<p class="notice">${icon('info')}<span>${t('streams.regroup_admin', { rules: rulesText(result.rules) })}</span></p>`}
      </div>
    </div>`;
  }
}
