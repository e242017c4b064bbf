import { css } from 'lit';

/** The frame: navigation at the left, at the bottom on a phone. */
export const shell = css`
  :host {
    display: grid;
    grid-template: 100dvh / 184px minmax(0, 1fr);
  }
  lr-sign-in:not([expired]),
  .wait {
    grid-column: 1 / -1;
  }
  main {
    overflow: auto;
    outline: none;
  }
  .wait {
    padding: var(--s5);
  }
  .skip {
    position: absolute;
    inset: -60px auto auto var(--s2);
    z-index: 30;
    background: var(--accent);
    color: var(--on-accent);
  }
  .skip:focus {
    top: var(--s2);
  }
  nav {
    display: flex;
    flex-direction: column;
    gap: var(--s2);
    padding: var(--s3) var(--s2);
    border-right: 1px solid var(--line);
    background: var(--panel);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: var(--s2);
    padding: var(--s1) var(--s2) var(--s2);
  }
  .brand .icon {
    color: var(--accent);
  }
  nav ul {
    display: flex;
    flex-direction: column;
    gap: 2px;
    flex: 1;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 36px;
    padding: 0 var(--s2);
    border-radius: var(--radius);
    color: var(--muted);
    font-weight: 500;
  }
  nav a:hover {
    background: var(--raised);
    color: var(--text);
    text-decoration: none;
  }
  nav a[aria-current='page'] {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .phone {
    display: none;
  }
  @media (max-width: 1100px) and (min-width: 721px) {
    :host {
      grid-template-columns: 56px minmax(0, 1fr);
    }
    nav a {
      justify-content: center;
    }
    nav a span,
    .brand b {
      display: none;
    }
    .brand {
      justify-content: center;
    }
    .settings .desktop {
      display: none;
    }
    .settings .phone {
      display: block;
    }
  }
  @media (max-width: 720px) {
    :host {
      grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
      height: 100dvh;
    }
    main {
      grid-row: 1;
    }
    nav {
      grid-row: 2;
      flex-direction: row;
      gap: 0;
      padding: 0 var(--s1) env(safe-area-inset-bottom);
      border-right: 0;
      border-top: 1px solid var(--line);
    }
    nav ul {
      flex-direction: row;
    }
    nav li {
      flex: 1;
    }
    nav .rest,
    .brand,
    .settings .desktop {
      display: none;
    }
    nav a {
      flex-direction: column;
      justify-content: center;
      gap: 2px;
      min-height: var(--bar);
      font-size: 11px;
    }
    nav a[aria-current='page'] {
      background: none;
    }
    .settings {
      display: grid;
      place-items: center;
      width: 60px;
    }
    .settings .phone {
      display: block;
    }
  }
`;
