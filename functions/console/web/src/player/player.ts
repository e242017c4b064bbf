// <lr-player>: plays a replay, whatever its files are. It needs nothing of the page around it.
//
//   properties  replay, texts, gaps, preload ("none", "auto"), base, keys
//   methods     play() pause() toggle() seek(s) by(s) seekToTenth(n) nextGap() previousGap() retry() prepare()
//   readable    currentTime, duration, paused, ended
//   events      lr-time, lr-duration, lr-playing, lr-ended, lr-error
import { LitElement, type PropertyValues } from 'lit';
import { face } from './face.js';
import { jumps, next, previous, type Jump } from './gaps.js';
import { absolute, grows, identity, type Playable } from './play.js';
import type { Problem } from './problem.js';
import { pressed } from './pressed.js';
import { Quiet } from './quiet.js';
import { Reel } from './reel.js';
import { fills, toggleFill, toggleFloat } from './screen.js';
import { styles } from './styles.js';
import { english, type PlayerTexts } from './texts.js';

/** Speed and loudness hold for all players of a page, so that the next replay plays as the last one did. */
const taste = { rate: 1, volume: 1, muted: false };

/** One lands so many seconds before a gap, to see how it comes about. */
const BEFORE_GAP = 3;

export class LrPlayer extends LitElement {
  static override styles = styles;
  static override properties = {
    replay: { attribute: false },
    texts: { attribute: false },
    gaps: { attribute: false },
    preload: {},
    base: {},
    keys: { type: Boolean },
  };
  declare replay: Playable | null;
  declare texts: Partial<PlayerTexts> | null;
  /** Where what plays jumps. Without it, it is worked out from the coverage. */
  declare gaps: readonly Jump[] | null;
  declare preload: 'none' | 'auto';
  /** The address that relative addresses of the API are relative to; the page's own without it. */
  declare base: string;
  /** Whether single keys (space, arrows, M, F) work while the player has the focus. */
  declare keys: boolean;

  #reel: Reel | null = null;
  #loaded = '';
  #length = 0;
  #told = { time: -1, duration: -1, playing: false };
  #frame = 0;
  readonly #quiet = new Quiet(this, () => this.renderRoot.querySelector('.controls :focus-visible') !== null);

  constructor() {
    super();
    this.replay = null;
    this.texts = null;
    this.gaps = null;
    this.preload = 'none';
    this.base = '';
    this.keys = false;
  }

  get currentTime(): number {
    return this.#reel?.time ?? 0;
  }
  set currentTime(seconds: number) {
    this.seek(seconds);
  }
  get duration(): number {
    return this.#reel?.sequence.duration || this.replay?.duration || 0;
  }
  get paused(): boolean {
    return !this.#reel?.playing;
  }
  get ended(): boolean {
    return this.#reel?.ended ?? false;
  }
  /** Why it does not play; null if nothing is wrong. */
  get problem(): Problem | null {
    return this.#reel?.problem ?? null;
  }
  get rate(): number {
    return taste.rate;
  }
  set rate(rate: number) {
    taste.rate = rate;
    this.#taste();
  }

  play(): void {
    this.#ready()?.play();
  }
  pause(): void {
    this.#reel?.pause();
  }
  toggle(): void {
    if (this.paused) this.play();
    else this.pause();
  }
  seek(seconds: number): void {
    this.#ready()?.seek(seconds);
  }
  by(seconds: number): void {
    this.seek(this.currentTime + seconds);
  }
  seekToTenth(tenth: number): void {
    this.seek((this.duration * tenth) / 10);
  }
  /** Goes to just before the next gap, and says whether there is one. */
  nextGap(): boolean {
    return this.#toGap(next(this.#gaps, this.currentTime, BEFORE_GAP));
  }
  previousGap(): boolean {
    return this.#toGap(previous(this.#gaps, this.currentTime, BEFORE_GAP));
  }
  /** Loads the beginning, so that it plays at once. */
  prepare(): void {
    this.#ready()?.prepare();
  }
  /** Asks again for what could not be loaded, and goes on as it did. */
  retry(): void {
    this.#ready()?.again();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('fullscreenchange', this.#redraw);
    if (this.hasUpdated) this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('fullscreenchange', this.#redraw);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#reel?.close();
    this.#loaded = '';
  }

  protected override firstUpdated(): void {
    const [first, second] = this.renderRoot.querySelectorAll('video');
    this.#reel = new Reel(first!, second!, {
      changed: () => this.#changed(),
      ended: () => this.#tell('lr-ended', {}),
      failed: (problem) => this.#tell('lr-error', { ...problem, text: this.#words.problems[problem.code](problem) }),
    });
    this.#taste();
    this.#load();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('replay') || changed.has('base')) this.#load();
    const [first, second] = this.renderRoot.querySelectorAll('video');
    for (const video of [first!, second!]) video.classList.toggle('behind', video !== this.#reel?.media);
  }

