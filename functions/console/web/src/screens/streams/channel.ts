import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ChannelPage } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { call, get, piece, Problem } from '../../lib/api.js';
import { LrElement } from '../../lib/element.js';
import { session } from '../../lib/session.js';
import type { Channel, Stream } from '../../lib/types.js';
import { countUnsaved } from '../../lib/unsaved.js';
import { base } from '../../style/base.js';
import '../../widgets/dialog.js';
import { toast, toastProblem } from '../../widgets/toast.js';

const FIELDS = ['name', 'avatar_url', 'intro'] as const;
type Field = (typeof FIELDS)[number];
const LABELS = { name: 'streams.name', avatar_url: 'streams.avatar', intro: 'streams.intro' } as const;
const MOST: Record<Field, number> = { name: 100, avatar_url: 2048, intro: 1000 };

const only = ({ name, avatar_url, intro }: Channel): Channel => ({ name, avatar_url, intro });
const equal = (a: Channel, b: Channel): boolean => FIELDS.every((field) => (a[field] ?? '') === (b[field] ?? ''));

/** What was typed and not saved, and what it is based on, by stream: a look at another stream loses nothing. */
const kept = new Map<string, { draft: Channel; base: Channel }>();
countUnsaved(() => kept.size);
session.changed.listen(() => {
  if (session.state === 'out') kept.clear();
});

