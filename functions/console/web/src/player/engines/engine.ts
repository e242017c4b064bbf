// How one file is put into one media element.
import type { PlayError } from '../problem.js';
import * as native from './native.js';

/** Something that feeds a media element. */
export interface Engine {
  /** Begins elsewhere than it was told, while nothing is loaded yet. Without it, `second` of the source is looked at only then. */
  begin?(second: number): void;
  destroy(): void;
}

export interface Source {
  url: string;
  format: string;
  /** The second at which it is to begin. It may change until the media is there. */
  second: number;
  /** Called once if what has begun can't go on. */
  failed: (error: PlayError) => void;
}

/** Safari plays HLS by itself, and better than any script: it saves power, and sends it to a television. */
function nativeHls(media: HTMLMediaElement): boolean {
  const safari = 'webkitSetPresentationMode' in media;
  const can = media.canPlayType('application/vnd.apple.mpegurl') !== '';
  return can && (safari || !('MediaSource' in globalThis || 'ManagedMediaSource' in globalThis));
}

/** Libraries are loaded when the first file needs them. */
export async function engineFor(media: HTMLMediaElement, source: Source): Promise<Engine> {
  if (source.format === 'hls' && !nativeHls(media)) return (await import('./hls.js')).attach(media, source);
  if (source.format === 'flv') return (await import('./flv.js')).attach(media, source);
  return native.attach(media, source);
}
