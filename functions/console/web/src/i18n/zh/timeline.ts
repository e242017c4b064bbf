import type { Section } from '../index.js';
import type en from '../en/timeline.js';

export default {
  title: '时间轴',
} satisfies Section<typeof en>;
