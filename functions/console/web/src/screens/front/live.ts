import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Live } from '../../../client/index.js';
import { t } from '../../i18n/index.js';
import { rich } from '../../i18n/rich.js';
import { timeOf } from '../../lib/time.js';
import { paths } from '../../router.js';
import { badge } from '../../widgets/badge.js';
import '../../widgets/cover.js';
import { icon } from '../../widgets/icon.js';

/** Who is live, with those marked whom viewers don't see yet. `viewers` is null where nobody knows what they see. */
export function liveRow(live: Live[], viewers: Live[] | null): TemplateResult {
  const seen = new Set(viewers?.map((one) => one.id));
  const unsure = (one: Live) => viewers !== null && viewers.length < MOST_LIVE && !seen.has(one.id);
  return html`<h2 class="only-heard">${t('front.live')}</h2>
    ${live.length === 0
      ? html`<p class="muted live-none" data-test="live-none">${t('front.live_none')}</p>`
      : html`<ul class="live" aria-label=${t('front.live')} tabindex="0">
          ${repeat(live, (one) => one.id, (one) => entry(one, unsure(one)))}
        </ul>`}`;
}

/** A feed of viewers that holds so many may have left some out. */
const MOST_LIVE = 10;

function entry(one: Live, unsure: boolean): TemplateResult {
  return html`<li data-test="live-item">
    <a href=${paths.replay(one.id)}>
      <span class="on"><lr-cover .src=${one.cover_url}></lr-cover>${badge(t('words.live'), 'bad')}</span>
      <b class="cut">${one.channel?.name ?? one.stream.stream_id}</b>
      <span class="small muted cut">${one.title}</span>
    </a>
    <p class="small muted">${rich('front.live_since', { time: timeOf(one.started_at) })}</p>
    ${unsure ? html`<p class="small warn">${icon('eye-off')} ${t('front.live_unsure')}</p>` : nothing}
  </li>`;
}
