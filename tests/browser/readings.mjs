// The view of a reading in a real browser: every reading shows on hover and on focus, whole and
// inside the window, in a browser with and without CSS anchors; axe-core; no request.
// Usage: node readings.mjs PAGE.html...   (kelan extract FILE --format html)   Exit 1 with what is wrong.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { launch } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WINDOWS = { phone: [390, 800], lying: [800, 390], desktop: [1280, 800] };
const wrong = new Set();
mkdirSync("pictures", { recursive: true });
const browser = await launch();

async function look(file, size, scheme, anchors) {
  const name = `${basename(file, ".html")}-reading-${size}-${scheme}${anchors ? "" : "-no-anchors"}`;
  const say = (what) => wrong.add(`${name}: ${what}`);
  const [width, height] = WINDOWS[size];
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, bypassCSP: true });
  const page = await context.newPage();
  page.on("request", (request) => !/^(about|data|blob):/.test(request.url()) && say(`asks for ${request.url()}`));
  const html = readFileSync(file, "utf8");
  await page.setContent(anchors ? html : html.replaceAll("position-area", "position-nowhere"));
  await page.evaluate(axe);
  const check = async (state) => {
    const result = await page.evaluate(() => globalThis.axe.run(document, {
      // Browsers give what scrolls a tab stop, and the walk with Tab proves it; axe does not know.
      resultTypes: ["violations"], rules: { "scrollable-region-focusable": { enabled: false } } }));
    for (const { id, nodes } of result.violations) say(`${state}: axe ${id}: ${nodes[0].html.slice(0, 160)}`);
  };
  await check("at rest");
  const marks = page.locator(".source mark");
  const fault = (mark) => {
    const shown = [...document.querySelectorAll(".tip")].filter((one) => getComputedStyle(one).display !== "none");
    if (shown.length !== 1 || shown[0].parentElement !== mark) return `${shown.length} readings show`;
    const { left, top, right, bottom } = shown[0].getBoundingClientRect();
    if (left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5) return "outside the window";
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return shown[0].contains(there) ? "" : "covered by something";
  };
  // A reading is placed anew in the frame after the one that scrolled its mark into the window.
  const settled = async (mark) => {
    let found = await mark.evaluate(fault);
    for (let frames = 0; found && frames < 30; frames++) {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      found = await mark.evaluate(fault);
    }
    return found;
  };
  const count = await marks.count();
  for (let at = 0; at < count; at++) {
    // A reading that has to scroll is reached by the keyboard too, and stays while it is.
    do await page.keyboard.press("Tab");
    while (await page.evaluate(() => document.activeElement.matches(".tip, .skip")));
    const focused = await settled(marks.nth(at));
    if (focused) say(`mark ${at} in focus: ${focused}`);
  }
  await page.evaluate(() => document.activeElement.blur());
  for (let at = 0; at < count; at++) {
    await marks.nth(at).hover({ timeout: 5000 });
    const pointed = await settled(marks.nth(at));
    if (pointed) say(`mark ${at} pointed at: ${pointed}`);
    await page.mouse.move(0, 0);
  }
  await marks.nth(Math.min(2, count - 1)).focus();
  await check("in focus");
  await page.screenshot({ path: `pictures/${name}.png` });
  await context.close();
}

for (const file of process.argv.slice(2))
  for (const size of Object.keys(WINDOWS))
    for (const [scheme, anchors] of [["light", true], ["dark", true], ["light", false]]) await look(file, size, scheme, anchors);
await browser.close();
for (const fault of wrong) console.error(fault);
console.log(`${process.argv.length - 2} pages, ${wrong.size} faults; pictures in tests/browser/pictures`);
process.exit(wrong.size ? 1 : 0);
