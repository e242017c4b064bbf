import { css } from 'lit';

/** List and player beside each other; on a phone the player above the list, and the buttons below both. */
export const layout = css`
  :host {
    display: grid;
    grid-template: 100% / minmax(280px, 360px) minmax(0, 1fr);
    height: 100%;
  }
  .wait {
    grid-column: 1 / -1;
    padding: var(--s5);
  }
  .state {
    grid-column: 1 / -1;
  }
  .side {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-right: 1px solid var(--line);
    background: var(--panel);
  }
  .side > header {
    display: flex;
    align-items: center;
    gap: var(--s1);
    min-height: 52px;
    padding: 0 var(--s2) 0 0;
    border-bottom: 1px solid var(--line);
  }
  .all {
    display: grid;
    place-items: center;
    align-self: stretch;
    width: 40px;
  }
  h1 {
    font-size: 16px;
  }
  lr-queue-list {
    flex: 1;
    min-height: 0;
  }
  .notice {
    align-items: center;
    border-radius: 0;
  }
  .main {
    display: flex;
    flex-direction: column;
    gap: var(--s3);
    min-height: 0;
    padding: var(--s4) var(--s5);
    overflow: auto;
  }
  lr-queue-stage {
    flex: 0 1 auto;
  }
  lr-queue-bar {
    margin-top: auto;
    padding-top: var(--s3);
    border-top: 1px solid var(--line);
  }
  .nothing {
    flex: 1;
    display: grid;
    place-items: center;
  }
  @media (max-width: 960px) and (min-width: 721px) {
    :host {
      grid-template-columns: 280px minmax(0, 1fr);
    }
    .main {
      padding: var(--s3);
    }
  }
  @media (max-width: 720px) {
    :host {
      grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    }
    .main {
      display: contents;
    }
    lr-queue-stage,
    .nothing {
      grid-row: 1;
    }
    .side {
      grid-row: 2;
      border-right: 0;
      border-top: 1px solid var(--line);
    }
    .side > header {
      min-height: 44px;
    }
    .all {
      width: 44px;
    }
    lr-queue-bar {
      grid-row: 3;
      margin: 0;
      padding: var(--s2) var(--s3) var(--s1);
      background: var(--panel);
    }
  }
`;
