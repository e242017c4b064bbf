import { html, nothing, type TemplateResult } from 'lit';
import { maybe, t } from '../i18n/index.js';
import type { Replay, State, Visibility } from '../lib/types.js';

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | '';

export function badge(text: string, tone: Tone = '', title = ''): TemplateResult {
  return html`<span class="badge ${tone}" title=${title || nothing}>${text}</span>`;
}

const STATES: Record<State, Tone> = { live: 'accent', settling: 'warn', complete: 'good', partial: 'warn', missing: 'bad' };
const VISIBILITIES: Record<Visibility, Tone> = { pending: 'warn', published: 'good', hidden: '' };

export function stateBadge(state: State): TemplateResult {
  return badge(t(`words.${state}`), STATES[state], t(`words.${state}Title`));
}

/** What was decided; why viewers don't see it on hover. */
export function visibilityBadge(replay: Pick<Replay, 'visibility' | 'hidden_because' | 'hidden_reason'>): TemplateResult {
  const why = replay.hidden_because ? (maybe(`words.because_${replay.hidden_because}`) ?? '') : '';
  return badge(t(`words.${replay.visibility}`), VISIBILITIES[replay.visibility], replay.hidden_reason ?? why);
}
