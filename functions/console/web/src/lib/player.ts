import { currentLanguage } from '../i18n/index.js';
import '../player/player.js';
import type { PlayerTexts } from '../player/texts.js';

let chinese: PlayerTexts | null = null;

/** The player's words in the language of the page; null for its own, which are English. Brings the player with it. */
export function playerTexts(loaded: () => void): PlayerTexts | null {
  if (currentLanguage() !== 'zh') return null;
  if (!chinese) {
    void import('../player/zh.js').then((module) => {
      chinese = module.chinese;
      loaded();
    });
  }
  return chinese;
}
