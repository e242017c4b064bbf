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

const LIBRARIES = { hls: () => import('./hls.js'), flv: () => import('./flv.js') };
type Library = keyof typeof LIBRARIES;
const loaded = new Set<Library>();

/** The library that plays a format here; null where the browser does. */
function libraryFor(media: HTMLMediaElement, format: string): Library | null {
  return format === 'flv' || (format === 'hls' && !nativeHls(media)) ? format : null;
}

/** Whether a file of this format can be loaded ahead. A library comes with the first play that needs it, and not before. */
export function isAtHand(media: HTMLMediaElement, format: string): boolean {
  const library = libraryFor(media, format);
  return library === null || loaded.has(library);
}

export async function engineFor(media: HTMLMediaElement, source: Source): Promise<Engine> {
  const library = libraryFor(media, source.format);
  if (library === null) return native.attach(media, source);
  const { attach } = await LIBRARIES[library]();
  loaded.add(library);
  return attach(media, source);
}
