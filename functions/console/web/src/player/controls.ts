// The bar at the bottom of a player.
import { html, nothing, type TemplateResult } from 'lit';
import { clock } from './format.js';
import type { Jump } from './gaps.js';
import { icon } from './icons.js';
import type { Scrub } from './seekbar.js';
import type { PlayerTexts } from './texts.js';
import './seekbar.js';

export const speeds = [0.5, 1, 1.25, 1.5, 2, 3, 4];

export interface ControlsState {
  texts: PlayerTexts;
  time: number;
  duration: number;
  buffered: number;
  gaps: readonly Jump[];
  playing: boolean;
  ended: boolean;
  rate: number;
  volume: number;
  muted: boolean;
  pip: boolean;
  fullscreen: boolean;
  isFullscreen: boolean;
}

export interface ControlsActs {
  toggle(): void;
  seek(time: number): void;
  speed(rate: number): void;
  loudness(volume: number): void;
  mute(): void;
  pip(): void;
  fullscreen(): void;
}

export function controls(state: ControlsState, act: ControlsActs): TemplateResult {
  const { texts } = state;
  const quiet = state.muted || state.volume === 0;
  const button = (name: string, label: string, sign: Parameters<typeof icon>[0], click: () => void) =>
    html`<button type="button" data-test="player-${name}" aria-label=${label} title=${label} @click=${click}>${icon(sign)}</button>`;
  return html`<div class="controls" part="controls">
    <lr-seekbar
      data-test="player-seek"
      .time=${state.time}
      .duration=${state.duration}
      .buffered=${state.buffered}
      .gaps=${state.gaps}
      .label=${texts.seek}
      .words=${texts.position}
      .gapWords=${texts.gap}
      @lr-scrub=${(event: CustomEvent<Scrub>) => act.seek(event.detail.time)}
    ></lr-seekbar>
    <div class="row">
      ${button('play', state.playing ? texts.pause : texts.play, state.playing ? 'pause' : state.ended ? 'again' : 'play', act.toggle)}
      <span class="time">${clock(state.time)} / ${clock(state.duration)}</span>
      <select
        data-test="player-speed"
        aria-label=${texts.speed}
        title=${texts.speed}
        @change=${(event: Event) => act.speed(Number((event.target as HTMLSelectElement).value))}
      >
        ${speeds.map((speed) => html`<option value=${speed} ?selected=${speed === state.rate}>${speed}×</option>`)}
      </select>
      ${button('mute', quiet ? texts.unmute : texts.mute, quiet ? 'mute' : 'loud', act.mute)}
      <input
        type="range"
        data-test="player-volume"
        min="0"
        max="1"
        step="0.05"
        aria-label=${texts.volume}
        .value=${String(quiet ? 0 : state.volume)}
        @input=${(event: Event) => act.loudness(Number((event.target as HTMLInputElement).value))}
      />
      ${state.pip ? button('pip', texts.pip, 'pip', act.pip) : nothing}
      ${state.fullscreen ? button('fullscreen', state.isFullscreen ? texts.windowed : texts.fullscreen, state.isFullscreen ? 'small' : 'full', act.fullscreen) : nothing}
    </div>
  </div>`;
}
