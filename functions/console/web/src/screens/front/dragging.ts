/** What a drag tells: before which place the item would be dropped, and where it was; null where it was given up. */
export type Drag = { over: (before: number) => void; dropped: (before: number | null) => void };

/** How near to the edge of the window a drag scrolls. */
const EDGE = 72;

/** Follows a pointer from where it grabbed an item until it lets go. Escape gives the drag up. */
export function dragging(event: PointerEvent, items: readonly HTMLElement[], { over, dropped }: Drag): void {
  if (event.button !== 0) return;
  event.preventDefault();
  let before: number | null = null;

  const moved = ({ clientY, pointerId }: PointerEvent): void => {
    if (pointerId !== event.pointerId) return;
    const middle = (item: HTMLElement): number => {
      const { top, height } = item.getBoundingClientRect();
      return top + height / 2;
    };
    const at = items.findIndex((item) => clientY < middle(item));
    const place = at < 0 ? items.length : at;
    if (place !== before) over((before = place));
    if (clientY < EDGE) items[Math.max(0, place - 1)]?.scrollIntoView({ block: 'nearest' });
    if (clientY > innerHeight - EDGE) items[Math.min(items.length - 1, place)]?.scrollIntoView({ block: 'nearest' });
  };
  const ended = (place: number | null): void => {
    stop.abort();
    dropped(place);
  };
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('pointermove', moved, { signal });
  window.addEventListener('pointerup', ({ pointerId }) => pointerId === event.pointerId && ended(before), { signal });
  window.addEventListener('pointercancel', () => ended(null), { signal });
  window.addEventListener('keydown', (key) => {
    if (key.key !== 'Escape') return;
    key.preventDefault();
    key.stopPropagation();
    ended(null);
  }, { signal, capture: true });
}
