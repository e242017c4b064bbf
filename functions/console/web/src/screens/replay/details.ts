import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.js';
import { LrElement } from '../../lib/element.js';
import type { Patch, Replay } from '../../lib/types.js';
import { base } from '../../style/base.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';
import './moment.js';

const TITLE = 200;
const NOTE = 2000;

type Draft = Pick<Patch, 'title' | 'note' | 'featured_rank' | 'publish_at' | 'unpublish_at' | 'cover_url'>;

/** What people set: title, note, place on the front page, cover, schedule. Fires `lr-save` with {patch, seen}, and `lr-choose-cover`. */
@customElement('lr-replay-details')
export class ReplayDetails extends LrElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        flex-direction: column;
        gap: var(--s3);
        padding: var(--s4);
      }
      .cover {
        display: grid;
        grid-template-columns: 120px 1fr;
        gap: var(--s3);
        align-items: end;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(210px, 1fr));
        gap: var(--s3);
      }
      input,
      textarea {
        width: 100%;
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) replay!: Replay;
  @property({ type: Boolean }) busy = false;
  @state() private draft: Draft = {};
  /** The replay as it was when the first field was changed. */
  #seen: Replay | null = null;
  @query('#title') private titleField!: HTMLInputElement;

  editTitle(): void {
    this.titleField.focus();
    this.titleField.select();
  }

  /** How many fields are changed and not saved. */
  get unsaved(): number {
    return Object.keys(this.draft).length;
  }

  /** Another replay has other drafts; what was saved is none. */
  clear(): void {
    this.draft = {};
    this.#seen = null;
  }

  override render() {
    const { replay, draft } = this;
    const value = <K extends keyof Draft>(field: K): Draft[K] => (field in draft ? draft[field] : (replay[field] as Draft[K]));
    const changed = this.unsaved > 0;
    return html`<section class="panel" aria-labelledby="details">
      <form @submit=${this.#save} @keydown=${this.#key} novalidate>
        <h2 id="details">${t('replay.details')}</h2>
        <label class="field" for="title"
          >${t('words.field_title')}
          <input id="title" maxlength=${TITLE} .value=${value('title') ?? ''} placeholder=${t('replay.titleDefault')} data-test="title" @input=${this.#text('title')} />
        </label>
        <label class="field"
          >${t('replay.note')}
          <textarea maxlength=${NOTE} rows="3" .value=${value('note') ?? ''} data-test="note" @input=${this.#text('note')}></textarea>
        </label>
        <div class="cover">
          <lr-cover .src=${value('cover_url') ?? null}></lr-cover>
          <div class="stack">
            <button type="button" data-test="choose-cover" @click=${() => this.emit('lr-choose-cover')}>${icon('image')}${t('replay.cover')}<kbd aria-hidden="true">C</kbd></button>
          </div>
        </div>
        <label class="field"
          >${t('replay.coverAddress')}
          <input type="url" .value=${value('cover_url') ?? ''} placeholder="https://" data-test="cover-url" @input=${this.#text('cover_url')} />
        </label>
        <label class="field"
          >${t('words.field_featured_rank')}
          <input type="number" min="1" max="1000000" .value=${String(value('featured_rank') ?? '')} placeholder=${t('words.none')} data-test="rank" @input=${this.#rank} />
        </label>
        <div class="pair">
          <lr-moment label=${t('words.field_publish_at')} .value=${value('publish_at') ?? null} test="publish-at" @lr-moment=${this.#moment('publish_at')}></lr-moment>
          <lr-moment label=${t('words.field_unpublish_at')} .value=${value('unpublish_at') ?? null} test="unpublish-at" @lr-moment=${this.#moment('unpublish_at')}></lr-moment>
        </div>
        ${changed
          ? html`<div class="row">
              <button class="primary" ?disabled=${this.busy} data-test="save">${t('app.save')}</button>
              <button type="button" data-test="discard" @click=${() => this.clear()}>${t('app.cancel')}</button>
            </div>`
          : nothing}
      </form>
    </section>`;
  }

  #set(change: Draft): void {
    this.#seen ??= this.replay;
    const draft = { ...this.draft, ...change };
    // What is as it was is no change.
    for (const field of Object.keys(change) as (keyof Draft)[]) {
      if ((draft[field] ?? null) === ((this.#seen[field] as unknown) ?? null)) delete draft[field];
    }
    this.draft = draft;
    if (Object.keys(draft).length === 0) this.#seen = null;
  }

  readonly #text = (field: 'title' | 'note' | 'cover_url') => (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    this.#set({ [field]: value.trim() === '' ? null : value });
  };

  readonly #rank = (event: Event): void => {
    const { valueAsNumber } = event.target as HTMLInputElement;
    this.#set({ featured_rank: Number.isFinite(valueAsNumber) ? Math.max(1, Math.round(valueAsNumber)) : null });
  };

  readonly #moment = (field: 'publish_at' | 'unpublish_at') => (event: CustomEvent<string | null>): void => this.#set({ [field]: event.detail });

  readonly #key = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape') {
      this.clear();
      target.blur();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#save(event);
  };

  readonly #save = (event: Event): void => {
    event.preventDefault();
    if (Object.keys(this.draft).length === 0) return;
    this.emit('lr-save', { patch: this.draft, seen: this.#seen ?? this.replay });
  };
}
