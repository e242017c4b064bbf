// Whether the controls are out of the way: after some seconds without a movement.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const AFTER_MS = 2_500;

export class Quiet implements ReactiveController {
  now = false;
  #timer = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    /** Whether somebody works the controls by keyboard. */
    private readonly busy: () => boolean,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.now = false;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  readonly wake = (): void => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.now = !this.busy();
      this.host.requestUpdate();
    }, AFTER_MS);
    if (!this.now) return;
    this.now = false;
    this.host.requestUpdate();
  };
}
