/** Does something at once and then again and again, while the page is seen: never twice at a time. */
export class Repeated {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #on = false;

  constructor(
    private readonly run: () => Promise<void>,
    /** How long to wait after each time. */
    private readonly pause: () => number,
  ) {}

  start(): void {
    this.#on = true;
    document.addEventListener('visibilitychange', this.#seen);
    void this.#go();
  }

  stop(): void {
    this.#on = false;
    document.removeEventListener('visibilitychange', this.#seen);
    clearTimeout(this.#timer);
  }

  #seen = (): void => {
    if (document.hidden) clearTimeout(this.#timer);
    else void this.#go();
  };

  #going = false;

  async #go(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#going) return;
    this.#going = true;
    try {
      await this.run();
    } finally {
      this.#going = false;
      if (this.#on && !document.hidden) this.#timer = setTimeout(() => void this.#go(), this.pause());
    }
  }
}
