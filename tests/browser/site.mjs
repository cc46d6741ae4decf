// The site of `kelan publish` from disk: search, filters, phone and desktop, light and dark; axe-core.
// Usage: node site.mjs SITE   Pictures go to pictures/. Exit 1 with what is wrong.
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const site = resolve(process.argv[2]);
const home = pathToFileURL(site).href;
const releases = readdirSync(site, { withFileTypes: true }).filter((one) => one.isDirectory());
const wrong = [];
mkdirSync("pictures", { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

async function opened(width, scheme, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, ...options });
  const page = await context.newPage();
  const say = (what) => wrong.push(`${width} px, ${scheme}: ${what}`);
  page.on("console", (message) => message.type() === "error" && say(`console: ${message.text()}`));
  page.on("pageerror", (error) => say(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(home)) say(`asks for ${url}`);
  });
  return { page, say };
}

// axe is put in by the test; the page's own policy would rightly refuse it.
async function look(width, scheme, path) {
  const { page, say } = await opened(width, scheme, { bypassCSP: true });
  await page.goto(`${home}/${path}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) say(`${path} is ${wide} px wider than the window`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, nodes } of violations) say(`${path}: axe ${id}: ${nodes[0].html.slice(0, 160)}`);
  await page.screenshot({ path: `pictures/site-${path.replace("/", "-")}-${width}-${scheme}.png` });
  await page.context().close();
}

async function seek(width) {
  const { page, say } = await opened(width, "light");
  await page.goto(`${home}/index.html`);
  const seen = () => page.$$eval("tbody tr", (rows) => rows.filter((row) => row.offsetParent).map((row) => row.id));
  const expect = async (what, right) => {
    const found = await seen();
    if (!right(found)) say(`${what} shows ${found.length ? found : "nothing"}`);
    const said = Number.parseInt(await page.textContent("#count"), 10);
    if (said !== found.length) say(`${what} says ${said} and shows ${found.length}`);
    if ((await page.isVisible("#none")) !== (found.length === 0)) say(`${what}: the note is wrong`);
  };
  await expect("the index", (found) => found.length === releases.length);
  const { name } = releases[0];
  await page.fill("[name=words]", name.toUpperCase());
  await expect("a search", (found) => found.length === 1 && found[0] === name);
  await page.fill("[name=words]", "no such county");
  await expect("a search in vain", (found) => found.length === 0);
  await page.fill("[name=words]", "");
  for (const key of ["region", "period", "verdict"]) {
    const value = await page.getAttribute(`[id="${name}"]`, `data-${key}`);
    const field = page.locator(`[name=${key}]`);
    const chosen = await field.evaluate((one) => one.tagName === "SELECT");
    await (chosen ? field.selectOption(value) : field.fill(value));
    const rows = await page.$$eval("tbody tr", (all, [k, v]) => all.filter((r) => r.dataset[k] === v).length, [key, value]);
    await expect(`the filter by ${key}`, (found) => found.length === rows && found.includes(name));
    await (chosen ? field.selectOption("") : field.fill(""));
  }
  await page.click(`[id="${name}"] a`);
  await page.click("a[href$='brief.html']");
  await page.waitForLoadState();
  if (!(await page.$("h1"))) say("no brief behind the links");
  await page.context().close();
}

for (const width of [375, 1280]) {
  for (const scheme of ["light", "dark"])
    for (const path of ["index.html", `${releases[0].name}/index.html`]) await look(width, scheme, path);
  await seek(width);
}
await browser.close();
for (const what of wrong) console.error(what);
console.log(wrong.length ? `${wrong.length} faults` : `site of ${releases.length} releases: as it should be`);
process.exit(wrong.length ? 1 : 0);
