// Opens a report in headless Chromium again and again and says how long it takes, as JSON on standard output.
//   node page.mjs NODE_MODULES PAGE TIMES
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, page, times] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "package.json"));
const { chromium } = require("playwright-core");
const profile = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
  viewport: { width: 1360, height: 900 },
});
const tab = await context.newPage();
await tab.goto(pathToFileURL(path.resolve(page)).href);
const seen = [];
for (let n = 0; n < Number(times); n += 1) {
  await tab.reload();
  seen.push(await tab.evaluate(async () => {
    const entry = performance.getEntriesByType("navigation")[0];
    const field = document.querySelector("input[name=q]");
    const count = document.querySelector(".count");
    // From the key stroke to the rows marked and laid out; the page waits 120 ms for the next key.
    const search = async (word) => {
      const began = performance.now();
      const said = new Promise((done) => new MutationObserver((_, self) => { self.disconnect(); done(); }).observe(count, { childList: true }));
      field.value = word;
      field.dispatchEvent(new Event("input"));
      await said;
      document.body.getBoundingClientRect();
      return performance.now() - began;
    };
    const filter = () => {
      const choice = document.querySelector("select[name=cluster]");
      const began = performance.now();
      choice.selectedIndex = choice.options.length - 1;
      choice.dispatchEvent(new Event("change"));
      document.body.getBoundingClientRect();
      return performance.now() - began;
    };
    const first = await search("cluster-07");
    const next = await search("cluster-07 i-000");
    return {
      painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      interactive: entry.domInteractive, loaded: entry.loadEventEnd, first, next, filter: filter(),
    };
  }));
}
const rows = await tab.locator("tr").count();
await context.close();
fs.rmSync(profile, { recursive: true, force: true });
process.stdout.write(JSON.stringify({ bytes: fs.statSync(page).size, rows, seen }));
