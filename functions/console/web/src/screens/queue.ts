import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { t } from '../i18n/index.js';
import { get, Problem } from '../lib/api.js';
import { broadcastAt } from '../lib/playhead.js';
import type { Command } from '../lib/keys.js';
import type { News } from '../lib/news.js';
import { later } from '../lib/later.js';
import { Screen } from '../lib/screen.js';
import type { Patch, Replay } from '../lib/types.js';
import { go, paths } from '../router.js';
import { base } from '../style/base.js';
import { icon } from '../widgets/icon.js';
import { empty, failed, loading } from '../widgets/states.js';
import { toast, toastProblem } from '../widgets/toast.js';
import './queue/bar.js';
import { commands, type Desk } from './queue/commands.js';
import './queue/list.js';
import type { QueueList } from './queue/list.js';
import type { ActionName, Conflict, Entry } from './queue/entry.js';
import type { Queue } from './queue/model.js';
import { queue } from './queue/shared.js';
import { tellOutcomes } from './queue/outcomes.js';
import './queue/stage.js';
import type { QueueStage } from './queue/stage.js';
import { layout } from './queue/layout.js';

/** The queue: what nobody has reviewed, oldest first, to be worked by keys alone. */
@customElement('lr-queue')
export class QueueScreen extends Screen implements Desk {
  static override styles = [base, layout];

