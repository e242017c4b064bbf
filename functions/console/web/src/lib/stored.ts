/** Reads a setting of this browser; null where the browser keeps none. */
export function stored(name: string, storage: 'localStorage' | 'sessionStorage' = 'localStorage'): string | null {
  try {
    return window[storage].getItem(`live-replay.${name}`);
  } catch {
    return null;
  }
}

/** Keeps a setting in this browser, or forgets it with null. Where the browser keeps nothing, it lasts as long as the page. */
export function store(name: string, value: string | null, storage: 'localStorage' | 'sessionStorage' = 'localStorage'): void {
  try {
    if (value === null) window[storage].removeItem(`live-replay.${name}`);
    else window[storage].setItem(`live-replay.${name}`, value);
  } catch {
    // Private windows may refuse.
  }
}
