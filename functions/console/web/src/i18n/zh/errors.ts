import type { Section } from '../index.js';
import type en from '../en/errors.js';

export default {
  title: '加载失败',
  offline: '服务器没有响应。请检查网络后重试。',
  unauthorized: '令牌无效，请重新登录。',
  admins_only: '仅管理员可执行此操作，请联系持有管理员令牌的人。',
  not_found: '内容已不存在，可能已被合并或移除。',
  version_mismatch: '此回放刚被他人修改。请查看最新内容后再操作。',
  nothing_to_undo: '没有可撤销的操作。',
  store_unavailable: '数据库繁忙或无法访问，请稍后重试。',
  vod_unavailable: '腾讯云点播没有响应，请稍后重试。',
  live_unavailable: '腾讯云直播没有响应，请稍后重试。',
  no_tencent_keys: '尚未配置腾讯云 API 密钥。请运维人员设置 TENCENT_SECRET_ID 和 TENCENT_SECRET_KEY。',
  internal_error: '服务器出错，请重试。如仍失败，请将请求编号 {request} 告知运维人员。',
  in_the_past: '时间已过，请选择更晚的时间。',
  outside_replay: '超出了回放的时间范围。{detail}',
  still_live: '直播尚未结束，请等待结束后再操作。',
  not_settled: '可能还有录制文件到达，请等待整理完成。',
  unconfirmed_parts: '点播尚未确认全部文件，请稍候。',
  too_many_featured: '推荐位最多 49 个，请先移除一个。',
  too_few_parts: '文件太少，无法拼接。',
  too_many_parts: '文件太多，无法一次拼接。',
  join_running: '这些文件正在拼接，请等待完成。',
  different_streams: '只能合并同一直播流的回放。',
  tencent_refused: '腾讯云拒绝了请求。{detail}',
} satisfies Section<typeof en>;
