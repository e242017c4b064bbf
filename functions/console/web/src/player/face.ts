// What of a player is seen.
import { html, nothing, type TemplateResult } from 'lit';
import { controls, type ControlsActs } from './controls.js';
import type { Jump } from './gaps.js';
import { icon } from './icons.js';
import type { Playable } from './play.js';
import type { Problem } from './problem.js';
import type { Reel } from './reel.js';
import { canFill, canFloat } from './screen.js';
import type { PlayerTexts } from './texts.js';

export interface FaceState {
  replay: Playable | null;
  texts: PlayerTexts;
  reel: Reel | null;
  problem: Problem | null;
  time: number;
  duration: number;
  gaps: readonly Jump[];
  /** Whether the controls are out of the way while it plays. */
  quiet: boolean;
  isFullscreen: boolean;
  rate: number;
  volume: number;
  muted: boolean;
}

export interface FaceActs extends ControlsActs {
  retry(): void;
  tap(event: PointerEvent): void;
  wake(): void;
  key(event: KeyboardEvent): void;
}

export function face(state: FaceState, act: FaceActs): TemplateResult {
  const { replay, texts, reel, problem } = state;
  const sound = replay?.play?.format === 'aac';
  const poster = replay?.cover_url;
  const playing = reel?.playing ?? false;
  const begins = !reel?.opened && !problem && replay?.play;
  return html`<div
    class="frame contain ${state.quiet && playing && !sound && !problem ? 'quiet' : ''}"
    part="frame"
    role="region"
    aria-label=${texts.player}
    data-test="player"
    @pointermove=${act.wake}
    @focusin=${act.wake}
    @keydown=${act.key}
  >
    <video playsinline preload="none"></video>
    <video playsinline preload="none" class="behind"></video>
    ${sound ? html`<div class="sound">${icon('sound')}<span>${texts.audio}</span></div>` : nothing}
    ${poster && !reel?.pictured ? html`<img class="poster" alt="" src=${poster} />` : nothing}
    <button type="button" class="hit" tabindex="-1" aria-hidden="true" @click=${act.tap}></button>
    ${begins ? html`<button type="button" class="big" tabindex="-1" aria-hidden="true" @click=${act.toggle}>${icon('play')}</button>` : nothing}
    ${reel?.waiting ? html`<div class="wait" role="status" aria-label=${texts.loading}></div>` : nothing}
    ${problem ? said(problem, texts, act.retry) : nothing}
    ${controls(
      {
        ...state,
        playing,
        buffered: reel?.buffered ?? 0,
        ended: reel?.ended ?? false,
        pip: !sound && canFloat(),
        fullscreen: !sound && canFill(),
      },
      act,
    )}
  </div>`;
}

function said(problem: Problem, texts: PlayerTexts, retry: () => void): TemplateResult {
  return html`<div class="problem" role="alert" data-test="player-problem" data-code=${problem.code}>
    <p>${texts.problems[problem.code](problem)}</p>
    ${problem.code === 'nothing' ? nothing : html`<button type="button" data-test="player-retry" @click=${retry}>${texts.retry}</button>`}
  </div>`;
}
