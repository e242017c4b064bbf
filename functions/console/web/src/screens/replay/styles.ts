import { css } from 'lit';

export const styles = css`
  .page {
    max-width: 1640px;
  }
  header h1 {
    overflow-wrap: anywhere;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s1) var(--s3);
    margin-top: 2px;
    color: var(--muted);
  }
  .acts {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }
  lr-reasons {
    inset: calc(100% + 8px) 0 auto auto;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 360px;
    gap: var(--s4);
    align-items: start;
  }
  .stack {
    gap: var(--s4);
    min-width: 0;
  }
  lr-player {
    width: 100%;
    max-height: max(240px, calc(100dvh - 470px));
  }
  .work {
    padding: var(--s3) var(--s4) var(--s4);
  }
  .work .row {
    gap: 4px;
  }
  .where {
    padding: 0 var(--s2);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .trim {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--s2) var(--s3);
    margin-top: var(--s3);
    padding-top: var(--s3);
    border-top: 1px solid var(--line);
  }
  .trim lr-moment {
    flex: 0 1 234px;
    min-width: 0;
  }
  .trim p {
    flex: 1 1 110px;
    padding-bottom: 7px;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: var(--s2);
    padding: var(--s4);
  }
  .seen,
  .notes li {
    display: flex;
    gap: var(--s2);
  }
  .notes {
    display: flex;
    flex-direction: column;
    gap: var(--s1);
  }
  .notes .icon {
    color: var(--warn);
  }
  .beside {
    display: flex;
    flex-direction: column;
    gap: var(--s1);
  }
  .beside + .beside {
    padding-top: var(--s3);
    border-top: 1px solid var(--line);
  }
  @media (max-width: 1100px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    lr-player {
      max-height: 52dvh;
    }
  }
  @media (max-width: 720px) {
    lr-player {
      width: auto;
      margin: 0 calc(-1 * var(--s3));
      border-radius: 0;
    }
    .work {
      padding: var(--s3);
    }
    .work [slot] button {
      padding: 0 6px;
      font-size: var(--small);
    }
    .work [slot].row {
      gap: 0;
    }
    .where {
      padding: 0 var(--s1);
      font-size: var(--small);
    }
    .work [slot] .icon {
      display: none;
    }
    .acts {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      width: 100%;
    }
    .acts > button {
      flex-direction: column;
      gap: 2px;
      padding: var(--s1);
      font-size: var(--small);
      white-space: normal;
    }
    .trim lr-moment {
      flex: 1 1 100%;
    }
  }
`;
