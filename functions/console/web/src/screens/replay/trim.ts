import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';
import { clock } from '../../lib/time.js';
import type { Span } from '../../lib/types.js';
import { icon } from '../../widgets/icon.js';
import './moment.js';

export interface TrimState {
  /** What is saved. */
  saved: Span | null;
  /** What is being made; undefined where nothing is. Null takes the trim away. */
  draft: Span | null | undefined;
  hull: Span;
  busy: boolean;
  /** How many seconds of it play. */
  plays(span: Span): number;
}

export interface TrimActs {
  set(span: Span | null): void;
  save(): void;
  drop(): void;
}

/** The trim as times to type, and what one does with it. */
export function trimPanel({ saved, draft, hull, busy, plays }: TrimState, act: TrimActs): TemplateResult {
  const shown = draft === undefined ? saved : draft;
  const span = shown ?? hull;
  const wrong = Date.parse(span.to) - Date.parse(span.from) < 1000;
  const length = wrong ? '' : clock(plays(span));
  const moved = (edge: keyof Span) => (event: CustomEvent<string | null>) => {
    const next = { ...span, [edge]: event.detail ?? hull[edge] };
    act.set(next.from === hull.from && next.to === hull.to ? null : next);
  };
  return html`<div class="trim" role="group" aria-label=${t('replay.trim')} data-test="trim">
    <lr-moment label=${t('replay.trimFromAt')} .value=${span.from} test="trim-from" @lr-moment=${moved('from')}></lr-moment>
    <lr-moment label=${t('replay.trimToAt')} .value=${span.to} test="trim-to" @lr-moment=${moved('to')}></lr-moment>
    <p class="small grow ${wrong ? 'bad' : 'muted'}" data-test="trim-said">
      ${wrong
        ? t('replay.trimWrong')
        : draft === undefined
          ? saved
            ? t('replay.trimmed', { length })
            : t('replay.untrimmed')
          : draft === null
            ? t('replay.trimGoes')
            : t('replay.trimNew', { length })}
    </p>
    ${draft === undefined
      ? saved
        ? html`<button ?disabled=${busy} data-test="trim-remove" @click=${() => act.set(null)}>${t('replay.trimRemove')}</button>`
        : nothing
      : html`<button class="primary" ?disabled=${busy || wrong} data-test="trim-save" @click=${act.save}>${icon('trim')}${t('replay.trimSave')}<kbd aria-hidden="true">↵</kbd></button>
          <button data-test="trim-drop" @click=${act.drop}>${t('replay.trimDrop')}<kbd aria-hidden="true">Esc</kbd></button>`}
  </div>`;
}
