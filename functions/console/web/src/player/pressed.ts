// What single keys do while the player has the focus, where the page wants them.

export interface Pressable {
  toggle(): void;
  by(seconds: number): void;
  mute(): void;
  fullscreen(): void;
}

const SECONDS = 10;

export function pressed(event: KeyboardEvent, act: Pressable): void {
  const on = event.composedPath()[0];
  if (event.ctrlKey || event.metaKey || event.altKey || on instanceof HTMLSelectElement) return;
  const acts: Record<string, () => void> = {
    ArrowLeft: () => act.by(-SECONDS),
    ArrowRight: () => act.by(SECONDS),
    m: () => act.mute(),
    f: () => act.fullscreen(),
  };
  // The space bar presses the button that has the focus.
  if (!(on instanceof HTMLButtonElement)) acts[' '] = () => act.toggle();
  // Arrows move the slider of the volume.
  if (on instanceof HTMLInputElement && event.key.startsWith('Arrow')) return;
  const run = acts[event.key];
  if (!run) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}
