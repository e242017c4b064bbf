import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';
import { icon } from '../../widgets/icon.js';
import { trouble, type TroubleKind } from './trouble.js';

/** From so many queries on, what is wrong with all of them is told once, above the list. */
const SAME = 3;

/** The texts of which several queries tell alike, by kind: each with how many there are. */
export function shared(texts: readonly string[]): Map<TroubleKind, { text: string; n: number }> {
  const all = new Map<TroubleKind, { text: string; n: number }>();
  for (const text of texts) {
    const { kind } = trouble(text);
    all.set(kind, { text: all.get(kind)?.text ?? text, n: (all.get(kind)?.n ?? 0) + 1 });
  }
  return new Map([...all].filter(([kind, { n }]) => n >= SAME && kind !== 'other'));
}

/** What is wrong in a few words, where the rest is told above. */
export function troubleLine(text: string): TemplateResult {
  const { kind } = trouble(text);
  return html`<p class="small warn" data-test="trouble" data-kind=${kind} title=${text}>${t(`work.what_${kind}`)}</p>`;
}

/** What is wrong, what to do about it, and the words as they came. */
export function troubleBlock(text: string, n = 1): TemplateResult {
  const { kind, action, code, message, request } = trouble(text);
  return html`<div class="notice warn trouble" data-test="trouble" data-kind=${kind}>
    ${icon('warning')}
    <div class="grow">
      <p>${n > 1 ? html`${t('work.same', { n })} ` : nothing}<b>${t(`work.what_${kind}`)}</b> ${t(`work.todo_${kind}`)}</p>
      ${code
        ? html`<p class="small wrap">${t('work.tencent_says')}: <code>${code}</code> ${message}${action || request ? html` <span class="muted">(${[action, request ? t('work.request', { id: request }) : ''].filter(Boolean).join(', ')})</span>` : nothing}</p>`
        : html`<p class="small wrap">${t('work.details')}: ${text}</p>`}
    </div>
  </div>`;
}
