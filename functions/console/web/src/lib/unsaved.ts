/** Each tells how many changes it has yet to send. */
const tellers = new Set<() => number>();

/** Counts in what is not saved yet, until the function that it returns is called. */
export function countUnsaved(teller: () => number): () => void {
  tellers.add(teller);
  return () => tellers.delete(teller);
}

/** How many changes would be lost if the page were closed now. */
export function unsaved(): number {
  return [...tellers].reduce((sum, teller) => sum + teller(), 0);
}

/** Lets the browser ask before it closes a page with changes that are not saved. */
export function guardUnsaved(): void {
  window.addEventListener('beforeunload', (event) => {
    if (unsaved() > 0) event.preventDefault();
  });
}
