import { css, html, type TemplateResult } from 'lit';
import type { Channel, Stream } from '../../lib/types.js';
import '../../widgets/cover.js';

export const avatarStyle = css`
  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    width: 32px;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: 600;
    overflow: hidden;
  }
  .avatar.large {
    width: 56px;
    font-size: 22px;
  }
`;

/** The streamer's picture, or the first letter of the name. */
export function avatar(channel: Channel | null, stream: Stream, size = ''): TemplateResult {
  if (channel?.avatar_url) return html`<lr-cover class="avatar ${size}" .src=${channel.avatar_url}></lr-cover>`;
  const [letter = '?'] = [...(channel?.name ?? stream.stream_id)];
  return html`<span class="avatar ${size}" aria-hidden="true">${letter.toUpperCase()}</span>`;
}