  override render() {
    return face(
      {
        replay: this.replay,
        texts: this.#words,
        reel: this.#reel,
        problem: this.replay && !this.replay.play ? { code: 'nothing', host: '' } : this.problem,
        time: this.currentTime,
        duration: this.duration,
        gaps: this.#gaps,
        quiet: this.#quiet.now,
        isFullscreen: fills(this),
        ...taste,
      },
      { ...this.#acts, retry: () => this.retry(), tap: (event) => this.#tap(event), wake: this.#quiet.wake, key: this.#key },
    );
  }

  readonly #acts = {
    toggle: () => this.toggle(),
    seek: (time: number) => this.seek(time),
    speed: (rate: number) => (this.rate = rate),
    loudness: (volume: number) => this.#setTaste({ volume, muted: volume === 0 }),
    mute: () => this.#setTaste({ muted: !taste.muted, volume: taste.volume || 0.5 }),
    pip: () => {
      if (!this.#reel?.opened) this.play();
      if (this.#reel) void toggleFloat(this.#reel.media);
    },
    fullscreen: () => void toggleFill(this, this.#reel?.media),
  };

  get #words(): PlayerTexts {
    return this.texts ? { ...english, ...this.texts, problems: { ...english.problems, ...this.texts.problems } } : english;
  }

  get #gaps(): readonly Jump[] {
    return this.gaps ?? jumps(this.replay);
  }

  /** The reel, with the newest replay in it. */
  #ready(): Reel | null {
    this.#load();
    return this.#reel;
  }

  #load(): void {
    const reel = this.#reel;
    if (!reel || !this.isConnected) return;
    const play = this.replay?.play ? absolute(this.replay.play, this.base) : null;
    const loaded = identity(this.replay);
    const duration = this.replay?.duration ?? 0;
    const same = loaded === this.#loaded;
    // Nobody is interrupted because a file came.
    const more = same && play !== null && grows(play) && duration !== this.#length && !reel.playing;
    if (same && !more) return reel.renew(play, duration);
    const at = more && reel.opened ? reel.time : 0;
    this.#loaded = loaded;
    this.#length = duration;
    reel.load(play, duration);
    if (at > 0) reel.seek(at);
    else if (this.preload === 'auto' && play) reel.prepare();
  }

  #toGap(gap: Jump | null): boolean {
    if (gap) this.seek(Math.max(0, gap.at - BEFORE_GAP));
    return gap !== null;
  }

  #changed(): void {
    const reel = this.#reel!;
    if (reel.playing && !this.#frame) this.#frame = requestAnimationFrame(this.#tick);
    const now = { time: reel.time, duration: this.duration, playing: reel.playing };
    if (now.time !== this.#told.time) this.#tell('lr-time', { time: now.time });
    if (now.duration !== this.#told.duration) this.#tell('lr-duration', { duration: now.duration });
    if (now.playing !== this.#told.playing) this.#tell('lr-playing', { playing: now.playing });
    if (now.playing !== this.#told.playing) this.#quiet.wake();
    this.#told = now;
    this.requestUpdate();
  }

  readonly #tick = (): void => {
    const reel = this.#reel!;
    this.#frame = reel.playing ? requestAnimationFrame(this.#tick) : 0;
    reel.tick();
    // Ten times a second is smooth enough for a needle, and cheap.
    if (Math.abs(reel.time - this.#told.time) >= 0.1) this.#changed();
  };

  readonly #redraw = (): void => this.requestUpdate();

  /** A tap on a phone first shows the controls. */
  #tap(event: PointerEvent): void {
    const hidden = this.#quiet.now && !this.paused;
    this.#quiet.wake();
    if (!(hidden && event.pointerType === 'touch')) this.toggle();
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (this.keys) pressed(event, { ...this.#acts, by: (seconds) => this.by(seconds) });
  };

  #setTaste(change: Partial<typeof taste>): void {
    Object.assign(taste, change);
    this.#taste();
  }

  #taste(): void {
    for (const video of this.renderRoot.querySelectorAll('video')) {
      video.defaultPlaybackRate = taste.rate;
      video.playbackRate = taste.rate;
      video.volume = taste.volume;
      video.muted = taste.muted;
    }
    this.requestUpdate();
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('lr-player', LrPlayer);
