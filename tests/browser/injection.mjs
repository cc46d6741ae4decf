// Pages made of payloads, in a real browser: no script of theirs runs, no request leaves.
// Usage: node injection.mjs PAGE.html...   Exit 1 with what is wrong.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const wrong = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

async function open(file, { policy }) {
  const say = (what) => wrong.push(`${file}${policy ? "" : " without its policy"}: ${what}`);
  const address = pathToFileURL(resolve(file)).href;
  const context = await browser.newContext({ bypassCSP: !policy });
  const page = await context.newPage();
  await page.exposeFunction("go", () => say("a payload ran"));
  page.on("dialog", (dialog) => { say(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("popup", () => say("a window opened"));
  page.on("download", () => say("a download began"));
  page.on("framenavigated", (frame) => {
    if (!frame.url().startsWith(address)) say(`went to ${frame.url()}`);
  });
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url === address || url.startsWith("data:")) return route.continue();
    say(`asks for ${url}`);
    return route.abort();
  });
  await page.goto(address);
  // What waits for a reader: hover, focus, a click on whatever opens.
  await page.evaluate(async () => {
    for (const element of document.querySelectorAll("body *"))
      for (const name of ["mouseover", "focus", "toggle", "load", "error", "animationstart"])
        element.dispatchEvent(new Event(name));
    for (const element of document.querySelectorAll("details > summary")) element.click();
    await new Promise((done) => setTimeout(done, 300));
  });
  const found = await page.evaluate(() => ({
    handlers: [...document.querySelectorAll("*")]
      .flatMap((e) => [...e.attributes].filter((a) => a.name.startsWith("on")).map((a) => `${e.tagName} ${a.name}`)),
    links: [...document.querySelectorAll("a[href], area[href]")]
      .map((a) => a.href).filter((href) => !/^(https?|mailto|file):/.test(href)),
    frames: document.querySelectorAll("iframe, object, embed, base, link[rel=stylesheet]").length,
    text: document.body.textContent.includes("go()"),
  }));
  for (const handler of found.handlers) say(`has the handler ${handler}`);
  for (const link of found.links) say(`links to ${link}`);
  if (found.frames) say(`has ${found.frames} frames or outside sheets`);
  if (!found.text) say("shows no payload: nothing was tested");
  await context.close();
}

const files = process.argv.slice(2);
for (const file of files) {
  await open(file, { policy: true });
  await open(file, { policy: false });
}
await browser.close();
for (const fault of new Set(wrong)) console.error(fault);
console.log(`${files.length} pages made of payloads, ${new Set(wrong).size} faults`);
process.exit(files.length === 0 || wrong.length ? 1 : 0);
