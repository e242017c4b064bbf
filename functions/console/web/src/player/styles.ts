import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    aspect-ratio: 16 / 9;
    border-radius: var(--radius, 8px);
    background: #000;
    color: #fff;
    font:
      14px/1.4 system-ui,
      'PingFang SC',
      'Microsoft YaHei',
      'Noto Sans SC',
      sans-serif;
    --player-accent: var(--lr-accent, #6ea8fe);
    --player-focus: #fff;
  }
  :host([hidden]) {
    display: none;
  }
  :host(:fullscreen) {
    border-radius: 0;
  }
  [hidden] {
    display: none !important;
  }
  .frame {
    position: absolute;
    inset: 0;
  }
  .quiet {
    cursor: none;
  }
  video,
  .poster {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .behind {
    visibility: hidden;
  }
  .sound {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    background: radial-gradient(circle at 50% 40%, #24344f, #0b101a);
    color: #c9d6ea;
  }
  .sound svg {
    width: 56px;
    height: 56px;
  }
  svg {
    display: block;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.solid {
    fill: currentColor;
    stroke: none;
  }
  button,
  select {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: 6px;
    cursor: pointer;
  }
  button:focus-visible,
  select:focus-visible,
  input:focus-visible {
    outline: 2px solid #fff;
    outline-offset: -2px;
  }
  .hit {
    position: absolute;
    inset: 0 0 88px;
    width: 100%;
    border-radius: 0;
    cursor: inherit;
  }
  .big {
    position: absolute;
    inset: 0;
    margin: auto;
    width: 72px;
    height: 72px;
    padding: 18px;
    border-radius: 50%;
    background: #000a;
  }
  .big:hover {
    background: #000c;
  }
  .big svg {
    width: 36px;
    height: 36px;
  }
  .wait {
    position: absolute;
    inset: 0;
    margin: auto;
    width: 48px;
    height: 48px;
    border: 4px solid #fff3;
    border-top-color: #fff;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
    pointer-events: none;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .wait {
      animation-duration: 4s;
    }
  }
  .problem {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    padding: 16px 16px 88px;
    background: #000c;
    text-align: center;
  }
  .problem p {
    margin: 0;
    max-width: 44ch;
    overflow-wrap: anywhere;
  }
  .problem button {
    min-height: 36px;
    padding: 4px 16px;
    border: 1px solid #fff9;
  }
  .controls {
    position: absolute;
    inset: auto 0 0;
    padding: 24px 8px 4px;
    background: linear-gradient(transparent, #000b 40%);
    transition: opacity 0.2s;
  }
  .quiet .controls {
    opacity: 0;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .row button {
    flex: none;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    padding: 0;
  }
  .row button:hover,
  select:hover {
    background: #fff2;
  }
  .row svg {
    width: 22px;
    height: 22px;
  }
  .time {
    flex: 1;
    padding: 0 8px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  select {
    height: 40px;
    padding: 0 4px;
    font-variant-numeric: tabular-nums;
  }
  option {
    color: #111;
    background: #fff;
  }
  input[type='range'] {
    width: 72px;
    accent-color: var(--player-accent);
  }
  @media (pointer: coarse) {
    .row button,
    select {
      min-width: 44px;
      height: 44px;
    }
  }
  @container player (max-width: 420px) {
    input[type='range'] {
      display: none;
    }
  }
  .contain {
    container: player / inline-size;
  }
`;
