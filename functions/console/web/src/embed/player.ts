// <live-replay-player>: plays one replay. Its interface is in docs/embedding.md.
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Replay } from '../../client/index.js';
import type { LrPlayer } from '../player/player.js';
import '../player/player.js';
import type { Problem } from '../player/problem.js';
import { LiveReplayElement } from './element.js';
import { Unanswered, plays } from './source.js';
import { ofPlayer, shared } from './styles.js';

/** So many of a stream's newest replays are looked through for one that plays. */
const NEWEST = 10;
/** An address that was refused sooner than that after it was given is refused for another reason. */
const FRESH_SECONDS = 60;

export class LiveReplayPlayer extends LiveReplayElement {
  static override styles = [shared, ofPlayer];
  static override properties: PropertyDeclarations = {
    replay: {},
    stream: {},
    autoplay: { type: Boolean },
    from: { type: Number },
    shown: { state: true },
  };
  declare replay: string | null;
  declare stream: string | null;
  declare autoplay: boolean;
  declare from: number;
  declare private shown: Replay | null;
  protected readonly asks = ['api', 'token', 'replay', 'stream'];
  #loaded = 0;

  constructor() {
    super();
    this.replay = null;
    this.stream = null;
    this.autoplay = false;
    this.from = 0;
    this.shown = null;
  }

  get currentTime(): number {
    return this.#player?.currentTime ?? 0;
  }
  set currentTime(seconds: number) {
    this.#player?.seek(seconds);
  }
  get duration(): number {
    return this.#player?.duration ?? 0;
  }
  get paused(): boolean {
    return this.#player?.paused ?? true;
  }
  play(): void {
    this.#player?.play();
  }
  pause(): void {
    this.#player?.pause();
  }

  get #player(): LrPlayer | null {
    return this.renderRoot.querySelector<LrPlayer>('lr-player');
  }

  protected async load(): Promise<void> {
    const { asked } = this;
    const replay = await this.#find();
    if (asked !== this.asked) return;
    const isOther = replay.id !== this.shown?.id;
    this.shown = replay;
    this.#loaded = Date.now();
    await this.updateComplete;
    await this.#player?.updateComplete;
    if (!isOther) return;
    this.tell('live-replay-load', replay);
    if (this.from > 0) this.#player?.seek(this.from);
    if (this.autoplay) this.play();
  }

  async #find(): Promise<Replay> {
    const id = this.replay;
    if (id) return this.source.replay(id);
    if (!this.stream) throw new Unanswered(404);
    const { replays } = await this.source.ofStream(this.stream, NEWEST, null);
    const newest = replays.find(plays);
    if (!newest) throw new Unanswered(404);
    // Only the whole of a replay has the files of those that play one after the other.
    return this.source.replay(newest.id);
  }

  /** Signed addresses expire while a page is open: then they are asked for again, and it goes on where it was. */
  async #failed({ detail }: CustomEvent<Problem & { text: string }>): Promise<void> {
    const isOld = Date.now() - this.#loaded > FRESH_SECONDS * 1000;
    if (isOld && (detail.code === 'refused' || detail.code === 'stale')) {
      const at = this.currentTime;
      await this.reload();
      this.#player?.seek(at);
      this.play();
      return;
    }
    this.tell('live-replay-error', { code: detail.code, text: detail.text });
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.replay && !this.stream) return;
    super.updated(changed);
  }

  protected override render(): TemplateResult {
    if (this.problem) return html`${this.message()}`;
    if (!this.shown) return html`<div class="empty" part="message" role="status">${this.replay || this.stream ? this.texts.loading : ''}</div>`;
    const time = () => this.tell('live-replay-time', { time: this.currentTime, duration: this.duration });
    return html`<lr-player
      part="player"
      .replay=${this.shown}
      .base=${this.source.api}
      .texts=${this.texts.player}
      keys
      @lr-time=${time}
      @lr-ended=${() => this.tell('live-replay-ended', null)}
      @lr-error=${(event: CustomEvent<Problem & { text: string }>) => void this.#failed(event)}
    ></lr-player>`;
  }
}
