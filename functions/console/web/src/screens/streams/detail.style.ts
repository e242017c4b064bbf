import { css } from 'lit';

export const detail = css`
  :host {
    display: block;
  }
  .back {
    display: none;
    align-items: center;
    min-height: 44px;
  }
  @media (max-width: 860px) {
    .back {
      display: inline-flex;
    }
  }
  .top {
    display: flex;
    align-items: center;
    gap: var(--s3);
  }
  .top .badge {
    vertical-align: 3px;
  }
  section > h2 {
    padding: var(--s3) var(--s4);
  }
  .replay {
    display: flex;
    align-items: center;
    gap: var(--s3);
    flex-wrap: wrap;
    padding: var(--s2) var(--s4);
    border-top: 1px solid var(--line);
  }
  .replay lr-cover {
    flex: none;
    width: 72px;
  }
  .words {
    display: flex;
    flex-direction: column;
  }
  .words a {
    color: var(--text);
    font-weight: 500;
  }
  .foot {
    padding: var(--s2) var(--s4) var(--s3);
    border-top: 1px solid var(--line);
  }
`;
