// What the elements say to viewers, who need no word of how it is run.
import type { ProblemCode } from '../player/problem.js';
import { english, type PlayerTexts } from '../player/texts.js';
import { chinese } from '../player/zh.js';

export type Lang = 'en' | 'zh';

interface Texts {
  locale: string;
  live: string;
  more: string;
  close: string;
  loading: string;
  empty: string;
  none: string;
  token: string;
  limited: string;
  offline: string;
  retry: string;
  player: PlayerTexts;
}

/** The same sentence for whatever only the operator can mend. */
function forViewers(texts: PlayerTexts, broken: string, gone: string): PlayerTexts {
  const said: Partial<Record<ProblemCode, string>> = {
    nothing: gone, gone, refused: broken, stale: broken, cors: broken, blocked: broken, server: broken, unreadable: broken,
  };
  const problems = { ...texts.problems };
  for (const [code, text] of Object.entries(said)) problems[code as ProblemCode] = () => text;
  return { ...texts, problems };
}

export const texts: Record<Lang, Texts> = {
  en: {
    locale: 'en',
    live: 'Live',
    more: 'Show more',
    close: 'Close',
    loading: 'Loading…',
    empty: 'There are no replays yet.',
    none: 'This replay is not available.',
    token: 'Sign in to see the replays.',
    limited: 'Too many people are looking at once. Try again in a moment.',
    offline: 'The replays could not be loaded. Check your connection.',
    retry: 'Try again',
    player: forViewers(english, 'This replay can’t be played now. Try again in a moment.', 'This replay is no longer available.'),
  },
  zh: {
    locale: 'zh-CN',
    live: '直播中',
    more: '显示更多',
    close: '关闭',
    loading: '加载中…',
    empty: '暂无回放。',
    none: '该回放不可用。',
    token: '请先登录再观看回放。',
    limited: '当前观看人数较多，请稍后重试。',
    offline: '回放加载失败，请检查网络连接。',
    retry: '重试',
    player: forViewers(chinese, '该回放暂时无法播放，请稍后重试。', '该回放已不可用。'),
  },
};
