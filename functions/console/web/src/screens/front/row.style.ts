import { css } from 'lit';

/** A replay in a row: cover, words, controls. */
export const row = css`
  .item {
    position: relative;
    display: flex;
    align-items: center;
    gap: var(--s2);
    min-height: 64px;
    padding: var(--s2);
    border-top: 1px solid var(--line);
    outline-offset: -2px;
  }
  .item[aria-current='true'] {
    background: var(--accent-soft);
  }
  .item.changed .rank {
    color: var(--accent);
    font-weight: 600;
  }
  .item.dragged {
    opacity: 0.45;
  }
  .item.before::before,
  .item.after::after {
    content: '';
    position: absolute;
    inset: -2px var(--s2) auto;
    height: 3px;
    border-radius: 2px;
    background: var(--accent);
  }
  .item.after::after {
    inset: auto var(--s2) -2px;
  }
  .grip {
    display: grid;
    place-items: center;
    width: 28px;
    height: 44px;
    color: var(--muted);
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  .rank {
    min-width: 20px;
    color: var(--muted);
    text-align: end;
  }
  .item lr-cover {
    flex: none;
    width: 84px;
  }
  .words {
    display: flex;
    flex-direction: column;
    gap: 2px;
  }
  .words > a,
  .words > b {
    color: var(--text);
    font-weight: 500;
  }
  .words button.small {
    min-height: 24px;
    padding: 0 var(--s2);
    color: var(--accent);
  }
  .controls {
    display: flex;
    flex: none;
  }
  @media (max-width: 560px) {
    .item {
      flex-wrap: wrap;
      row-gap: 0;
    }
    .item lr-cover {
      width: 64px;
    }
    .grip {
      margin-left: calc(-1 * var(--s1));
    }
    .words {
      flex-basis: calc(100% - 160px);
    }
    .controls {
      margin-left: auto;
    }
  }
`;