/** What viewers see of the streamer, to be edited. Fires `lr-saved`. */
@customElement('lr-stream-channel')
export class StreamChannelForm extends LrElement {
  static override styles = [
    base,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--s3);
        padding: 0 var(--s4) var(--s4);
      }
      @media (max-width: 560px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .head {
        padding: var(--s3) var(--s4) var(--s2);
      }
      .wide {
        grid-column: 1 / -1;
      }
      .end {
        justify-content: flex-end;
      }
      td {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  @property({ attribute: false }) stream!: Stream;
  @property({ attribute: false }) saved!: Channel;
  @state() private draft: Channel = { name: null, avatar_url: null, intro: null };
  /** What others saved meanwhile. */
  @state() private theirs: Channel | null = null;
  @state() private saving = false;
  @state() private wrong: { field: string; text: string } | null = null;
  /** What the draft is based on. */
  #base: Channel = this.draft;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('saved')) return;
    // What somebody is typing stays, whatever comes; saving looks at both.
    const before = changed.get('saved') === undefined ? kept.get(this.#key) : undefined;
    if (before) ({ draft: this.draft, base: this.#base } = before);
    else if (changed.get('saved') === undefined || !this.#dirty) this.draft = this.#base = only(this.saved);
  }

  get #key(): string {
    const { domain, app, stream_id } = this.stream;
    return JSON.stringify([domain, app, stream_id]);
  }

  /** The draft from now on; `saved`: what it is based on. */
  #set(draft: Channel, saved = this.#base): void {
    this.draft = draft;
    this.#base = saved;
    if (this.#dirty) kept.set(this.#key, { draft, base: saved });
    else kept.delete(this.#key);
  }

  get #dirty(): boolean {
    return !equal(this.draft, this.#base);
  }

  get #route(): string {
    return `/channels/${piece(this.stream.stream_id)}`;
  }

  get #query() {
    return { domain: this.stream.domain, app: this.stream.app };
  }

  #typed(field: Field, value: string): void {
    this.#set({ ...this.draft, [field]: value.trim() === '' ? null : value });
    this.wrong = null;
  }

  /** Looks at what is saved now before it writes: the route takes no version. */
  async #save(over = false): Promise<void> {
    if (this.saving) return;
    const { avatar_url: address } = this.draft;
    if (address && !/^\s*https?:\/\/[^/?#\s]/i.test(address)) {
      this.wrong = { field: 'avatar_url', text: t('streams.avatar_bad') };
      this.renderRoot.querySelector<HTMLInputElement>('[name="avatar_url"]')?.focus();
      return;
    }
    this.saving = true;
    try {
      if (!over && (await this.#isOverwriting())) return;
      const sent = this.draft;
      const { data } = await call<Channel>('PUT', this.#route, { query: this.#query, body: sent });
      // What was typed meanwhile stays.
      this.#set(this.draft === sent ? only(data) : this.draft, only(data));
      this.theirs = null;
      toast({ text: t('streams.saved'), tone: 'good' });
      this.emit('lr-saved');
    } catch (error) {
      const problem = Problem.from(error);
      const field = FIELDS.find((one) => problem.field === one || problem.detail.startsWith(`field ${one} `));
      if (problem.status === 422 && field) this.wrong = { field, text: problem.detail };
      else toastProblem(error, '', () => void this.#save(over));
    } finally {
      this.saving = false;
    }
  }

  async #isOverwriting(): Promise<boolean> {
    const now = await get<ChannelPage>(this.#route, { ...this.#query, limit: 1 }).catch((error: unknown) => {
      if (Problem.from(error).status === 404) return { name: null, avatar_url: null, intro: null };
      throw error;
    });
    if (equal(now, this.#base)) return false;
    this.theirs = only(now);
    return true;
  }

  #takeTheirs(): void {
    const theirs = this.theirs ?? this.#base;
    this.#set(theirs, theirs);
    this.theirs = null;
    this.emit('lr-saved');
  }

  override render() {
    const submit = (event: Event): void => {
      event.preventDefault();
      void this.#save();
    };
    return html`<section class="panel" aria-labelledby="channel">
        <div class="head"><h2 id="channel">${t('streams.channel')}</h2><p class="muted small">${t('streams.channel_lead')}</p></div>
        <form @submit=${submit} novalidate>
          ${this.#input('name', 'text')} ${this.#input('avatar_url', 'url')}
          <label class="field wide">
            ${t('streams.intro')}
            <textarea name="intro" rows="3" maxlength=${MOST.intro} .value=${this.draft.intro ?? ''} @input=${(event: InputEvent) => this.#typed('intro', (event.target as HTMLTextAreaElement).value)} data-test="channel-intro"></textarea>
            <span>${t('streams.characters', { n: [...(this.draft.intro ?? '')].length, most: MOST.intro })}</span>
          </label>
          <div class="row wide end">
            ${this.#dirty ? html`<button type="button" class="plain" @click=${() => (this.#set(this.#base), (this.wrong = null))}>${t('streams.discard')}</button>` : nothing}
            <button class="primary" ?disabled=${!this.#dirty || this.saving} title=${this.#dirty ? nothing : t('streams.no_changes')} data-test="channel-save">${t('streams.save')}</button>
          </div>
        </form>
      </section>
      ${this.theirs ? this.#conflict(this.theirs) : nothing}`;
  }

  #input(field: Exclude<Field, 'intro'>, type: string) {
    const wrong = this.wrong?.field === field ? this.wrong.text : null;
    return html`<label class="field">
      ${t(LABELS[field])}
      <input name=${field} type=${type} maxlength=${MOST[field]} autocomplete="off" .value=${this.draft[field] ?? ''} aria-invalid=${wrong ? 'true' : 'false'}
        @input=${(event: InputEvent) => this.#typed(field, (event.target as HTMLInputElement).value)} data-test="channel-${field}" />
      ${wrong ? html`<span class="bad" role="alert">${wrong}</span>` : nothing}
    </label>`;
  }

  #conflict(theirs: Channel) {
    return html`<lr-dialog open heading=${t('streams.conflict')} @lr-close=${() => (this.theirs = null)} data-test="channel-conflict">
      <p>${t('streams.conflict_lead')}</p>
      <table>
        <thead>
          <tr><th><span class="only-heard">${t('app.field')}</span></th><th>${t('streams.theirs')}</th><th>${t('streams.yours')}</th></tr>
        </thead>
        <tbody>
          ${FIELDS.map((field) => html`<tr><th scope="row">${t(LABELS[field])}</th><td>${theirs[field] ?? t('streams.nothing')}</td><td>${this.draft[field] ?? t('streams.nothing')}</td></tr>`)}
        </tbody>
      </table>
      <button slot="actions" @click=${() => this.#takeTheirs()}>${t('streams.take_theirs')}</button>
      <button slot="actions" class="primary" @click=${() => void this.#save(true)}>${t('streams.take_yours')}</button>
    </lr-dialog>`;
  }
}
