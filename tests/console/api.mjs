// The API as a curator calls it, to prepare what a test needs and to look at what a page has done.
import { TOKEN } from "./browser.mjs";

export const url = process.env.CONSOLE_URL;

// Asks, and fails where the answer is an error.
export async function ask(method, path, body, token = TOKEN) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text && JSON.parse(text);
}

export const get = (path, token) => ask("GET", path, undefined, token);

// All replays that a query finds, over all pages.
export async function replays(query) {
  const found = [];
  let cursor = "";
  do {
    const page = await get(`/replays?limit=100&visibility=all&${query}${cursor}`);
    found.push(...page.replays);
    cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor);
  return found;
}

// Looks again and again until something is there, for long enough on a busy machine.
export async function until(look, what = String(look)) {
  const patience = Date.now() + 120_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > patience) throw new Error(`it never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
