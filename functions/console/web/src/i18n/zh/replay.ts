import type { Section } from '../index.js';
import type en from '../en/replay.js';

export default {
  title: '回放',
} satisfies Section<typeof en>;
