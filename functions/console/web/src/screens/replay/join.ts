import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { call, get, piece } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { clock, size } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { base } from '../../style/base.js';
import { ask } from '../../widgets/ask.js';
import { icon } from '../../widgets/icon.js';
import { progress } from '../../widgets/states.js';
import { toast, toastProblem } from '../../widgets/toast.js';
import type { Query } from '../../../client/index.js';

/** A join of files takes seconds (HLS) or minutes, and is looked at so often. */
const LOOK_MS = 3_000;

/** Joins the files of one format into one, and shows how far that is. Fires `lr-joined` once there is a new file. */
@customElement('lr-replay-join')
export class ReplayJoin extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .row {
        padding: var(--s3) var(--s4);
        border-bottom: 1px solid var(--line);
      }
      progress {
        max-width: 240px;
      }
    `,
  ];

  @property({ attribute: false }) replay!: Replay;
  @state() private join: Query | null = null;
  @state() private format = '';
  @state() private busy = false;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #shown = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#looking);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('replay') || this.#shown === this.replay.id) return;
    this.#shown = this.replay.id;
    this.join = null;
    this.format = '';
    void this.#find();
  }

  /** The newest join of this replay, also one that somebody else began. */
  async #find(): Promise<void> {
    const { id } = this.replay;
    const page = await get<{ queries: Query[] }>('/queries', { kind: 'join', limit: 50 }).catch(() => ({ queries: [] }));
    if (id === this.replay.id) this.#follow(page.queries.find((it) => it.replay_id === id && it.state === 'active') ?? null);
  }

  #follow(join: Query | null): void {
    const finished = this.join?.state === 'active' && join?.state === 'done';
    this.join = join;
    clearTimeout(this.#looking);
    if (finished && join?.result) {
      toast({ text: t('replay.joinDone', { n: join.found, length: clock(join.result.duration ?? 0) }), tone: 'good' });
      this.emit('lr-joined');
    }
    if (join?.state !== 'active' || !this.isConnected) return;
    this.#looking = setTimeout(async () => {
      const now = await get<Query>(`/queries/${piece(join.id)}`).catch(() => join);
      if (this.join?.id === join.id) this.#follow(now);
    }, LOOK_MS);
  }

  override render() {
    const { join, replay } = this;
    if (join?.state === 'active') {
      return html`<div class="row" data-test="join-progress">
        <span>${t('replay.joining', { n: join.found, format: (join.format ?? '').toUpperCase() })}</span>
        ${progress(join.progress, t('replay.join'))}
        ${join.last_error ? html`<span class="bad small wrap">${join.last_error}</span>` : nothing}
        ${join.task_id ? nothing : html`<button data-test="join-cancel" @click=${() => this.#cancel(join)}>${t('app.cancel')}</button>`}
      </div>`;
    }
    const formats = replay.renditions.filter((it) => it.parts > 1 || replay.trim);
    const failed = join?.state === 'done' && !join.result ? html`<p class="bad wrap" role="alert" data-test="join-failed">${t('replay.joinFailed', { why: join.last_error ?? '' })}</p>` : nothing;
    if (formats.length === 0 && failed === nothing) return nothing;
    const chosen = formats.find((it) => it.format === this.format) ?? formats.find((it) => it.format === replay.play?.format) ?? formats[0];
    return html`<div class="row">
      ${failed}
      ${chosen
        ? html`${formats.length > 1
              ? html`<select aria-label=${t('replay.fileFormat')} data-test="join-format" @change=${(event: Event) => (this.format = (event.target as HTMLSelectElement).value)}>
                  ${formats.map((it) => html`<option value=${it.format} ?selected=${it === chosen}>${it.format.toUpperCase()} · ${t('replay.parts', { n: it.parts })}</option>`)}
                </select>`
              : nothing}
            <button ?disabled=${this.busy} data-test="join" @click=${() => this.#start(chosen.format, chosen.parts, chosen.bytes)}>${icon('join')}${t('replay.join')}</button>
            <span class="muted small grow">${replay.trim ? t('replay.joinTrims') : t('replay.joinText')}</span>`
        : nothing}
    </div>`;
  }

  async #start(format: string, n: number, bytes: number): Promise<void> {
    const text = t(this.replay.trim ? 'replay.joinAskTrim' : 'replay.joinAsk', { n, format: format.toUpperCase(), size: size(bytes) });
    if (!(await ask({ heading: t('replay.join'), text, confirm: t('replay.join') }))) return;
    this.busy = true;
    try {
      const { data } = await call<Query>('POST', `/replays/${piece(this.replay.id)}/join`, { body: { format }, ifMatch: this.replay.version });
      this.#follow(data);
      if (data.state === 'done' && data.result) this.emit('lr-joined');
    } catch (error) {
      toastProblem(error, t('replay.join'));
    } finally {
      this.busy = false;
    }
  }

  async #cancel(join: Query): Promise<void> {
    try {
      await call('DELETE', `/queries/${piece(join.id)}`);
      this.#follow(null);
    } catch (error) {
      toastProblem(error, t('app.cancel'));
    }
  }
}
