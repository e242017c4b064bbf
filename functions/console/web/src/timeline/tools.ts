// The buttons of a timeline: whatever a hand can do on it, a button does too.
import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/index.js';
import { icon, type IconName } from '../widgets/icon.js';

interface Tooled {
  zoom(factor: number): void;
  pan(share: number): void;
  fit(): void;
}

export function tools(timeline: Tooled, zoomedIn: boolean): TemplateResult {
  const button = (name: string, picture: IconName, label: string, run: () => void, on = true) =>
    html`<button class="plain square" ?disabled=${!on} aria-label=${label} title=${label} data-test=${`timeline-${name}`} @click=${run}>${icon(picture)}</button>`;
  return html`<div class="tools" role="toolbar" aria-label=${t('timeline.tools')}>
    <slot name="before"></slot>
    <span class="space"></span>
    ${button('left', 'left', t('timeline.left'), () => timeline.pan(-0.5), zoomedIn)}
    ${button('right', 'right', t('timeline.right'), () => timeline.pan(0.5), zoomedIn)}
    ${button('out', 'minus', t('timeline.out'), () => timeline.zoom(2), zoomedIn)}
    ${button('in', 'plus', t('timeline.in'), () => timeline.zoom(0.5))}
    <button class="plain" ?disabled=${!zoomedIn} data-test="timeline-fit" @click=${() => timeline.fit()}>${t('timeline.fit')}</button>
  </div>`;
}