  readonly queue: Queue = queue();
  @state() private revision = 0;
  @state() private hiding = false;
  @state() private covering: Replay | null = null;
  @state() private conflict: Conflict | null = null;
  @query('lr-queue-list') private list!: QueueList | null;
  @query('lr-queue-stage') private stage!: QueueStage | null;
  /** The next free place on the front page; asked for before it is needed, so that F is as fast as the others. */
  #next = 0;
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const { queue: it } = this;
    const redraw = (): void => {
      // A burst of keys is one picture.
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.revision += 1;
      });
    };
    this.hold(it.changed.listen(redraw));
    this.hold(it.sender.changed.listen(redraw));
    this.hold(it.outcomes.listen((outcomes) => tellOutcomes(it, outcomes, (conflict) => (this.conflict = conflict))));
    if (it.state === 'idle' || it.state === 'failed') void it.load();
    else void it.recount();
    this.#askRank().catch(() => undefined);
  }

  /** The focus goes with the current row, so that it is read aloud and stays where one works. */
  protected override commands(): Command[] {
    return commands(this).map((it) => ({
      ...it,
      run: (event) => {
        const before = this.queue.currentId;
        it.run(event);
        if (this.queue.currentId !== before) void this.#focus();
      },
    }));
  }

  protected override told(items: News[]): void {
    this.queue.hear(items);
    if (this.#next > 0) this.#taken(items.flatMap((it) => it.replay ?? []));
  }

  get player() {
    return this.stage?.player ?? null;
  }

  publish(): void {
    const kept = this.queue.targets.every((it) => it.replay.visibility === 'published');
    this.#act(kept ? 'kept' : 'published', { visibility: 'published' });
  }

  hide(): void {
    this.hiding = !this.hiding;
  }

  review(): void {
    this.#act('reviewed', { reviewed: true });
  }

  skip(): void {
    this.queue.skip();
  }

  /** Publishes it, and gives it the last place on the front page. */
  feature(): void {
    const targets = this.queue.targets;
    if (this.#next > 0) this.#featureAt(targets);
    else {
      this.#askRank().then(
        () => this.#featureAt(targets),
        (error: unknown) => toast({ text: t('queue.noFeatured', { why: Problem.from(error).text }), tone: 'bad', action: { label: t('app.retry'), run: () => this.feature() } }),
      );
    }
  }

  #featureAt(targets: Entry[]): void {
    for (const it of targets) {
      const visible = it.replay.visibility === 'published' ? {} : { visibility: 'published' as const };
      this.queue.act('featured', { featured_rank: this.#next++, ...visible }, true, [it]);
    }
  }

  /** Asks which place on the front page is free. */
  async #askRank(): Promise<void> {
    const { replays } = await get<{ replays: Replay[] }>('/featured');
    this.#taken(replays);
  }

  /** Places that others have taken are not free. */
  #taken(replays: Replay[]): void {
    this.#next = Math.max(this.#next, 1, ...replays.map((it) => (it.featured_rank ?? 0) + 1));
  }

  editTitle(): void {
    void this.stage?.editTitle();
  }

  chooseCover(): void {
    this.covering = this.queue.current?.replay ?? null;
  }

  undo(): void {
    if (!this.queue.undo()) toast(t('queue.nothingToUndo'));
  }

  open(): void {
    if (this.queue.currentId) go(paths.replay(this.queue.currentId));
  }

  gap(): void {
    if (this.player?.nextGap() === false) toast({ text: t('queue.noGap'), ms: 2500 });
  }

  #act(name: ActionName, patch: Patch): void {
    this.queue.act(name, patch, true);
  }

  async #focus(): Promise<void> {
    // After the picture of the decision, in which another row is the current one.
    await new Promise(requestAnimationFrame);
    await this.updateComplete;
    await this.list?.focusCurrent();
  }

  override updated(): void {
    const { count } = this.queue;
    this.emit('lr-title', count ? `(${count}${this.queue.capped ? '+' : ''}) ${t('queue.title')}` : t('queue.title'));
  }

  override render() {
    const { queue: it } = this;
    if (it.state === 'failed') return failed(it.problem, () => void it.load());
    if (it.state === 'idle' || (it.state === 'loading' && it.entries.length === 0)) return html`<div class="wait">${loading(8)}</div>`;
    return html`<section class="side" aria-label=${t('queue.title')}>
        <header>${this.#heading()}</header>
        ${this.#list()}
      </section>
      <section class="main" aria-label=${it.current?.replay.title ?? t('queue.title')}>
        ${it.entries.length === 0 ? this.#empty() : html`<lr-queue-stage .entry=${it.current} .next=${it.next?.replay ?? null} .revision=${this.revision} @lr-rename=${this.#renamed} @lr-done=${() => void this.#focus()} @lr-compare=${(event: CustomEvent<Conflict>) => (this.conflict = event.detail)}></lr-queue-stage>`}
        <lr-queue-bar .desk=${this} ?hiding=${this.hiding} .revision=${this.revision} @lr-reason=${this.#hidden} @lr-close=${() => (this.hiding = false)} @lr-clicked=${() => void this.#focus()}></lr-queue-bar>
      </section>
      ${this.covering ? later(() => import('../widgets/covers.js'), html`<lr-covers .replay=${this.covering.id} .at=${this.#seen(this.covering)} @lr-cover=${this.#covered} @lr-close=${() => (this.covering = null)}></lr-covers>`) : nothing}
      ${this.conflict ? later(() => import('../widgets/conflict.js'), html`<lr-conflict .seen=${this.conflict.seen} .now=${this.conflict.now} .patch=${this.conflict.patch} .fields=${this.conflict.fields} @lr-choose=${this.#resolved} @lr-close=${() => (this.conflict = null)}></lr-conflict>`) : nothing}`;
  }

  #heading() {
    const { queue: it } = this;
    const n = it.selection.ids.size;
    const all = n > 0 && n === it.entries.length;
    const count = it.count ?? it.entries.length;
    return html`${it.entries.length
        ? html`<label class="all" title=${t('queue.selectAll', { n: it.entries.length })}>
            <input type="checkbox" aria-label=${t('queue.selectAll', { n: it.entries.length })} .checked=${live(all)} .indeterminate=${live(n > 0 && !all)} @change=${() => (all ? it.selection.clear() : it.selection.all())} data-test="select-all" />
          </label>`
        : html`<span class="all"></span>`}
      ${n > 0
        ? html`<h1 class="grow" data-test="selected">${t('queue.selected', { n })}</h1>
            <button class="plain square" aria-label=${t('queue.clear')} title=${t('queue.clear')} @click=${() => it.selection.clear()} data-test="clear">${icon('close')}</button>`
        : html`<h1 class="grow" data-test="count" data-count=${count}>${it.capped ? t('queue.countMany', { n: count }) : t('queue.count', { n: count })}</h1>`}`;
  }

  #list() {
    const { queue: it } = this;
    return html`${it.allSkipped ? html`<p class="notice skipped"><span class="grow">${t('queue.skippedLeft', { n: it.entries.length })}</span><button @click=${() => it.unskip()}>${t('queue.skippedAgain')}</button></p>` : nothing}
      <lr-queue-list
        .entries=${it.entries} .selected=${it.selection.ids} .current=${it.currentId} .total=${it.count ?? 0} .revision=${this.revision}
        @lr-pick=${(event: CustomEvent<{ id: string; range: boolean }>) => it.move(event.detail.id, event.detail.range)}
        @lr-mark=${(event: CustomEvent<{ id: string; range: boolean }>) => (event.detail.range ? it.selection.range(event.detail.id) : it.selection.toggle(event.detail.id))}
        @lr-near=${(event: CustomEvent<number>) => it.loadAhead(event.detail)}
      ></lr-queue-list>
      ${it.problem && it.entries.length ? html`<p class="notice bad"><span class="grow">${it.problem.text}</span><button @click=${() => void it.load()}>${t('app.retry')}</button></p>` : nothing}`;
  }

  #empty() {
    const { decided } = this.queue;
    const text = decided ? t('queue.emptySome', { n: decided }) : t('queue.emptyText');
    return html`<div class="nothing">${empty('check', t('queue.emptyTitle'), text, html`<a class="button" href=${paths.log()}>${t('queue.toLog')}</a>`)}</div>`;
  }

  #seen(replay: Replay): Date | null {
    const at = this.player?.currentTime ?? 0;
    return at > 0 ? broadcastAt(replay, at) : null;
  }

  readonly #renamed = (event: CustomEvent<string | null>): void => {
    const { current } = this.queue;
    if (current) this.queue.act('title', { title: event.detail }, false, [current]);
  };

  readonly #hidden = (event: CustomEvent<string | null>): void => {
    this.hiding = false;
    this.#act('hidden', { visibility: 'hidden', ...(event.detail !== null && { hidden_reason: event.detail }) });
    void this.#focus();
  };

  readonly #covered = (event: CustomEvent<string>): void => {
    const entry = this.queue.entries.find((it) => it.replay.id === this.covering?.id);
    this.covering = null;
    if (entry) this.queue.act('cover', { cover_url: event.detail }, false, [entry]);
    else toastProblem(new Problem('not_found', 'not found', 404));
  };

  readonly #resolved = (event: CustomEvent<boolean>): void => {
    const { conflict } = this;
    this.conflict = null;
    if (conflict) this.queue.resolve(conflict, event.detail);
  };
}
