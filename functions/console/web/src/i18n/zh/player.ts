import type { Section } from '../index.js';
import type en from '../en/player.js';

export default {
  title: '播放器',
} satisfies Section<typeof en>;
