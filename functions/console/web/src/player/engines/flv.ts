// FLV by mpegts.js, for replays that have nothing else.
import mpegts from 'mpegts.js';
import { PlayError, diagnose, ofStatus } from '../problem.js';
import type { Engine, Source } from './engine.js';

export function attach(media: HTMLMediaElement, source: Source): Engine {
  const { url, failed } = source;
  if (!mpegts.isSupported()) throw new PlayError({ code: 'unsupported', host: '' });
  mpegts.LoggingControl.enableAll = false;
  const player = mpegts.createPlayer({ type: 'flv', url, cors: true }, { enableWorker: false, accurateSeek: true });
  let over = false;
  const fail = (error: PlayError) => {
    if (over) return;
    over = true;
    failed(error);
  };
  player.on(mpegts.Events.ERROR, async (type: string, detail: string, info?: { code?: number }) => {
    const status = info?.code ?? 0;
    if (type === mpegts.ErrorTypes.NETWORK_ERROR && status >= 400) return fail(new PlayError(ofStatus(status, url)));
    if (type === mpegts.ErrorTypes.NETWORK_ERROR) return fail(new PlayError(await diagnose(url, 'cors')));
    const unsupported = detail === mpegts.ErrorDetails.MEDIA_CODEC_UNSUPPORTED;
    fail(new PlayError({ code: unsupported ? 'unsupported' : 'decode', host: '' }));
  });
  player.attachMediaElement(media);
  player.load();
  const begin = () => {
    if (source.second > 0 && !over) media.currentTime = source.second;
  };
  media.addEventListener('loadedmetadata', begin, { once: true });
  return {
    destroy() {
      over = true;
      player.destroy();
    },
  };
}
