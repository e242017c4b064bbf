import { css } from 'lit';

export const queriesStyle = css`
  .head {
    display: flex;
    align-items: center;
    gap: var(--s2);
    flex-wrap: wrap;
    min-height: 48px;
    padding: var(--s2) var(--s2) var(--s2) var(--s4);
  }
  .head h2 {
    flex: 1 0 auto;
    white-space: nowrap;
  }
  .head .row {
    gap: 2px;
  }
  .lead {
    padding: var(--s1) var(--s4) var(--s3);
  }
  .query {
    display: flex;
    flex-direction: column;
    gap: var(--s1);
    padding: var(--s2) var(--s4);
    border-top: 1px solid var(--line);
  }
  .line {
    display: flex;
    align-items: center;
    gap: var(--s2);
    min-height: 28px;
  }
  .what,
  .what a {
    color: var(--text);
    font-weight: 500;
  }
  .bar {
    min-height: 0;
  }
  .bar progress {
    flex: 1;
    width: auto;
    min-width: 0;
  }
  .bar .number {
    min-width: 40px;
    white-space: nowrap;
  }
  .trouble {
    margin-top: var(--s1);
    color: var(--text);
  }
  .trouble > .icon {
    color: var(--warn);
  }
  button.square {
    margin: -2px calc(-1 * var(--s2)) -2px 0;
  }
`;
