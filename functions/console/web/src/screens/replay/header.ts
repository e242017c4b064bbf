import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';
import { clock, timeText } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { paths } from '../../router.js';
import { badge, stateBadge, visibilityBadge } from '../../widgets/badge.js';
import { icon, type IconName } from '../../widgets/icon.js';
import type { Desk } from './commands.js';
import { spanOf } from './span.js';

type Button = [test: string, key: string, label: string, picture: IconName, run: () => void, kind?: string];

const buttonOf = (desk: Desk) => (...[test, key, label, picture, run, kind = '']: Button) =>
  html`<button class=${kind} ?disabled=${!desk.ready} aria-keyshortcuts=${key} data-test=${test} @click=${run}>${icon(picture)}${label}<kbd aria-hidden="true">${key}</kbd></button>`;

/** What it is, and what one decides of it. `beside` opens below the buttons. */
export function header(desk: Desk, replay: Replay, beside: unknown): TemplateResult {
  const published = replay.visibility === 'published';
  const button = buttonOf(desk);
  return html`<header>
    <div class="grow">
      <h1 data-test="replay-title">${replay.title}</h1>
      <div class="facts">
        ${stateBadge(replay.state)} ${visibilityBadge(replay)}
        ${replay.featured_rank ? badge(t('words.featured', { rank: replay.featured_rank }), 'accent') : nothing}
        ${replay.reviewed ? badge(t('words.reviewed'), 'good', t('words.reviewedBy', { by: replay.reviewed.by, at: timeText(replay.reviewed.at) })) : nothing}
        <a href=${paths.stream(replay.stream)} class="wrap">${replay.channel?.name ?? replay.stream.stream_id}</a>
        <span>${spanOf(replay.started_at, replay.ended_at)}</span>
        <span>${clock(replay.duration)}</span>
      </div>
    </div>
    <div class="acts">
      ${button('publish', 'P', t(published ? 'replay.keep' : 'replay.publish'), 'check', () => desk.publish(), published ? '' : 'primary')}
      ${button('hide', 'H', t('replay.hide'), 'eye-off', () => desk.hide())}
      ${button('review', 'R', t(replay.reviewed ? 'replay.unreview' : 'replay.review'), 'eye', () => desk.review())}
      ${button('undo', 'Z', t('replay.undo'), 'undo', () => desk.undo())} ${beside}
    </div>
  </header>`;
}

/** What one does at the playhead. */
export function cutting(desk: Desk): TemplateResult {
  const button = buttonOf(desk);
  return html`<div slot="before" class="row">
    <span class="where" title=${t('timeline.playhead')} data-test="where"></span>
    ${button('split', 'X', t('replay.split'), 'split', () => desk.split(), 'plain')} ${button('trim-in', '[', t('replay.trimFrom'), 'trim', () => desk.trimTo('from'), 'plain')}
    ${button('trim-out', ']', t('replay.trimTo'), 'trim', () => desk.trimTo('to'), 'plain')} ${button('explain', 'E', t('replay.explain'), 'info', () => desk.explain(), 'plain')}
  </div>`;
}
