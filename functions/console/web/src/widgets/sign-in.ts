import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { currentLanguage, setLanguage, t } from '../i18n/index.js';
import { LrElement } from '../lib/element.js';
import { Problem } from '../lib/problem.js';
import { session } from '../lib/session.js';
import { stored } from '../lib/stored.js';
import { base } from '../style/base.js';
import './dialog.js';
import { icon } from './icon.js';

/** Asks for the token. `expired`: above the screen, which stays. */
@customElement('lr-sign-in')
export class SignIn extends LrElement {
  static override styles = [
    base,
    css`
      .page {
        display: grid;
        place-items: center;
        min-height: 100dvh;
        max-width: none;
      }
      .panel {
        width: min(400px, 100%);
        padding: var(--s5);
      }
      form {
        display: flex;
        flex-direction: column;
        gap: var(--s4);
      }
      .brand {
        color: var(--accent);
      }
    `,
  ];

  @property({ type: Boolean }) expired = false;
  @state() private error = '';
  @state() private busy = false;
  @query('input') private input!: HTMLInputElement | null;

  override render() {
    if (this.expired) return html`<lr-dialog heading=${t('app.signIn')} open keep>${this.#form(t('app.tokenExpired'))}</lr-dialog>`;
    const waits = session.problem !== null && stored('token', 'sessionStorage') !== null;
    return html`<main class="page"><div class="panel stack">
      <div class="row"><span class="brand row">${icon('record')}</span><h1 class="grow">${t('app.name')}</h1>
        <button class="plain" lang=${currentLanguage() === 'en' ? 'zh-CN' : 'en'} @click=${() => void setLanguage(currentLanguage() === 'en' ? 'zh' : 'en', true)}>${currentLanguage() === 'en' ? '中文' : 'English'}</button>
      </div>
      ${waits ? this.#again() : this.#form(t('app.signInText'))}
    </div></main>`;
  }

  #form(text: string) {
    return html`<form @submit=${this.#submit} data-test="sign-in" novalidate>
      <p class="muted">${text}</p>
      <label class="field">${t('app.token')}
        <input type="password" autocomplete="off" spellcheck="false" autofocus aria-invalid=${this.error !== ''} aria-describedby="error" data-test="token" />
      </label>
      <p id="error" class="bad" role="alert" ?hidden=${this.error === ''}>${this.error || nothing}</p>
      <button class="primary" type="submit" ?disabled=${this.busy} data-test="sign-in-button">${t('app.signIn')}</button>
    </form>`;
  }

  /** There is a token, but nobody to say whose it is. */
  #again() {
    return html`<p class="notice bad" role="alert">${icon('warning')}<span>${session.problem?.text}</span></p>
      <button class="primary" @click=${() => void session.start()} data-test="retry">${icon('refresh')}${t('app.retry')}</button>
      <button class="plain" @click=${() => session.signOut()}>${t('app.otherToken')}</button>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(session.changed.listen(() => this.requestUpdate()));
  }

  override firstUpdated(): void {
    this.input?.focus();
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = (this.input?.value.trim() ?? '');
    this.error = token === '' ? t('app.tokenMissing') : '';
    if (token === '' || this.busy) return;
    this.busy = true;
    try {
      await session.signIn(token);
    } catch (error) {
      const problem = Problem.from(error);
      this.error = problem.status === 401 ? t('app.tokenWrong') : problem.status === 403 ? t('app.tokenViewer') : problem.text;
    } finally {
      this.busy = false;
      this.input?.select();
    }
  };
}
