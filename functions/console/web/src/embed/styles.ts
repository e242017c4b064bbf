import { css } from 'lit';

const dark = css`
  --accent: var(--live-replay-accent, #8ab4f8);
  --background: var(--live-replay-background, #1b1e25);
  --text: var(--live-replay-text, #e9ecf1);
  --muted: var(--live-replay-muted, #a4acb9);
  --line: var(--live-replay-line, #343a46);
`;

/** What both elements share. */
export const shared = css`
  :host {
    display: block;
    --accent: var(--live-replay-accent, #1a5fb4);
    --background: var(--live-replay-background, #fff);
    --text: var(--live-replay-text, #1c2027);
    --muted: var(--live-replay-muted, #5b6472);
    --line: var(--live-replay-line, #d9dde4);
    --radius: var(--live-replay-radius, 8px);
    --lr-accent: var(--accent);
    color: var(--text);
    font: var(--live-replay-font, 16px/1.4 system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif);
  }
  :host([hidden]) {
    display: none;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .message {
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--background);
    color: var(--muted);
  }
  .message p {
    margin: 0;
  }
  .message button,
  .more {
    min-height: 44px;
    margin-top: 12px;
    padding: 4px 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--background);
    color: var(--text);
  }
`;

export const ofList = css`
  .live {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 0 0 16px;
    padding: 0;
    list-style: none;
  }
  .live > li > * {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    padding: 4px 14px 4px 4px;
    border: 1px solid var(--line);
    border-radius: 99px;
    background: var(--background);
    color: var(--text);
    text-decoration: none;
  }
  .badge {
    padding: 1px 8px;
    border-radius: 99px;
    background: #c01c28;
    color: #fff;
    font-size: 0.8em;
    font-weight: 600;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--live-replay-column, 14rem)), 1fr));
    gap: 16px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .card {
    display: flex;
    flex-direction: column;
    align-items: stretch;
    justify-content: flex-start;
    box-sizing: border-box;
    width: 100%;
    height: 100%;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
    background: var(--background);
    color: var(--text);
    text-align: start;
    text-decoration: none;
  }
  .card:hover {
    border-color: var(--accent);
  }
  .cover {
    position: relative;
    display: block;
    aspect-ratio: 16 / 9;
    background: var(--line);
  }
  .cover img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .length {
    position: absolute;
    inset: auto 8px 8px auto;
    padding: 0 6px;
    border-radius: 4px;
    background: #000c;
    color: #fff;
    font-size: 0.8em;
    font-variant-numeric: tabular-nums;
  }
  .title,
  .meta {
    display: block;
    padding: 0 12px;
    overflow-wrap: anywhere;
  }
  .title {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    margin-top: 10px;
    font-weight: 600;
  }
  .meta {
    margin: 2px 0 12px;
    color: var(--muted);
    font-size: 0.875em;
  }
  .loading {
    opacity: 0.6;
  }
  dialog {
    width: min(64rem, 100vw - 32px);
    max-height: calc(100dvh - 32px);
    box-sizing: border-box;
    padding: 12px;
    border: 0;
    border-radius: var(--radius);
    background: var(--background);
    color: var(--text);
  }
  dialog::backdrop {
    background: #000b;
  }
  dialog header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-bottom: 8px;
  }
  dialog h2 {
    margin: 0;
    font-size: 1.1em;
    overflow-wrap: anywhere;
  }
  .close {
    flex: none;
    min-width: 44px;
    min-height: 44px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: none;
  }
`;

export const ofPlayer = css`
  .empty {
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 9;
    border-radius: var(--radius);
    background: #000;
    color: #fffc;
  }
`;
