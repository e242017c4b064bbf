// Takes pictures of every screen, for the documents and for whoever looks at them: `make screenshots`.
import { mkdir } from "node:fs/promises";
import { launch, open } from "./browser.mjs";
import { url } from "./api.mjs";
import { ready, screens } from "./screens.mjs";

const LOOKS = {
  "": {},
  "-dark": { colorScheme: "dark" },
  "-zh": { locale: "zh-CN" },
  "-phone": { phone: true },
  "-phone-dark-zh": { phone: true, colorScheme: "dark", locale: "zh-CN" },
};
/** What the documents show, beside every screen in its first look. */
const SHOWN = ["replay-dark", "front-zh", "queue-phone", "replay-phone"];

const everything = Boolean(process.env.PICTURES);
const folder = process.env.PICTURES || new URL("../../docs/console", import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const browser = await launch();
const paths = await screens();
for (const [suffix, look] of Object.entries(LOOKS)) {
  const { page, context } = await open(browser, "queue", look);
  await ready(page);
  for (const [name, path] of Object.entries(paths)) {
    if (!everything && suffix && !SHOWN.includes(`${name}${suffix}`)) continue;
    await page.goto(`${url}/console/${path}`);
    await ready(page);
    // A player shows a picture once somebody has played or sought.
    if (name === "queue" || name === "replay") await page.keyboard.press("1");
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: `${folder}/${name}${suffix}.png` });
  }
  await context.close();
}
await browser.close();
