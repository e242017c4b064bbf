// The signs on the player's buttons.
import { svg, type SVGTemplateResult } from 'lit';

const paths = {
  play: 'M8 5v14l11-7z',
  pause: 'M7 5h4v14H7zM13 5h4v14h-4z',
  again: 'M12 5V1L6 6l6 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z',
  loud: 'M4 9v6h4l5 5V4L8 9zM15.5 8.5a5 5 0 0 1 0 7M18 6a8.5 8.5 0 0 1 0 12',
  mute: 'M4 9v6h4l5 5V4L8 9zM16 9.5l5 5M21 9.5l-5 5',
  pip: 'M3 5h18v14H3zM12 12h7v5h-7z',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  small: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  sound: 'M9 17V5l10-2v12M9 17a3 2.5 0 1 1-6 0 3 2.5 0 0 1 6 0zM19 15a3 2.5 0 1 1-6 0 3 2.5 0 0 1 6 0z',
};

export type IconName = keyof typeof paths;

const filled = new Set<IconName>(['play', 'pause', 'again']);

export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" class=${filled.has(name) ? 'solid' : 'line'}><path d=${paths[name]} /></svg>`;
}
