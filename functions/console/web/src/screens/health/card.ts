import { html, nothing, type TemplateResult } from 'lit';
import type { ServiceStatus } from '../../../client/index.js';
import { number, t } from '../../i18n/index.js';
import { rich } from '../../i18n/rich.js';
import { length } from '../../lib/length.js';
import { paths } from '../../router.js';
import { badge, type Tone } from '../../widgets/badge.js';
import { foundChart, listedChart } from './chart.js';
import { lossRate, sinceRun, type Grade, type NumberName } from './verdict.js';

const TONES: Record<Grade, Tone> = { good: 'good', watch: 'warn', bad: 'bad', none: '' };

/** Where docs/operations.md says more. */
const SECTIONS: Record<NumberName, string> = {
  run: 'ReconcileStoppedAlarm',
  lag: 'WatermarkAlarm',
  overdue: 'UnsettledAlarm',
  found: 'FoundByPollAlarm',
  quarantined: 'QuarantineAlarm',
  listed: 'ConfirmBehindAlarm',
  versions: 'Status',
};

/** What the API counts up to. */
const MOST_COUNTED = 1_000;

type Face = {
  /** The number itself, as text, and what is said beside it. */
  value: string;
  beside?: string;
  means: string;
  todo: string;
  /** How it was in each of the last 24 hours, where that is known. */
  chart?: TemplateResult;
  link?: 'work' | 'quarantine';
};

/** A number: how good it is, how it was, what it means, what to do. The parts of the cards of a row are aligned. */
export function card(name: NumberName, grade: Grade, status: ServiceStatus, now: number): TemplateResult {
  const face = faces[name](status, now);
  const todo = html`<p>${face.todo}</p>
    ${face.link ? html`<a class="button" href=${paths[face.link]()}>${t(`health.open_${face.link}`)}</a>` : nothing}
    <p class="small muted">${rich('health.docs', { where: html`<code>docs/operations.md, ${SECTIONS[name]}</code>` })}</p>`;
  return html`<section class="panel card" aria-labelledby=${name} data-test="health-${name}" data-grade=${grade}>
    <div class="row">
      <h2 id=${name} class="grow">${t(`health.${name}`)}</h2>
      ${badge(t(`health.grade_${grade}`), TONES[grade])}
    </div>
    <div class="now">
      <p class="value"><b>${face.value}</b> <span class="muted">${face.beside}</span></p>
      ${face.chart ?? nothing}
    </div>
    <p class="small">${face.means}</p>
    <p class="small muted">${t('health.good_when')}: ${t(`health.${name}_good`)}</p>
    ${grade === 'good'
      ? html`<details><summary>${t('health.if_bad')}</summary><div class="todo">${todo}</div></details>`
      : html`<div class="todo open ${grade}"><h3>${t('health.todo')}</h3>${todo}</div>`}
  </section>`;
}

const count = (n: number): string => (n >= MOST_COUNTED ? t('health.quarantined_many') : number(n));
const atMost = (seconds: number): string => t('health.at_most', { time: length(seconds) });

const faces: Record<NumberName, (status: ServiceStatus, now: number) => Face> = {
  run: (status, now) => {
    const since = sinceRun(status, now);
    const value = since === null ? t('health.run_never') : t('health.run_ago', { time: length(since) });
    return { value, means: t('health.run_means'), todo: t('health.run_todo') };
  },
  lag: ({ watermark_lag: lag }) => ({
    value: lag === null ? t('health.lag_none') : length(lag),
    means: t('health.lag_means'),
    todo: lag === null ? t('health.lag_none_todo') : t('health.lag_todo'),
    link: 'work',
  }),
  overdue: ({ overdue_queries: overdue, longest_overdue: longest }) => ({
    value: count(overdue),
    ...(longest !== null && { beside: t('health.overdue_longest', { time: length(longest) }) }),
    means: t('health.overdue_means'),
    todo: t('health.overdue_todo'),
    link: 'work',
  }),
  found: (status) => {
    const rate = lossRate(status);
    const { day, week } = status.lost_and_found;
    const words = [t('health.found_day'), t('health.found_week', { n: week }), rate === null ? '' : t('health.found_rate', { n: number(rate, { maximumFractionDigits: 2 }) })];
    return {
      value: number(day),
      beside: words.filter(Boolean).join(' · '),
      means: t('health.found_means'),
      todo: t('health.found_todo'),
      chart: foundChart(status.hours),
    };
  },
  quarantined: ({ quarantined_today: n }) => ({
    value: count(n),
    means: t('health.quarantined_means'),
    todo: t('health.quarantined_todo'),
    link: 'quarantine',
  }),
  listed: ({ hours, end_to_listed: { broadcasts, p50, p99 } }) => ({
    value: p50 === null ? t('health.listed_none') : atMost(p50),
    ...(p99 !== null && { beside: t('health.listed_p99', { time: atMost(p99) }) }),
    means: t('health.listed_means', { n: broadcasts }),
    todo: p50 === null ? t('health.listed_none_todo') : t('health.listed_todo'),
    chart: listedChart(hours),
    link: 'work',
  }),
  versions: ({ versions: { replay_api: api, reconcile } }) => ({
    value: reconcile === null || reconcile === api ? api : t('health.versions_differ', { api, reconcile }),
    means: t('health.versions_means'),
    todo: t('health.versions_todo'),
  }),
};
