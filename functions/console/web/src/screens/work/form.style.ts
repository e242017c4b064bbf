import { css } from 'lit';

/** Forms in dialogs. */
export const formStyle = css`
  form {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--s3);
    margin-top: var(--s3);
  }
  .wide {
    grid-column: 1 / -1;
  }
  .field > input,
  .field > select {
    width: 100%;
  }
  fieldset {
    display: contents;
  }
  details > summary {
    min-height: var(--control);
    color: var(--muted);
    font-size: var(--small);
    line-height: var(--control);
    cursor: pointer;
  }
  details .two {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--s3);
  }
  @media (max-width: 480px) {
    form,
    details .two {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
