import { html, nothing, type TemplateResult } from 'lit';
import type { Query } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { rich } from '../../i18n/rich.js';
import { session } from '../../lib/session.js';
import { clock, size, timeOf } from '../../lib/time.js';
import { paths } from '../../router.js';
import { badge, type Tone } from '../../widgets/badge.js';
import { icon } from '../../widgets/icon.js';
import { progress } from '../../widgets/states.js';
import { trouble, type TroubleKind } from './trouble.js';
import { troubleBlock, troubleLine } from './trouble-block.js';

type Stage = Query['state'] | 'failed';
const TONES: Record<Stage, Tone> = { active: 'accent', done: 'good', failed: 'bad', cancelled: '' };

/** A sweep never ends, and of a broadcast nobody knows how much is still to come. */
const HAVE_STEPS = new Set<Query['kind']>(['backfill', 'join']);

/** A join that is over without a file has failed. */
const stageOf = ({ kind, state, last_error: error }: Query): Stage => (kind === 'join' && state === 'done' && error ? 'failed' : state);

/** A query: what it is about, how far it is, what is wrong, and its end. */
export function queryRow(query: Query, title: string | undefined, told: ReadonlyMap<TroubleKind, unknown>, cancel: (query: Query) => void): TemplateResult {
  const stage = stageOf(query);
  const error = query.last_error;
  const kind = t(`work.kind_${query.kind}`);
  const replay = query.kind === 'join' ? query.replay_id : query.kind === 'broadcast' ? query.id : undefined;
  return html`<li class="query" data-test="query" data-id=${query.id} data-kind=${query.kind} data-state=${stage}>
    <div class="line">
      ${badge(kind)}
      <span class="grow cut what">
        ${replay ? html`<a href=${paths.replay(replay)}>${title ?? t('work.replay')}</a>` : query.kind === 'sweep' ? t('work.whole') : range(query)}
      </span>
      ${badge(t(`work.state_${stage}`), TONES[stage])} ${cancelButton(query, kind, cancel)}
    </div>
    ${stage === 'active' && HAVE_STEPS.has(query.kind)
      ? html`<div class="line bar">${progress(query.progress, t('work.progress', { what: title ?? kind }))}<span class="small muted number">${Math.floor(query.progress * 100)} %</span></div>`
      : nothing}
    <p class="small muted facts">${facts(query, replay !== undefined || query.kind === 'sweep')}</p>
    ${error === null ? nothing : told.has(trouble(error).kind) ? troubleLine(error) : troubleBlock(error)}
  </li>`;
}

function range({ from, to }: Query): unknown {
  return to === null || to === undefined
    ? rich('work.range_live', { from: timeOf(from) })
    : rich('work.range', { from: timeOf(from), to: timeOf(to) });
}

/** What else is known, with dots between. */
function facts(query: Query, withRange: boolean): unknown[] {
  const { kind, state, found, polls, due_at: due, result } = query;
  const counted = kind === 'join' || kind === 'broadcast' ? t('work.files', { n: found }) : t('work.found', { n: found });
  const all = [
    withRange && kind !== 'join' ? range(query) : null,
    counted,
    query.new > 0 ? t('work.new', { n: query.new }) : null,
    polls > 0 ? t('work.polls', { n: polls }) : null,
    (query.attempt ?? 1) > 1 ? t('work.attempt', { n: query.attempt ?? 1 }) : null,
    result ? t('work.result', { format: result.format, duration: result.duration === null || result.duration === undefined ? '–' : clock(result.duration) }) : null,
    result?.bytes ? size(result.bytes) : null,
    state === 'active' && due ? (Date.parse(due) <= Date.now() ? t('work.waiting') : rich('work.due', { time: timeOf(due, 'clock') })) : null,
  ];
  return all.filter((fact) => fact !== null).flatMap((fact, at) => (at === 0 ? [fact] : [' · ', fact]));
}

function cancelButton(query: Query, kind: string, cancel: (query: Query) => void): unknown {
  const { state, task_id: task } = query;
  if (state !== 'active' || !(query.kind === 'backfill' || (query.kind === 'join' && !task))) return nothing;
  const may = query.kind === 'join' || session.admin;
  return html`<button class="plain square" ?disabled=${!may} aria-label=${t('work.cancel_this', { what: kind })} title=${may ? t('work.cancel_this', { what: kind }) : t('work.admins')} @click=${() => cancel(query)} data-test="query-cancel">
    ${icon('close')}
  </button>`;
}
