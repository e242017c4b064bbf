import type { Section } from '../index.js';
import type en from '../en/quarantine.js';

export default {
  title: '隔离区',
} satisfies Section<typeof en>;
