// A browser in which the console is opened, and everything that a page does wrong in it.
import { chromium } from "playwright-core";

export const TOKEN = "curator-demo-token";

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

// How curators may see the console.
export const LOOKS = [
  { locale: "en-GB", colorScheme: "light", phone: false },
  { locale: "zh-CN", colorScheme: "dark", phone: true },
];
export const nameOf = ({ locale, colorScheme, phone }) => `${phone ? "phone" : "desktop"}, ${locale}, ${colorScheme}`;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
      "--mute-audio",
    ],
  });

// Opens a page of the console, signed in. `faults` collects errors of scripts and violations of its policy.
export async function open(browser, path = "", { phone = false, locale = "en-GB", colorScheme = "light", token = TOKEN } = {}) {
  const context = await browser.newContext({
    viewport: phone ? PHONE : DESKTOP,
    hasTouch: phone,
    isMobile: phone,
    locale,
    colorScheme,
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  const faults = [];
  await context.exposeBinding("reportViolation", (_, violation) => faults.push(`policy: ${violation}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
      window.reportViolation(`${effectiveDirective} blocks ${blockedURI} (${sourceFile}:${lineNumber})`),
    );
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`script: ${error.stack ?? error}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`policy: ${message.text()}`);
  });
  page.setDefaultTimeout(20_000);
  const fragment = token ? `#token=${token}` : "";
  await page.goto(`${process.env.CONSOLE_URL}/console/${path}${fragment}`);
  return { page, context, faults };
}

// How long frames took while `work` was done: the middle one, one of twenty, and the longest.
export async function frameTimes(page, work) {
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const next = (now) => {
      window.frames_?.push(now - last);
      last = now;
      if (window.frames_) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await work();
  const times = await page.evaluate(() => {
    const times = window.frames_.sort((a, b) => a - b);
    window.frames_ = null;
    return times;
  });
  const at = (share) => `${times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0)} ms`;
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}, of ${times.length}`;
}
