import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';
import { zoned } from '../../lib/time.js';
import { paths } from '../../router.js';
import { icon } from '../../widgets/icon.js';
import type { ReplayModel } from './model.js';
import { spanOf } from './span.js';

/** The replays before and after, why they are others, and how to make them one. */
export function neighbours(model: ReplayModel, merge: (side: 'before' | 'after') => void): TemplateResult | typeof nothing {
  const one = (side: 'before' | 'after') => {
    const other = model.neighbour(side);
    if (!other) return nothing;
    return html`<div class="beside" data-test=${`neighbour-${side}`}>
      <span class="muted small">${t(side === 'before' ? 'replay.before' : 'replay.after')}</span>
      <a class="wrap" href=${paths.replay(other.id)}>${other.title}</a>
      <span class="muted small">${spanOf(other.started_at, other.ended_at)}${other.why ? html`<br />${t('timeline.whyNot', { why: zoned(other.why) })}` : nothing}</span>
      <div><button ?disabled=${model.busy} data-test=${`merge-${side}`} @click=${() => merge(side)}>${icon('merge')}${t('replay.merge')}<kbd aria-hidden="true">${side === 'before' ? 'M' : '⇧ M'}</kbd></button></div>
    </div>`;
  };
  const [before, after] = [one('before'), one('after')];
  if (before === nothing && after === nothing) return nothing;
  return html`<section class="panel card" aria-labelledby="beside"><h2 id="beside">${t('replay.neighbours')}</h2>${before}${after}</section>`;
}
