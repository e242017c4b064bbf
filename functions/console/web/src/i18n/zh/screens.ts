import type { Section } from '../index.js';
import type en from '../en/screens.js';

/** The names of the screens. */
export default {
  queue: '审核队列',
  front: '首页',
  streams: '直播流',
  work: '任务',
  quarantine: '隔离区',
  health: '运行状况',
  log: '操作记录',
  replay: '回放',
} satisfies Section<typeof en>;
