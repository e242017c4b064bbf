import { css } from 'lit';

/** What every element shares: controls, badges, cards, states. Plain classes, so that a native button stays a native button. */
export const base = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: 20px;
    line-height: 28px;
    font-weight: 600;
  }
  h2 {
    font-size: 15px;
    line-height: 22px;
    font-weight: 600;
  }
  h3 {
    font-size: var(--size);
    line-height: 20px;
    font-weight: 600;
  }
  a {
    color: var(--accent);
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  code,
  pre,
  .mono {
    font-family: var(--mono);
    font-size: var(--small);
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: var(--small);
  }
  .good {
    color: var(--good);
  }
  .warn {
    color: var(--warn);
  }
  .bad {
    color: var(--bad);
  }
  .cut {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .wrap {
    overflow-wrap: anywhere;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--s2);
    flex-wrap: wrap;
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--s3);
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .only-heard {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    width: 18px;
    height: 18px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.filled {
    fill: currentColor;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--control);
    padding: 0 var(--s3);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--panel);
    color: var(--text);
    font: inherit;
    font-weight: 500;
    white-space: nowrap;
    text-decoration: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--raised);
    text-decoration: none;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.primary,
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover:not(:disabled),
  .button.primary:hover {
    background: var(--accent);
    filter: brightness(1.08);
  }
  button.danger {
    color: var(--bad);
  }
  button.danger:hover:not(:disabled) {
    background: var(--bad-soft);
  }
  button.plain,
  .button.plain {
    border-color: transparent;
    background: transparent;
  }
  button.plain:hover:not(:disabled),
  .button.plain:hover {
    background: var(--raised);
  }
  button.square,
  .button.square {
    width: var(--control);
    padding: 0;
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--accent);
  }
  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 0 5px;
    border: 1px solid currentColor;
    border-radius: 4px;
    font: 500 11px / 16px var(--font);
    text-align: center;
    opacity: 0.75;
  }
  @media (pointer: coarse) {
    button kbd {
      display: none;
    }
  }

  input,
  select,
  textarea {
    min-height: var(--control);
    padding: 5px 10px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--panel);
    color: var(--text);
    font: inherit;
    font-variant-numeric: inherit;
  }
  textarea {
    min-height: 72px;
    resize: vertical;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  input[type='checkbox'],
  input[type='radio'] {
    width: 16px;
    height: 16px;
    min-height: 0;
    margin: 0;
    padding: 0;
    accent-color: var(--accent);
  }
  input[type='range'] {
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--accent);
  }
  [aria-invalid='true'] {
    border-color: var(--bad);
  }
  label.field,
  .field {
    display: flex;
    flex-direction: column;
    gap: var(--s1);
    font-size: var(--small);
    color: var(--muted);
  }
  .field > input,
  .field > select,
  .field > textarea {
    font-size: var(--size);
    color: var(--text);
  }
  @media (pointer: coarse) {
    input,
    select,
    textarea,
    .field > input,
    .field > select,
    .field > textarea {
      font-size: 16px;
    }
  }

  .panel {
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--panel);
  }
  .page {
    max-width: 1200px;
    margin: 0 auto;
    padding: var(--s5);
  }
  .page > header {
    display: flex;
    align-items: center;
    gap: var(--s3);
    flex-wrap: wrap;
    margin-bottom: var(--s4);
  }
  @media (max-width: 720px) {
    .page {
      padding: var(--s3);
    }
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    padding: var(--s2) var(--s3);
    border-bottom: 1px solid var(--line);
    color: var(--muted);
    font-size: var(--small);
    font-weight: 500;
    text-align: start;
    white-space: nowrap;
  }
  td {
    padding: var(--s2) var(--s3);
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  tbody > tr:last-child > * {
    border-bottom: 0;
  }
  .number {
    text-align: end;
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 0 7px;
    border-radius: 10px;
    background: var(--raised);
    color: var(--muted);
    font-size: var(--small);
    font-weight: 500;
    line-height: 20px;
    white-space: nowrap;
  }
  .badge::before {
    content: '';
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: currentColor;
  }
  .badge.bare::before {
    content: none;
  }
  .badge.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .badge.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .badge.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .badge.accent {
    background: var(--accent-soft);
    color: var(--accent);
  }

  .state {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: var(--s2);
    max-width: 460px;
    margin: 0 auto;
    padding: 64px var(--s4);
    color: var(--muted);
    text-align: center;
  }
  .state > .icon {
    width: 36px;
    height: 36px;
    stroke-width: 1.25;
  }
  .state > h2 {
    color: var(--text);
  }
  .state > .row {
    justify-content: center;
    margin-top: var(--s2);
  }
  .notice {
    display: flex;
    gap: var(--s2);
    padding: var(--s2) var(--s3);
    border-radius: var(--radius);
    background: var(--raised);
  }
  .notice.bad {
    background: var(--bad-soft);
  }
  .notice.warn {
    background: var(--warn-soft);
  }
  progress {
    width: 100%;
    height: 6px;
    border: 0;
    border-radius: 3px;
    background: var(--raised);
    overflow: hidden;
    appearance: none;
  }
  progress::-webkit-progress-bar {
    background: var(--raised);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  .skeleton {
    border-radius: var(--radius);
    background: var(--raised);
    min-height: 16px;
    animation: breathe 1.6s ease-in-out infinite;
  }
  .spinner {
    width: 18px;
    height: 18px;
    border: 2px solid var(--line);
    border-top-color: var(--accent);
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 3s !important;
      transition: none !important;
    }
  }
`;
