import { css } from 'lit';

export const healthStyle = css`
  .overall {
    display: flex;
    align-items: center;
    gap: var(--s2);
    margin-bottom: var(--s4);
    padding: var(--s3) var(--s4);
  }
  .overall.good > .icon {
    color: var(--good);
  }
  .overall.watch > .icon {
    color: var(--warn);
  }
  .overall.bad {
    border-color: var(--bad);
    background: var(--bad-soft);
  }
  .overall {
    color: var(--text);
  }
  .overall.bad > .icon {
    color: var(--bad);
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: var(--s4);
  }
  .card {
    display: grid;
    grid-column: 1 / -1;
    grid-row: span 5;
    grid-template-rows: subgrid;
    row-gap: var(--s2);
    padding: var(--s3) var(--s4) var(--s4);
  }
  @media (min-width: 721px) {
    .card:not(:last-child) {
      grid-column: span 3;
    }
  }
  /* Two charts, three numbers of work that goes on, and the rest. */
  @media (min-width: 1001px) {
    .card:last-child {
      grid-column: span 3;
    }
    .card:nth-child(n + 3):nth-child(-n + 5) {
      grid-column: span 2;
    }
  }
  /* The charts of a row stand side by side, however long the words above them are. */
  .now {
    display: flex;
    flex-direction: column;
    justify-content: space-between;
  }
  .value b {
    font-size: 26px;
    line-height: 32px;
    font-weight: 600;
  }
  figure {
    margin-top: var(--s2);
  }
  figure svg {
    display: block;
    width: 100%;
    height: 56px;
  }
  .hour {
    fill: transparent;
  }
  g:hover > .hour {
    fill: var(--raised);
  }
  .nothing {
    fill: var(--edge);
  }
  .full,
  .edge {
    fill: var(--accent);
  }
  .soft {
    fill: var(--accent-soft);
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0 var(--s3);
    margin-top: var(--s1);
  }
  figcaption > span {
    white-space: nowrap;
  }
  figcaption > .grow {
    flex: 1 0 auto;
  }
  .legend {
    display: inline-flex;
    align-items: center;
    gap: var(--s1);
  }
  .legend > i {
    width: 8px;
    height: 8px;
    border-top: 2px solid var(--accent);
    background: var(--accent-soft);
  }
  .legend > .half {
    background: var(--accent);
  }
  summary {
    color: var(--muted);
    font-size: var(--small);
    min-height: 28px;
    line-height: 28px;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    summary {
      min-height: 44px;
      line-height: 44px;
    }
  }
  .todo {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: var(--s2);
  }
  .todo.open {
    padding: var(--s2) var(--s3) var(--s3);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--text);
  }
  .todo.watch {
    background: var(--warn-soft);
  }
  .todo.bad {
    background: var(--bad-soft);
  }
  .todo.open .muted {
    color: inherit;
  }
`;
