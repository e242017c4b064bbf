import { css } from 'lit';

/** The sentence beside a screen's title, below it where it is narrow. */
export const lead = css`
  .page > header > p {
    flex: 1 1 320px;
    color: var(--muted);
  }
`;
