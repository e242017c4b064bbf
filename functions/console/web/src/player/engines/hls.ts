// HLS by hls.js, the build without subtitles, alternate audio and DRM, which recordings do not have.
import Hls from 'hls.js/dist/hls.light.mjs';
import { PlayError, diagnose, ofStatus } from '../problem.js';
import type { Engine, Source } from './engine.js';

export function attach(media: HTMLMediaElement, { url, second, failed }: Source): Engine {
  if (!Hls.isSupported()) throw new PlayError({ code: 'unsupported', host: '' });
  const hls = new Hls({
    // A worker would need a file of its own that embedding pages could not load.
    enableWorker: false,
    startPosition: second,
    maxBufferLength: 30,
    backBufferLength: 60,
  });
  let over = false;
  let recovered = -Infinity;
  const fail = (error: PlayError) => {
    if (over) return;
    over = true;
    hls.stopLoad();
    failed(error);
  };
  hls.on(Hls.Events.ERROR, async (_, data) => {
    if (!data.fatal || over) return;
    const address = data.url ?? data.frag?.url ?? url;
    const status = data.response?.code ?? 0;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      // Once a spot is usually enough. Twice within seconds means that the file is damaged there.
      if (performance.now() - recovered > 5_000) {
        recovered = performance.now();
        return hls.recoverMediaError();
      }
      const unsupported = /IncompatibleCodecs|AddCodec/i.test(data.details);
      return fail(new PlayError({ code: unsupported ? 'unsupported' : 'decode', host: '' }));
    }
    // With a detail of its own our API answers problem+json, which only a second request shows.
    if (status >= 400 && status < 500) return fail(new PlayError(ofStatus(status, address)));
    const unknown = data.type === Hls.ErrorTypes.NETWORK_ERROR && status === 0 ? 'cors' : 'unreadable';
    fail(new PlayError(await diagnose(address, unknown)));
  });
  hls.loadSource(url);
  hls.attachMedia(media);
  return {
    begin(at) {
      hls.config.startPosition = at;
      if (hls.levels.length > 0) hls.startLoad(at);
    },
    destroy() {
      over = true;
      hls.destroy();
    },
  };
}
