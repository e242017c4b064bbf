import type { Section } from '../index.js';
import type en from '../en/streams.js';

export default {
  title: '直播流',
} satisfies Section<typeof en>;
