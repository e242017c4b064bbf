// The words of the player. Whoever shows it in another language gives `texts`; what is missing there stays English.
import type { Problem, ProblemCode } from './problem.js';

export interface PlayerTexts {
  player: string;
  play: string;
  pause: string;
  seek: string;
  position: (at: string, of: string) => string;
  speed: string;
  mute: string;
  unmute: string;
  volume: string;
  pip: string;
  fullscreen: string;
  windowed: string;
  loading: string;
  audio: string;
  retry: string;
  gap: (seconds: number) => string;
  problems: Record<ProblemCode, (problem: Problem) => string>;
}

const served = ({ detail, status }: Problem) => detail ?? (status ? `HTTP ${status}` : '');

export const english: PlayerTexts = {
  player: 'Player',
  play: 'Play',
  pause: 'Pause',
  seek: 'Position',
  position: (at, of) => `${at} of ${of}`,
  speed: 'Speed',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  pip: 'Picture in picture',
  fullscreen: 'Full screen',
  windowed: 'Leave full screen',
  loading: 'Loading',
  audio: 'Sound only',
  retry: 'Try again',
  gap: (seconds) => `${seconds} s are missing here`,
  problems: {
    nothing: () => 'There is nothing to play yet: no file has come.',
    gone: ({ host }) => `The file is no longer at ${host}. It has expired or was deleted in VOD.`,
    refused: ({ host }) =>
      `${host} refuses the file. Its signature may have expired: load the replay again. If that does not help, compare PLAYBACK_KEY with the hotlink key in VOD's console.`,
    stale: () => 'The address has expired. Load the replay again.',
    cors: ({ host }) =>
      `The browser may not read from ${host}, because it sends no CORS headers. Allow this page's origin for that domain in VOD's console.`,
    blocked: ({ host }) => `The policy of this page does not allow ${host}. Add it to PLAYBACK_DOMAINS.`,
    network: ({ host }) => `${host} does not answer. Check the network, then try again.`,
    offline: () => 'You are offline. Try again once you are connected.',
    server: (problem) => `${problem.host} can't serve the file now (${served(problem)}). Try again in a moment.`,
    unsupported: () => "This browser can't play this format. Try another browser, or join the files to MP4.",
    unreadable: ({ host }) => `The file at ${host} can't be played. It may have expired, or its format is damaged.`,
    decode: () => 'The file is damaged at this point. Seek past it, or try again.',
    denied: () => 'The browser wants a click before it plays sound. Press play.',
  },
};
