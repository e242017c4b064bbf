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
    grid-template-columns: repeat(auto-fill, minmax(320px, 1fr));
    gap: var(--s4);
    align-items: start;
  }
  @media (max-width: 400px) {
    .cards {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: var(--s2);
    padding: var(--s3) var(--s4) var(--s4);
  }
  .value b {
    font-size: 26px;
    line-height: 32px;
    font-weight: 600;
  }
  figure svg {
    display: block;
    width: 100%;
    height: 48px;
  }
  .area {
    fill: var(--accent-soft);
  }
  .line {
    fill: none;
    stroke: var(--accent);
    stroke-width: 1.5;
    vector-effect: non-scaling-stroke;
  }
  figcaption {
    display: flex;
    justify-content: space-between;
    gap: var(--s2);
    margin-top: 2px;
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
