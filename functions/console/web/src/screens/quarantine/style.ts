import { css } from 'lit';

export const quarantineStyle = css`
  .two {
    display: grid;
    grid-template-columns: 240px minmax(0, 1fr);
    gap: var(--s4);
    align-items: start;
  }
  .reasons {
    position: sticky;
    top: var(--s4);
    display: flex;
    flex-direction: column;
    padding: var(--s1);
  }
  .reasons button {
    justify-content: flex-start;
    min-height: 40px;
    border-color: transparent;
    text-align: start;
  }
  .count {
    min-width: 24px;
    padding: 0 6px;
    border-radius: 10px;
    background: var(--raised);
    color: var(--text);
    font-size: var(--small);
    line-height: 20px;
    text-align: center;
  }
  .count.muted {
    background: none;
    color: var(--muted);
  }
  .about {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--s1) var(--s3);
    padding: var(--s3) var(--s4);
  }
  .about dt {
    color: var(--muted);
    white-space: nowrap;
  }
  .row .notice {
    align-items: center;
    padding-block: 0;
  }
  @media (max-width: 860px) {
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
    .reasons {
      position: static;
      flex-flow: row wrap;
    }
    .about {
      grid-template-columns: minmax(0, 1fr);
    }
    .about dd + dt {
      margin-top: var(--s1);
    }
  }
`;
