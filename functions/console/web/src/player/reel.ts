// Plays files one after the other as one time line.
import { isAtHand } from './engines/engine.js';
import type { Play } from './play.js';
import type { Problem } from './problem.js';
import { handOver } from './screen.js';
import { Sequence, type Place } from './sequence.js';
import { Slot } from './slot.js';

export interface ReelEvents {
  /** Time, length, buffer, or whether it plays. */
  changed(): void;
  ended(): void;
  failed(problem: Problem): void;
}

/** So many seconds before the end of a file, the next one is loaded. It takes some requests, and some seconds. */
const AHEAD = 20;

export class Reel {
  sequence = Sequence.of(null);
  /** Whether somebody wants it to play; it may still be loading. */
  playing = false;
  problem: Problem | null = null;
  /** Whether a picture of it was there. */
  pictured = false;
  #format = '';
  #front: Slot;
  #back: Slot;
  /** Where it is to be, until the media is there. */
  #wanted: number | null = null;
  #over = false;
  /** Whether it played when it failed. */
  #meant = false;

  constructor(
    first: HTMLVideoElement,
    second: HTMLVideoElement,
    private readonly events: ReelEvents,
  ) {
    const failed = (slot: Slot) => this.#failed(slot);
    this.#front = new Slot(first, failed);
    this.#back = new Slot(second, failed);
    for (const slot of [this.#front, this.#back]) this.#listen(slot);
  }

  /** The element that is seen and heard. */
  get media(): HTMLVideoElement {
    return this.#front.media;
  }

  /** Whether a file was asked for. */
  get opened(): boolean {
    return this.#front.index >= 0;
  }

  get time(): number {
    if (this.#wanted !== null) return this.#wanted;
    return this.opened ? this.sequence.time({ index: this.#front.index, second: this.media.currentTime }) : 0;
  }

  get ended(): boolean {
    return this.#over;
  }

  /** Whether it would play if the data were there. */
  get waiting(): boolean {
    return this.playing && !this.problem && (this.media.readyState < HTMLMediaElement.HAVE_FUTURE_DATA || this.media.seeking);
  }

  /** Up to which second what plays has been loaded. */
  get buffered(): number {
    const { buffered, currentTime } = this.media;
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) <= currentTime + 0.5 && buffered.end(i) >= currentTime) {
        return this.sequence.time({ index: this.#front.index, second: buffered.end(i) });
      }
    }
    return this.time;
  }

  /** Puts another replay in. Nothing is asked for yet. */
  load(play: Play | null, duration: number): void {
    this.close();
    this.#format = play?.format ?? '';
    this.sequence = Sequence.of(play, duration);
    this.events.changed();
  }

  /** Gives new addresses of the same files, which count from the next one on that is opened. */
  renew(play: Play | null, duration: number): void {
    const { clips } = Sequence.of(play, duration);
    this.sequence.clips.forEach((clip, i) => (clip.url = clips[i]?.url ?? clip.url));
  }

  close(): void {
    this.playing = false;
    this.problem = null;
    this.pictured = false;
    this.#wanted = null;
    this.#over = false;
    for (const slot of [this.#front, this.#back]) {
      slot.media.pause();
      slot.close();
    }
  }

  /** Loads what is needed to begin, and shows the first picture, unless a library would have to be loaded for it. */
  prepare(): void {
    if (!this.opened && isAtHand(this.media, this.#format)) this.#show(this.time);
  }

  play(): void {
    if (this.sequence.clips.length === 0) return this.#report({ code: 'nothing', host: '' });
    this.playing = true;
    if (this.#over) this.#show(0);
    else if (!this.opened || this.problem) this.#show(this.time);
    this.#start();
    this.events.changed();
  }

  /** Asks again for what could not be loaded, and goes on as it did. */
  again(): void {
    if (!this.problem) return;
    if (this.#meant) return this.play();
    this.#show(this.time);
    this.events.changed();
  }

  pause(): void {
    this.playing = false;
    this.media.pause();
    this.events.changed();
  }

  seek(time: number): void {
    if (this.sequence.clips.length === 0) return;
    this.#show(Math.min(Math.max(time, 0), this.sequence.duration || Infinity));
    if (this.playing) this.#start();
    this.events.changed();
  }

  /** Does what has to be done while time passes; called for every picture that the page draws. */
  tick(): void {
    const clip = this.sequence.clips[this.#front.index];
    if (!clip || this.#wanted !== null) return;
    const { currentTime, duration } = this.media;
    if (clip.to !== null && currentTime >= clip.to) return this.#finished();
    const left = (clip.to ?? (Number.isFinite(duration) ? duration : clip.from + clip.length)) - currentTime;
    const next = this.#front.index + 1;
    if (this.playing && left < AHEAD && this.sequence.clips[next] && this.#back.index !== next) this.#open(this.#back, next);
  }

  #listen(slot: Slot): void {
    const { media } = slot;
    const on = (names: string[], act: () => void) => {
      for (const name of names) media.addEventListener(name, () => slot === this.#front && slot.index >= 0 && act());
    };
    media.addEventListener('loadedmetadata', () => {
      if (slot.index >= 0) this.sequence = this.sequence.learned(slot.index, media.duration);
    });
    on(['durationchange'], () => (this.sequence = this.sequence.learned(slot.index, media.duration)));
    on(['seeked', 'loadeddata', 'playing', 'timeupdate'], () => {
      if (!media.seeking && media.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.#wanted = null;
    });
    on(['loadeddata'], () => (this.pictured = true));
    on(['ended'], () => this.#finished());
    // The browser pauses by itself, for example when headphones are pulled out or in its own small window.
    on(['pause'], () => {
      if (!media.ended && !media.seeking && this.#wanted === null) this.playing = false;
    });
    on(['play'], () => (this.playing = true));
    const all = [
      'loadedmetadata',
      'durationchange',
      'seeking',
      'seeked',
      'loadeddata',
      'playing',
      'waiting',
      'timeupdate',
      'progress',
      'pause',
      'play',
    ];
    on(all, () => this.events.changed());
  }

  #show(time: number): void {
    const place = this.sequence.locate(time);
    if (!place) return;
    this.#wanted = time;
    this.#over = false;
    if (this.problem) {
      this.problem = null;
      this.#open(this.#front, place.index, place);
    } else if (this.#front.index === place.index) {
      this.#front.seek(place.second);
    } else if (this.#back.index === place.index && !this.#back.problem) {
      this.#swap();
      this.#front.seek(place.second);
    } else {
      this.#open(this.#front, place.index, place);
    }
  }

  #open(slot: Slot, index: number, place?: Place): void {
    const clip = this.sequence.clips[index]!;
    slot.media.preload = 'auto';
    void slot.open(index, this.#format, clip.url, place?.second ?? clip.from).then(() => {
      if (slot === this.#front && this.playing) this.#start();
    });
  }

  #swap(): void {
    const old = this.#front;
    [this.#front, this.#back] = [this.#back, old];
    const { media } = this;
    media.volume = old.media.volume;
    media.muted = old.media.muted;
    media.playbackRate = old.media.playbackRate;
    old.media.pause();
    handOver(old.media, media);
  }

  #start(): void {
    const slot = this.#front;
    slot.media.play().catch((error: DOMException) => {
      if (error.name !== 'NotAllowedError' || slot !== this.#front || !this.playing) return;
      // Some phones let only the element play in which somebody has pressed play. That is the other one.
      if (this.#back.media.played.length > 0 && slot.media.played.length === 0) {
        const place = this.sequence.locate(this.time)!;
        this.#wanted = this.time;
        this.#swap();
        return this.#open(this.#front, place.index, place);
      }
      this.playing = false;
      this.events.failed({ code: 'denied', host: '' });
      this.events.changed();
    });
  }

  #finished(): void {
    const next = this.#front.index + 1;
    const clip = this.sequence.clips[next];
    if (clip) {
      this.#show(clip.at);
      if (this.playing) this.#start();
      return this.events.changed();
    }
    this.media.pause();
    this.playing = false;
    this.#over = true;
    this.events.changed();
    this.events.ended();
  }

  #failed(slot: Slot): void {
    // A file that could not be loaded ahead is tried again when its turn comes.
    if (slot === this.#back) return slot.close();
    const time = this.time;
    this.#report(slot.problem!);
    this.#wanted = time;
  }

  #report(problem: Problem): void {
    this.problem = problem;
    this.#meant = this.playing;
    this.playing = false;
    this.events.failed(problem);
    this.events.changed();
  }
}
