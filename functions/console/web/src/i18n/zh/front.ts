import type { Section } from '../index.js';
import type en from '../en/front.js';

export default {
  title: '首页',
} satisfies Section<typeof en>;
