import { Emitter } from './emitter.js';
import { store, stored } from './stored.js';

export type Theme = 'system' | 'light' | 'dark';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];
export const themeChanged = new Emitter<Theme>();

export function theme(): Theme {
  return themes.find((it) => it === stored('theme')) ?? 'system';
}

export function setTheme(next: Theme): void {
  store('theme', next === 'system' ? null : next);
  applyTheme();
  themeChanged.tell(next);
}

/** Shows the theme that was chosen; `system` leaves it to the browser. */
export function applyTheme(): void {
  const chosen = theme();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
