import type { Section } from '../index.js';
import type en from '../en/queue.js';

export default {
  title: '审核队列',
} satisfies Section<typeof en>;
