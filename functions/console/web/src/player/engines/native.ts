// What the browser plays by itself: MP4, AAC, and HLS in Safari.
import { PlayError, diagnose } from '../problem.js';
import type { Engine, Source } from './engine.js';

export function attach(media: HTMLMediaElement, source: Source): Engine {
  const { url, failed } = source;
  const stop = new AbortController();
  media.addEventListener(
    'error',
    async () => {
      const decode = media.error?.code === MediaError.MEDIA_ERR_DECODE;
      const problem = await diagnose(url, decode ? 'decode' : 'unsupported');
      if (!stop.signal.aborted) failed(new PlayError(problem));
    },
    { signal: stop.signal },
  );
  media.src = url;
  const begin = () => {
    if (source.second > 0) media.currentTime = source.second;
  };
  media.addEventListener('loadedmetadata', begin, { signal: stop.signal, once: true });
  media.load();
  return {
    destroy() {
      stop.abort();
      media.removeAttribute('src');
      media.load();
    },
  };
}
