import type { Section } from '../index.js';
import type en from '../en/health.js';

export default {
  title: '运行状况',
} satisfies Section<typeof en>;
