import { css } from 'lit';

export const rulesStyle = css`
  summary {
    display: flex;
    align-items: center;
    gap: var(--s3);
    flex-wrap: wrap;
    min-height: 48px;
    padding: var(--s2) var(--s4);
    border-radius: var(--radius-large);
    cursor: pointer;
  }
  summary::before {
    content: '';
    width: 7px;
    height: 7px;
    border: solid var(--muted);
    border-width: 0 2px 2px 0;
    rotate: -45deg;
  }
  details[open] > summary::before {
    rotate: 45deg;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .body {
    padding: 0 var(--s4) var(--s4);
  }
  .help {
    align-self: end;
    padding-bottom: 6px;
    min-width: 180px;
  }
  .outcome {
    padding-top: var(--s3);
    border-top: 1px solid var(--line);
  }
  .working lr-stream-lanes {
    opacity: 0.5;
  }
  .lines {
    margin-top: var(--s1);
  }
  .lines li::before {
    content: '· ';
  }
`;
