// The HTML brief in a real browser: every width, light, dark and print; axe-core; no request.
// Usage: node check.mjs BRIEF.html...   Pictures go to pictures/. Exit 1 with what is wrong.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = { phone: 390, tablet: 820, desktop: 1280 };
const wrong = new Map(); // fault -> the views that show it
mkdirSync("pictures", { recursive: true });

const browser = await launch();

const edition = (file) => /<html[^>]* lang="([\w-]+)"/.exec(readFileSync(file, "utf8"))?.[1] ?? "none";

// The folder is the release, or `compare`.
const named = (file) => `${basename(dirname(resolve(file))).replace(/^\d+-/, "")}-${edition(file)}`;

async function look(file, size, scheme) {
  const name = `${named(file)}-${size}-${scheme}`;
  const say = (what) => wrong.set(what, [...(wrong.get(what) ?? []), name]);
  // axe is put in by the test; the page's own policy would rightly refuse it.
  const context = await browser.newContext({
    viewport: { width: WIDTHS[size], height: 900 }, colorScheme: scheme, bypassCSP: true,
  });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && say(`console: ${message.text()}`));
  page.on("request", (request) => {
    if (!/^(file|data|blob|about):/.test(request.url())) say(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(resolve(file)).href);

  const layout = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    scripts: document.scripts.length,
    policy: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content,
    language: document.documentElement.lang,
    title: document.title,
    headings: document.querySelectorAll("h1").length,
  }));
  if (layout.wide > 0) say(`is ${layout.wide} px wider than the window`);
  if (layout.scripts) say(`has ${layout.scripts} scripts`);
  if (!layout.policy) say("has no Content-Security-Policy");
  if (!layout.language || !layout.title) say("has no language or no title");
  if (layout.headings !== 1) say(`has ${layout.headings} main headings`);

  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of result.violations)
    say(`axe ${id}: ${help} (${nodes.length}): ${nodes[0].html.slice(0, 160)}`);

  await page.screenshot({ path: `pictures/${name}.png`, fullPage: true });
  await context.close();
}

async function print(file) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(file)).href);
  await page.pdf({ path: `pictures/${named(file)}-print.pdf`, format: "A4" });
  await context.close();
}

for (const file of process.argv.slice(2)) {
  for (const size of Object.keys(WIDTHS))
    for (const scheme of ["light", "dark"]) await look(file, size, scheme);
  await print(file);
}
await browser.close();
for (const [fault, views] of wrong) console.error(`${[...new Set(views)].join(", ")}: ${fault}`);
console.log(`${process.argv.length - 2} briefs, ${wrong.size} faults; pictures in tests/browser/pictures`);
process.exit(wrong.size ? 1 : 0);
