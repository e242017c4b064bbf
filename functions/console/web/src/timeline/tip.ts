// What is said of the thing that is pointed at.
import { html, nothing, type TemplateResult } from 'lit';
import type { Explained } from './words.js';

export function tip(said: Explained | null): TemplateResult {
  return html`<div class="tip" id="tip" role="tooltip" ?hidden=${!said} data-test="timeline-tip">
    ${said ? html`<strong>${said.title}</strong>${said.lines.map((line) => html`<p>${line}</p>`)}${said.image ? html`<img alt="" src=${said.image} />` : nothing}` : nothing}
  </div>`;
}

/** Puts it below the thing, or above it where it would leave the window. The policy of the page allows this way alone. */
export function place(tip: HTMLElement, anchor: { x: number; above: number; below: number }, width: number): void {
  const { offsetWidth, offsetHeight } = tip;
  const chart = tip.parentElement!.getBoundingClientRect();
  const above = chart.top + anchor.below + offsetHeight > innerHeight && chart.top + anchor.above - offsetHeight > 0;
  tip.style.left = `${Math.round(Math.min(Math.max(anchor.x - offsetWidth / 2, 0), Math.max(width - offsetWidth, 0)))}px`;
  tip.style.top = `${Math.round(above ? anchor.above - offsetHeight : anchor.below)}px`;
}
