// axe finds nothing on any screen, on a desktop and on a phone, in both languages and both themes, and no screen breaks its
// policy.
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { after, before, test } from "node:test";
import { url } from "./api.mjs";
import { LOOKS, launch, nameOf, open } from "./browser.mjs";
import { ready, screens } from "./screens.mjs";

/** What a page says of itself in the language that the browser asks for. */
const LANGUAGES = { "en-GB": "en", "zh-CN": "zh" };

let browser, paths;
before(async () => {
  browser = await launch();
  paths = await screens();
});
after(() => browser.close());

const violations = async (page) => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.flat().join(" ")).join("; ")}`);
};

for (const look of LOOKS) {
  test(nameOf(look), async (t) => {
    const { page, context, faults } = await open(browser, "", { ...look, token: null });
    await page.locator("input").first().waitFor();
    assert.deepEqual(await violations(page), [], "sign-in");
    await context.close();
    const signedIn = await open(browser, "queue", look);
    await ready(signedIn.page);
    const language = await signedIn.page.evaluate(() => document.documentElement.lang);
    assert.ok(language.startsWith(LANGUAGES[look.locale]), language);
    for (const [screen, path] of Object.entries(paths)) {
      await t.test(screen, async () => {
        await signedIn.page.goto(`${url}/console/${path}`);
        await ready(signedIn.page);
        assert.deepEqual(await violations(signedIn.page), []);
        const wide = await signedIn.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} pixels wider than the window`);
      });
    }
    await t.test("help", async () => {
      await signedIn.page.keyboard.press("?");
      await signedIn.page.locator("dialog[open]").first().waitFor();
      assert.deepEqual(await violations(signedIn.page), []);
    });
    assert.deepEqual([...faults, ...signedIn.faults], []);
    await signedIn.context.close();
  });
}
