import type { Section } from '../index.js';
import type en from '../en/log.js';

export default {
  title: '操作记录',
} satisfies Section<typeof en>;
