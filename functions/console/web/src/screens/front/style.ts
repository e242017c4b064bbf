import { css } from 'lit';

/** The screen: the featured replays beside what viewers see, one above the other where it is narrow. */
export const layout = css`
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 7fr) minmax(0, 5fr);
    gap: var(--s4);
    align-items: start;
  }
  @media (max-width: 960px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--s2);
    flex-wrap: wrap;
    min-height: 48px;
    padding: var(--s2) var(--s2) var(--s2) var(--s4);
  }
  .notice {
    align-items: center;
    margin: 0 var(--s3) var(--s2);
  }
  .live {
    display: flex;
    gap: var(--s3);
    margin: 0 calc(-1 * var(--s1)) var(--s4);
    padding: var(--s1);
    overflow-x: auto;
    scroll-snap-type: x proximity;
  }
  .live > li {
    flex: none;
    width: 200px;
    scroll-snap-align: start;
  }
  .live a {
    display: block;
    border-radius: var(--radius-large);
    color: inherit;
  }
  .live lr-cover {
    margin-bottom: var(--s1);
  }
  .live .on {
    position: relative;
    display: block;
  }
  .live .on > .badge {
    position: absolute;
    inset: var(--s2) auto auto var(--s2);
  }
  .live-none {
    margin-bottom: var(--s4);
  }
  .live b {
    display: block;
    font-weight: 600;
  }
`;
