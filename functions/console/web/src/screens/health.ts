import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ServiceStatus } from '../../client/index.js';
import { t } from '../i18n/index.js';
import { rich } from '../i18n/rich.js';
import { get } from '../lib/api.js';
import { Repeated } from '../lib/repeated.js';
import { Screen } from '../lib/screen.js';
import { timeOf, toIso } from '../lib/time.js';
import { base } from '../style/base.js';
import { lead } from '../style/lead.js';
import { icon } from '../widgets/icon.js';
import { failed, loading } from '../widgets/states.js';
import { card } from './health/card.js';
import { healthStyle } from './health/style.js';
import { NUMBERS, verdicts, worst, type Grade, type NumberName } from './health/verdict.js';

const EVERY_MS = 15_000;
const ICONS = { good: 'check', watch: 'info', bad: 'warning', none: 'clock' } as const;

/** What the service says of itself, in numbers and in words. */
@customElement('lr-health')
export class HealthScreen extends Screen {
  static override styles = [base, lead, healthStyle];

  @state() private status: ServiceStatus | null = null;
  @state() private problem: unknown = null;
  @state() private read = new Date();
  readonly #repeated = new Repeated(() => this.#load(), () => EVERY_MS);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#repeated.start();
    this.hold(() => this.#repeated.stop());
  }

  async #load(): Promise<void> {
    try {
      const status = await get<ServiceStatus>('/status');
      this.read = new Date();
      this.status = status;
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  override render() {
    return html`<div class="page">
      <header>
        <h1>${t('health.title')}</h1>
        <p>${t('health.lead')}</p>
        ${this.status ? html`<span class="small muted">${rich('health.updated', { time: timeOf(toIso(this.read), 'clock') })}</span>` : nothing}
      </header>
      ${this.problem ? failed(this.problem, () => void this.#load()) : this.status ? this.#numbers(this.status) : loading(8)}
    </div>`;
  }

  #numbers(status: ServiceStatus) {
    const now = this.read.getTime();
    const grades = verdicts(status, now);
    return html`${this.#overall(worst(grades), grades)}
      <div class="cards">${NUMBERS.map((name) => card(name, grades[name], status, now))}</div>`;
  }

  #overall(grade: Grade, grades: Record<NumberName, Grade>) {
    const names = NUMBERS.filter((name) => grades[name] === grade).map((name) => t(`health.${name}`));
    return html`<p class="panel overall ${grade}" role="status" data-test="health-overall" data-grade=${grade}>
      ${icon(ICONS[grade])}<b>${t(`health.overall_${grade}`, { names: names.join(', ') })}</b>
    </p>`;
  }
}
