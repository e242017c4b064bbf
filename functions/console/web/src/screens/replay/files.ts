import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { number, t } from '../../i18n/index.js';
import { get, piece } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { clock, size, timeOf, zoned } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { base } from '../../style/base.js';
import { badge } from '../../widgets/badge.js';
import { icon } from '../../widgets/icon.js';
import { empty, failed, loading } from '../../widgets/states.js';
import type { Part } from '../../../client/index.js';

interface PartPage {
  parts: Part[];
  next_cursor: string | null;
}

const PAGE = 50;

/** The files of a replay, a page at a time. Fires `lr-at` with the time of a file that somebody wants to see. */
@customElement('lr-replay-files')
export class ReplayFiles extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        overflow-x: auto;
      }
      td {
        vertical-align: middle;
        white-space: nowrap;
      }
      td > button {
        min-height: 28px;
        margin-left: -8px;
        padding: 0 8px;
        font-weight: 400;
      }
      td.why {
        min-width: 160px;
        white-space: normal;
      }
      td.id {
        max-width: 220px;
      }
      .id button {
        min-height: 24px;
        width: 24px;
        padding: 0;
      }
      .more {
        padding: var(--s3);
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) replay!: Replay;
  @state() private parts: Part[] | null = null;
  @state() private cursor: string | null = null;
  @state() private error: unknown = null;
  @state() private busy = false;
  #shown = '';
  #reading = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Each change of the replay may be one of its files.
    const shown = `${this.replay.id} ${this.replay.version}`;
    if (!changed.has('replay') || shown === this.#shown) return;
    if (!this.#shown.startsWith(this.replay.id)) this.parts = null;
    this.#shown = shown;
    void this.#load();
  }

  /** Reads as many files as are shown, or a page more. */
  async #load(more = false): Promise<void> {
    const reading = ++this.#reading;
    this.error = null;
    this.busy = true;
    const known = this.parts ?? [];
    const wanted = more ? PAGE : Math.max(known.length, PAGE);
    let parts = more ? known : [];
    let cursor = more ? this.cursor : null;
    try {
      do {
        const page: PartPage = await get<PartPage>(`/replays/${piece(this.replay.id)}/parts`, { limit: Math.min(wanted, 100), cursor });
        if (reading !== this.#reading) return;
        parts = [...parts, ...page.parts];
        cursor = page.next_cursor;
      } while (!more && cursor !== null && parts.length < wanted);
      [this.parts, this.cursor] = [parts, cursor];
    } catch (error) {
      if (reading === this.#reading) this.error = error;
    } finally {
      if (reading === this.#reading) this.busy = false;
    }
  }

  override render() {
    const { parts } = this;
    if (this.error && !parts) return failed(this.error, () => void this.#load());
    if (!parts) return loading(4);
    if (parts.length === 0) return empty('record', t('replay.noFiles'), t('replay.noFilesText'));
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('replay.files')}>
        <table data-test="files">
          <thead>
            <tr>
              <th scope="col">${t('replay.fileFormat')}</th>
              <th scope="col">${t('replay.fileFrom')}</th>
              <th scope="col">${t('replay.fileTo')}</th>
              <th scope="col" class="number">${t('replay.fileLength')}</th>
              <th scope="col" class="number">${t('replay.fileSize')}</th>
              <th scope="col">${t('replay.fileState')}</th>
              <th scope="col">${t('replay.fileWhy')}</th>
              <th scope="col">${t('replay.fileId')}</th>
            </tr>
          </thead>
          <tbody>
            ${parts.map((part) => this.#row(part))}
          </tbody>
        </table>
      </div>
      ${this.error ? failed(this.error, () => void this.#load(true)) : nothing}
      ${this.cursor ? html`<div class="more"><button ?disabled=${this.busy} data-test="more-files" @click=${() => this.#load(true)}>${t('app.loadMore')}</button></div>` : nothing}`;
  }

  #row(part: Part) {
    return html`<tr data-test="file">
      <td>${part.format.toUpperCase()}${part.kind === 'joined' ? html` <span class="muted small">${t('replay.fileJoined', { n: part.of?.length ?? 0 })}</span>` : nothing}</td>
      <td><button class="plain" title=${t('replay.fileSee')} @click=${() => this.emit('lr-at', Date.parse(part.from))}>${timeOf(part.from, 'clock')}</button></td>
      <td>${timeOf(part.to, 'clock')}</td>
      <td class="number">${clock(part.duration)}</td>
      <td class="number">${part.bytes === null ? '–' : size(part.bytes)}</td>
      <td>${stateOf(part)}</td>
      <td class="why wrap small muted">${zoned(part.evidence)}${part.unread?.length ? html`<br />${t('replay.fileUnread', { fields: part.unread.join(', ') })}` : nothing}</td>
      <td class="id">
        <span class="row">
          ${part.url && /^https?:/i.test(part.url)
            ? html`<a class="mono cut" href=${part.url} target="_blank" rel="noreferrer noopener">${part.file_id}</a>`
            : html`<span class="mono cut">${part.file_id}</span>`}
          <button class="plain" title=${t('app.copy')} aria-label=${t('app.copy')} @click=${() => navigator.clipboard.writeText(part.file_id)}>${icon('copy')}</button>
        </span>
      </td>
    </tr>`;
  }
}

function stateOf(part: Part) {
  if (part.gone) return badge(t('timeline.short_gone'), 'bad', t('timeline.look_gone'));
  if (part.empty) return badge(t('timeline.short_empty'), 'warn', t('timeline.look_empty'));
  if (part.duplicate) return badge(t('timeline.short_duplicate'), '', t('timeline.look_duplicate'));
  if (!part.confirmed) return badge(t('timeline.short_unconfirmed'), 'warn', t('timeline.look_unconfirmed'));
  if (part.time_anomaly) return badge(t('replay.fileAnomaly'), 'warn', t('timeline.anomaly'));
  return badge(t('replay.fileConfirmed'), 'good', t('replay.fileSources', { sources: part.sources.join(', '), n: number(part.sources.length) }));
}
