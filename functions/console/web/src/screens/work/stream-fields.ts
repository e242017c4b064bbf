import { html, type TemplateResult } from 'lit';
import { t } from '../../i18n/index.js';

export type StreamNames = { stream_id: string; domain: string; app: string };

/** The three names of a stream; domain and app are rarely needed. */
export function streamFields(names: StreamNames, changed: (names: StreamNames) => void, hint: string, wrong?: string): TemplateResult {
  const field = (name: keyof StreamNames, label: string, placeholder: string) => html`<label class="field ${name === 'stream_id' ? 'wide' : ''}">
    ${label}
    <input type="text" name=${name} autocomplete="off" spellcheck="false" maxlength=${name === 'stream_id' ? 512 : 255} placeholder=${placeholder} .value=${names[name]}
      aria-invalid=${name === 'stream_id' && wrong ? 'true' : 'false'} @input=${(event: Event) => changed({ ...names, [name]: (event.target as HTMLInputElement).value.trim() })} data-test="stream-${name}" />
    ${name === 'stream_id' && wrong ? html`<span class="bad" role="alert">${wrong}</span>` : ''}
  </label>`;
  return html`${field('stream_id', t('work.stream'), hint)}
    <details class="wide" ?open=${names.domain !== '' || names.app !== ''}>
      <summary>${t('work.more_fields')}</summary>
      <div class="two">${field('domain', t('work.domain'), t('work.any'))} ${field('app', t('work.app'), t('work.any'))}</div>
    </details>`;
}
