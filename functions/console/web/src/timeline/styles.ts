import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    position: relative;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin-bottom: 8px;
  }
  .tools .space {
    flex: 1;
  }
  .chart {
    position: relative;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  svg.rows {
    display: block;
    width: 100%;
    overflow: visible;
    cursor: crosshair;
  }
  .labels text {
    fill: var(--muted);
    font-size: 11px;
    font-weight: 600;
  }
  .axis,
  .grab {
    cursor: grab;
  }
  .axis line {
    stroke: var(--line);
  }
  .axis line.day {
    stroke: var(--edge);
  }
  .axis text {
    fill: var(--muted);
    font-size: 11px;
  }
  .axis text.day {
    fill: var(--text);
    font-weight: 600;
  }
  .grab {
    fill: transparent;
  }
  .bed {
    fill: var(--raised);
  }
  .part {
    stroke-width: 1.25;
  }
  .part.plays {
    fill: var(--accent);
  }
  .part.spare {
    fill: var(--accent-soft);
    stroke: var(--accent);
  }
  .part.unconfirmed {
    fill: url(#stripes);
    stroke: var(--accent);
  }
  .part.duplicate {
    fill: var(--muted);
  }
  .part.gone {
    fill: none;
    stroke: var(--bad);
    stroke-dasharray: 4 3;
  }
  .part.empty {
    fill: var(--panel);
    stroke: var(--warn);
  }
  .stripe {
    fill: var(--accent);
  }
  .hatch {
    fill: var(--warn);
  }
  .anomaly {
    fill: var(--warn);
    stroke: var(--panel);
  }
  .dimmed {
    opacity: 0.35;
  }
  .replay {
    fill: var(--raised);
    stroke: var(--edge);
    stroke-dasharray: 3 3;
  }
  .replay.own {
    fill: var(--accent-soft);
    stroke: var(--accent);
    stroke-dasharray: none;
  }
  .name {
    fill: var(--text);
    font-size: 11px;
  }
  .push {
    fill: none;
    stroke: var(--good);
    stroke-width: 2;
  }
  .push.presumed {
    stroke-dasharray: 5 4;
  }
  .gap,
  .band {
    fill: url(#hatch);
  }
  .gap {
    stroke: var(--warn);
  }
  .band {
    opacity: 0.35;
    pointer-events: none;
  }
  .pin,
  .cut {
    fill: none;
    stroke: var(--text);
    stroke-width: 2;
  }
  .cut {
    stroke-width: 1.5;
    stroke-dasharray: 6 4;
  }
  .cut.session {
    stroke-dasharray: 2 3;
  }
  .shot {
    fill: var(--muted);
  }
  .lens {
    fill: var(--panel);
  }
  .signal {
    fill: var(--panel);
    stroke: var(--muted);
    stroke-width: 2;
  }
  .outside {
    fill: var(--bg);
    opacity: 0.72;
    pointer-events: none;
  }
  .row {
    outline: none;
  }
  .ring {
    fill: none;
    stroke: none;
    pointer-events: none;
  }
  .row:focus-visible .ring,
  .ring.hover {
    stroke: var(--text);
    stroke-width: 2;
  }
  .row:focus-visible .ring {
    stroke-width: 3;
  }
  .edge {
    cursor: ew-resize;
    outline: none;
    touch-action: none;
  }
  .edge .hit,
  .needle .hit {
    fill: transparent;
  }
  .edge .line {
    stroke: var(--warn);
    stroke-width: 2;
  }
  .edge .handle {
    fill: var(--warn);
    stroke: var(--panel);
  }
  .edge.unset {
    opacity: 0.55;
  }
  .edge:hover,
  .edge:focus-visible {
    opacity: 1;
  }
  .edge:focus-visible .handle,
  .needle:focus-visible .head {
    stroke: var(--focus);
    stroke-width: 3;
  }
  .needle {
    outline: none;
  }
  .needle .line {
    stroke: var(--bad);
    stroke-width: 2;
    pointer-events: none;
  }
  .needle .head {
    fill: var(--bad);
  }
  .pan {
    display: block;
    width: 100%;
    height: 16px;
    min-height: 16px;
    margin: 4px 0 0;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin-top: 8px;
    color: var(--muted);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .legend svg {
    width: 22px;
    height: 14px;
    overflow: visible;
  }
  .tip {
    position: absolute;
    top: 0;
    left: 0;
    z-index: 5;
    width: max-content;
    max-width: min(360px, 100%);
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--panel);
    box-shadow: var(--shadow);
    color: var(--text);
    overflow-wrap: anywhere;
  }
  .tip[hidden] {
    display: none;
  }
  .tip img {
    display: block;
    width: 200px;
    max-width: 100%;
    margin-top: 6px;
    border-radius: 4px;
  }
  .tip p {
    margin: 2px 0 0;
    color: var(--muted);
  }
`;
