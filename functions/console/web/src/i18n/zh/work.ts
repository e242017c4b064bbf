import type { Section } from '../index.js';
import type en from '../en/work.js';

export default {
  title: '任务',
} satisfies Section<typeof en>;
