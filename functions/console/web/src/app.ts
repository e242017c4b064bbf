import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { currentLanguage, loadSection, setLanguage, t } from './i18n/index.js';
import { LrElement } from './lib/element.js';
import { keys, type Command } from './lib/keys.js';
import { later } from './lib/later.js';
import type { Screen } from './lib/screen.js';
import { session } from './lib/session.js';
import { setTheme, theme, themeChanged, themes } from './lib/theme.js';
import { unsaved } from './lib/unsaved.js';
import { go, here, moved, paths, type Route, type ScreenName } from './router.js';
import { screens } from './screens.js';
import { base } from './style/base.js';
import { shell } from './style/shell.js';
import { icon } from './widgets/icon.js';
import './widgets/menu.js';
import type { MenuItem } from './widgets/menu.js';
import { empty, loading } from './widgets/states.js';
import './widgets/toast.js';

/** What the navigation holds, in its order. On a phone, what comes after the fourth is in a menu. */
const NAVIGATION = ['queue', 'front', 'streams', 'work', 'quarantine', 'health', 'log'] as const;
const ON_PHONES = 4;

/** The frame: navigation, the screen, sign-in, help and messages. */
@customElement('lr-app')
export class App extends LrElement {
  static override styles = [base, shell];

  @state() private route: Route = here();
  @state() private screen: Screen | null = null;
  @state() private broken = false;
  @state() private helping = false;
  #wanted = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.hold(moved.listen((route) => this.#show(route)));
    this.hold(themeChanged.listen(() => this.requestUpdate()));
    this.hold(session.changed.listen(() => this.#sessionChanged()));
    this.hold(keys.register(this.#commands()));
    this.addEventListener('lr-title', (event) => this.#titled((event as CustomEvent<string>).detail));
    this.#show(here());
  }

  #commands(): Command[] {
    const jump = (name: Exclude<ScreenName, 'replay'>, key: string): Command => ({
      keys: `shift+${key}`,
      label: 'app.goTo',
      values: { screen: t(screens[name].title) },
      group: 'app.keysEverywhere',
      run: () => go(paths[name]()),
    });
    return [
      { keys: '?', label: 'app.help', group: 'app.keysEverywhere', run: () => (this.helping = true) },
      jump('queue', 'q'),
      jump('front', 'f'),
      jump('streams', 's'),
      jump('work', 'w'),
      jump('log', 'l'),
    ];
  }

  #sessionChanged(): void {
    // Whoever signs out leaves nothing on the page.
    if (session.state === 'out') this.screen = null;
    if (session.state === 'in' && this.screen === null) this.#show(here());
    this.requestUpdate();
  }

  async #show(route: Route): Promise<void> {
    const wanted = ++this.#wanted;
    this.route = route;
    this.broken = false;
    if (route.name === null || session.token === null) {
      this.screen = null;
      this.#titled(route.name === null ? t('app.notFound') : '');
      return;
    }
    const entry = screens[route.name];
    this.#titled(t(entry.title));
    if (this.screen?.localName === entry.tag) {
      this.screen.route = route;
      return;
    }
    try {
      await Promise.all([entry.load(), loadSection(route.name)]);
    } catch {
      if (wanted === this.#wanted) this.broken = true;
      return;
    }
    if (wanted !== this.#wanted) return;
    const screen = document.createElement(entry.tag) as Screen;
    screen.route = route;
    this.screen = screen;
    await this.updateComplete;
    this.renderRoot.querySelector('main')?.scrollTo(0, 0);
  }

  #titled(title: string): void {
    document.title = title ? `${title} – ${t('app.name')}` : t('app.name');
  }

  override render() {
    if (session.state === 'checking' && this.screen === null) return html`<div class="wait">${loading(4)}</div>`;
    if (session.state === 'out' || (session.state === 'checking' && this.screen === null)) return html`${signIn(false)}<lr-toasts></lr-toasts>`;
    return html`<nav aria-label=${t('app.screens')}>
        <button class="skip" @click=${this.#skip}>${t('app.skip')}</button>
        <span class="brand" aria-hidden="true">${icon('record')}<b>${t('app.name')}</b></span>
        <ul>
          ${NAVIGATION.map((name, at) => this.#link(name, at >= ON_PHONES))}
        </ul>
        <div class="settings">
          <lr-menu class="desktop" start up icon="user" worded label=${`${session.name} · ${t(`app.${session.role}`)}`} .items=${this.#settings()} data-test="settings"></lr-menu>
          <lr-menu class="phone" up icon="more" label=${t('app.more')} .items=${[...this.#rest(), ...this.#settings()]} data-test="more"></lr-menu>
        </div>
      </nav>
      <main id="main" tabindex="-1">${this.#content()}</main>
      ${session.state === 'expired' || session.state === 'checking' ? signIn(true) : nothing}
      ${this.helping ? later(() => import('./widgets/help.js'), html`<lr-help .screen=${this.route.name} @lr-close=${() => (this.helping = false)}></lr-help>`) : nothing}
      <lr-toasts></lr-toasts>`;
  }

  #content() {
    if (this.broken) {
      return empty('warning', t('errors.title'), t('app.notHere'), html`<button @click=${() => location.reload()}>${t('app.reload')}</button>`);
    }
    if (this.route.name === null) {
      return empty('search', t('app.notFound'), t('app.notFoundText'), html`<a class="button" href=${paths.queue()}>${t('app.toQueue')}</a>`);
    }
    return this.screen ?? html`<div class="wait">${loading(6)}</div>`;
  }

  #link(name: (typeof NAVIGATION)[number], rest: boolean) {
    const { title, icon: picture } = screens[name];
    return html`<li class=${rest ? 'rest' : ''}>
      <a href=${paths[name]()} aria-current=${this.route.name === name ? 'page' : 'false'} title=${t(title)} data-test="nav-${name}">${icon(picture)}<span>${t(title)}</span></a>
    </li>`;
  }

  #rest(): MenuItem[] {
    return NAVIGATION.slice(ON_PHONES).map((name) => ({ label: t(screens[name].title), icon: screens[name].icon, run: () => go(paths[name]()) }));
  }

  #settings(): MenuItem[] {
    const names = { system: 'app.themeSystem', light: 'app.themeLight', dark: 'app.themeDark' } as const;
    return [
      ...themes.map((it) => ({ label: t(names[it]), divided: it === 'system', checked: theme() === it, test: `theme-${it}`, run: () => setTheme(it) })),
      ...([['en', 'English'], ['zh', '中文']] as const).map(([it, label]) => ({
        label,
        divided: it === 'en',
        checked: currentLanguage() === it,
        test: `language-${it}`,
        run: () => void setLanguage(it, true).then(() => this.#titled(this.route.name ? t(screens[this.route.name].title) : '')),
      })),
      { label: t('app.help'), divided: true, icon: 'keyboard', test: 'help', run: () => (this.helping = true) },
      { label: t('app.signOut'), icon: 'sign-out', test: 'sign-out', run: () => void this.#signOut() },
    ];
  }

  async #signOut(): Promise<void> {
    const n = unsaved();
    const { ask } = await import('./widgets/ask.js');
    const question = { heading: t('app.signOut'), text: t('app.unsaved', { n }), confirm: t('app.signOut'), danger: true };
    if (n === 0 || (await ask(question))) session.signOut();
  }

  #skip = (): void => {
    this.renderRoot.querySelector('main')?.focus();
  };
}

/** Asks for the token; with `above`, over the screen, which stays. */
function signIn(above: boolean) {
  return later(() => import('./widgets/sign-in.js'), html`<lr-sign-in ?expired=${above}></lr-sign-in>`);
}
