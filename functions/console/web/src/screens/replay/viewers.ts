import { html, nothing, type TemplateResult } from 'lit';
import { currentLanguage, maybe, t } from '../../i18n/index.js';
import { timeOf } from '../../lib/time.js';
import type { Replay } from '../../lib/types.js';
import { icon } from '../../widgets/icon.js';

/** What viewers see of it, why not, and what it lacks. */
export function viewers(replay: Replay): TemplateResult {
  const seen = replay.visible_to_viewers ?? replay.visibility === 'published';
  const why = replay.hidden_because ? (maybe(`words.because_${replay.hidden_because}`) ?? replay.hidden_because) : '';
  return html`<section class="panel card" aria-labelledby="viewers" data-test="viewers">
    <h2 id="viewers">${t('replay.viewers')}</h2>
    <p class="seen ${seen ? 'good' : 'warn'}" data-test="visible">${icon(seen ? 'eye' : 'eye-off')}<span>${seen ? t('replay.seen') : why || t('replay.unseen')}</span></p>
    ${replay.state === 'live' && replay.visibility === 'pending' ? html`<p class="muted small">${t('replay.liveSeen')}</p>` : nothing}
    ${replay.hidden_reason ? html`<p class="small"><span class="muted">${t('replay.reason')}</span> <span class="wrap">${replay.hidden_reason}</span></p>` : nothing}
    ${replay.cover_hidden ? html`<p class="small muted">${t('replay.coverHidden')}</p>` : nothing}
    ${replay.publish_at ? html`<p class="small">${t('replay.publishes')} ${timeOf(replay.publish_at)}</p>` : nothing}
    ${replay.unpublish_at ? html`<p class="small">${t('replay.unpublishes')} ${timeOf(replay.unpublish_at)}</p>` : nothing}
    ${replay.expires_at ? html`<p class="small">${t('replay.expires')} ${timeOf(replay.expires_at)}</p>` : nothing}
    ${replay.notes.length > 0
      ? html`<ul class="notes" data-test="notes">
          ${replay.notes.map((note) => html`<li class="small">${icon('warning')}<span>${noted(note.code, note.text)}</span></li>`)}
        </ul>`
      : nothing}
  </section>`;
}

/** The API's own sentence is English. In another language it stands behind ours, for the numbers in it. */
function noted(code: string, text: string): string | TemplateResult {
  const words = maybe(`replay.note_${code}`);
  return currentLanguage() === 'en' || words === null ? text : html`${words} <span class="muted" lang="en">${text}</span>`;
}
