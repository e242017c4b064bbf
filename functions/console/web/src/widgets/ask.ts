import { html, render } from 'lit';
import './buttons.js';
import './dialog.js';

export interface Question {
  heading: string;
  text: unknown;
  confirm: string;
  danger?: boolean;
}

/** Asks before something that can't be undone. True if the reader agreed. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const place = document.createElement('div');
    document.body.append(place);
    const done = (agreed: boolean): void => {
      render(html``, place);
      place.remove();
      resolve(agreed);
    };
    render(
      html`<lr-dialog heading=${question.heading} open @lr-close=${() => done(false)} data-test="ask">
        <p>${question.text}</p>
        <lr-buttons slot="actions" .confirm=${question.confirm} .danger=${question.danger ?? false} @lr-choose=${(event: CustomEvent<boolean>) => done(event.detail)}></lr-buttons>
      </lr-dialog>`,
      place,
    );
  });
}
