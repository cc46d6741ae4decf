// Chromium with the font files that the charts use, so that Chinese letters are letters.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const PYTHON = join(dirname(fileURLToPath(import.meta.url)), "..", "..", ".venv", "bin", "python");

export async function launch() {
  const folder = mkdtempSync(join(tmpdir(), "kelan-fonts-"));
  const found = spawnSync(PYTHON, ["-c",
    "import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec('mplfonts').origin).parent / 'fonts')"],
    { encoding: "utf8" });
  if (found.status !== 0) throw new Error(`the fonts were not found: ${found.stderr}`);
  writeFileSync(join(folder, "fonts.conf"), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${found.stdout.trim()}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    env: { ...process.env, FONTCONFIG_FILE: join(folder, "fonts.conf") },
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"],
  });
  browser.on("disconnected", () => rmSync(folder, { recursive: true, force: true }));
  return browser;
}
