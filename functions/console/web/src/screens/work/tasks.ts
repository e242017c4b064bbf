import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RecordingTask, TaskPage } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { rich } from '../../i18n/rich.js';
import { call, get, piece, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { length } from '../../lib/length.js';
import { session } from '../../lib/session.js';
import { timeOf } from '../../lib/time.js';
import { paths } from '../../router.js';
import { base } from '../../style/base.js';
import { ask } from '../../widgets/ask.js';
import { badge, type Tone } from '../../widgets/badge.js';
import { icon } from '../../widgets/icon.js';
import { empty, failed, loading, progress } from '../../widgets/states.js';
import { toast, toastProblem } from '../../widgets/toast.js';
import { queriesStyle } from './queries.style.js';
import { Repeated } from '../../lib/repeated.js';
import { troubleBlock } from './trouble-block.js';

/** Each reading is a request to Tencent. */
const EVERY_MS = 60_000;
const TONES: Record<RecordingTask['state'], Tone> = { scheduled: 'accent', recording: 'bad', over: '', stopped: '' };

/** The recordings on demand, as Tencent lists them. */
@customElement('lr-work-tasks')
export class WorkTasks extends LrElement {
  static override styles = [
    base,
    queriesStyle,
    css`
      .no-keys {
        padding: 0 var(--s4) var(--s4);
      }
    `,
  ];

  @state() private tasks: RecordingTask[] | null = null;
  @state() private cursor: string | null = null;
  @state() private problem: Problem | null = null;
  readonly #repeated = new Repeated(() => this.refresh(), () => EVERY_MS);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#repeated.start();
    this.hold(() => this.#repeated.stop());
  }

  async refresh(): Promise<void> {
    try {
      const page = await get<TaskPage>('/recordings/tasks');
      this.tasks = page.tasks;
      this.cursor = page.next_cursor;
      this.problem = null;
    } catch (error) {
      this.problem = Problem.from(error);
    }
  }

  async #more(): Promise<void> {
    try {
      const page = await get<TaskPage>('/recordings/tasks', { cursor: this.cursor });
      this.tasks = [...(this.tasks ?? []), ...page.tasks];
      this.cursor = page.next_cursor;
    } catch (error) {
      toastProblem(error, '', () => void this.#more());
    }
  }

  async #stop(task: RecordingTask): Promise<void> {
    const heading = t('work.stop_title', { stream: task.stream.stream_id });
    const text = t(task.state === 'scheduled' ? 'work.stop_scheduled' : 'work.stop_lead');
    if (!(await ask({ heading, text, confirm: t('work.stop_do'), danger: true }))) return;
    try {
      await call('DELETE', `/recordings/tasks/${piece(task.id)}`);
      toast(t('work.stopped'));
    } catch (error) {
      toastProblem(error, '', () => void this.#stop(task));
    }
    void this.refresh();
  }

  override render() {
    return html`<section class="panel" aria-labelledby="tasks">
      <div class="head">
        <h2 id="tasks" class="grow">${t('work.tasks')}</h2>
        <button class="plain square" aria-label=${t('work.reload')} title=${t('work.reload')} @click=${() => void this.refresh()}>${icon('refresh')}</button>
      </div>
      <p class="small muted lead">${t('work.tasks_lead')}</p>
      ${this.#content()}
    </section>`;
  }

  #content() {
    const { problem, tasks } = this;
    if (problem?.code === 'no_tencent_keys') return html`<p class="no-keys muted" data-test="no-keys">${t('work.tasks_no_keys')}</p>`;
    if (problem?.code === 'tencent_refused') return html`<div class="no-keys">${troubleBlock(problem.detail)}</div>`;
    if (tasks === null) return problem ? failed(problem, () => void this.refresh()) : html`<div class="lead">${loading(2)}</div>`;
    if (tasks.length === 0) return empty('record', t('work.tasks_none'));
    return html`${problem ? html`<p class="lead bad" role="alert">${problem.text}</p>` : nothing}
      <ul>
        ${repeat(tasks, (task) => task.id, (task) => this.#item(task))}
      </ul>
      ${this.cursor ? html`<div class="lead"><button class="plain" @click=${() => void this.#more()}>${t('app.loadMore')}</button></div>` : nothing}`;
  }

  #item(task: RecordingTask) {
    const { stream, state: stage, starts_at: starts, ends_at: ends } = task;
    const [begin, end, now] = [Date.parse(starts), Date.parse(ends), Date.now()];
    const open = stage === 'scheduled' || stage === 'recording';
    const label = t('work.stop_this', { stream: stream.stream_id });
    return html`<li class="query" data-test="task" data-state=${stage}>
      <div class="line">
        <span class="grow cut what"><a href=${paths.stream(stream)}>${stream.stream_id}</a></span>
        ${badge(t(`work.task_${stage}`), TONES[stage])}
        ${open
          ? html`<button class="plain square danger" ?disabled=${!session.admin} aria-label=${label} title=${session.admin ? label : t('work.admins')} @click=${() => void this.#stop(task)} data-test="task-stop">${icon('stop')}</button>`
          : nothing}
      </div>
      ${stage === 'recording' && end > begin
        ? html`<div class="line bar">
            ${progress(Math.min(1, Math.max(0, (now - begin) / (end - begin))), t('work.progress', { what: stream.stream_id }))}
            <span class="small muted number">${t('work.task_left', { time: length((end - now) / 1000) })}</span>
          </div>`
        : nothing}
      <p class="small muted">
        ${rich('work.range', { from: timeOf(starts), to: timeOf(task.stopped_at ?? ends) })} ·
        ${task.template_id === null ? t('work.task_no_template') : t('work.task_template', { id: String(task.template_id) })}
      </p>
    </li>`;
  }
}
