// Opens pages in headless Chromium and says what it sees, as JSON on standard output. page.py judges.
//   node browser.mjs NODE_MODULES PAGE [HOSTILE [LARGE [FURTHER PAGE]...]]
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, page, hostile, large, ...further] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "package.json"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const url = (file) => pathToFileURL(path.resolve(file)).href;
const profiles = [];

// A fresh profile for each, and a witness of everything that runs, is blocked, asks or is fetched.
async function open(file, options = {}, hash = "") {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
  profiles.push(profile);
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: flags, viewport: { width: 1360, height: 900 }, ...options });
  const tab = await context.newPage();
  const heard = [];
  tab.on("console", (message) => heard.push(`console ${message.type()}: ${message.text()}`));
  tab.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  tab.on("dialog", (dialog) => { heard.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  tab.on("request", (request) => { if (request.url().split("#")[0] !== url(file)) heard.push(`request: ${request.url()}`); });
  await context.addInitScript(() => {
    window.blocked = [];
    document.addEventListener("securitypolicyviolation", (event) => window.blocked.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  const started = performance.now();
  await tab.goto(url(file) + hash);
  const witness = async () => [...heard, ...(options.javaScriptEnabled === false ? [] : await tab.evaluate(() => window.blocked))];
  return { context, tab, witness, started, close: () => context.close() };
}

async function violations(tab) {
  // Through the debugger, so that the page's own policy stays in force.
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((v) => `${v.id} (${v.impact}) × ${v.nodes.length}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.html.slice(0, 120)}`).join(" | ")}`);
}

const shown = (tab, selector) => tab.evaluate((s) => [...document.querySelectorAll(s)].filter((e) => e.checkVisibility()).length, selector);
const status = (tab) => tab.locator(".count").textContent();
const settle = (tab) => tab.waitForTimeout(250);

async function looks(report) {
  report.axe = {};
  for (const scheme of ["light", "dark"]) {
    for (const [name, options] of [["wide", {}], ["narrow", { viewport: { width: 390, height: 844 } }]]) {
      const it = await open(page, { colorScheme: scheme, ...options });
      await it.tab.evaluate(() => document.querySelectorAll("details").forEach((d, i) => { d.open = i < 3; }));
      report.axe[`${scheme}, ${name}`] = await violations(it.tab);
      await it.tab.selectOption("select[name=outcome]", "not-satisfied");
      report.axe[`${scheme}, ${name}, filtered`] = await violations(it.tab);
      report.heard.push(...(await it.witness()));
      await it.close();
    }
  }
}

// The other documents are built of the same parts: accessible, quiet, and no link of theirs is dead.
async function glances(report) {
  report.further = [];
  for (const file of further) {
    const seen = { file, axe: {}, heard: [] };
    for (const [name, options] of [["light, wide", {}], ["dark, narrow", { colorScheme: "dark", viewport: { width: 390, height: 844 } }]]) {
      const it = await open(file, options);
      seen.axe[name] = await violations(it.tab);
      seen.dead = await it.tab.evaluate(() => [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href").slice(1)).filter((id) => id && !document.getElementById(decodeURIComponent(id))).slice(0, 5));
      seen.heard.push(...(await it.witness()));
      await it.close();
    }
    report.further.push(seen);
  }
}

async function works(report) {
  const it = await open(page);
  const { tab } = it;
  const rows = (list, rest = "") => shown(tab, `tr[data-list=${list}]${rest}`);
  report.all = { results: await rows("result"), findings: await rows("finding"), status: await status(tab) };
  report.filters = {};
  for (const name of ["outcome", "severity", "domain", "framework", "cluster", "owner"]) {
    const values = await tab.locator(`select[name=${name}] option`).evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
    report.filters[name] = {};
    for (const value of values) {
      await tab.selectOption(`select[name=${name}]`, value);
      const wrong = await tab.evaluate(([n, v]) => [...document.querySelectorAll("tr[data-list]")].filter((r) => r.checkVisibility() && !r.dataset[n].split(n === "framework" ? " " : "\n").includes(v)).length, [name, value]);
      report.filters[name][value] = { results: await rows("result"), findings: await rows("finding"), wrong, hash: new URL(tab.url()).hash };
    }
    await tab.selectOption(`select[name=${name}]`, "");
  }
  report.cleared = { results: await rows("result"), hash: new URL(tab.url()).hash };

  // Keyboard alone: from the top of the page to the search, a word, to the outcome, one down, to the button.
  await tab.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  const keys = [];
  for (let n = 0; n < 6 && keys.at(-1) !== "q"; n += 1) {
    await tab.keyboard.press("Tab");
    keys.push(await tab.evaluate(() => document.activeElement.name || document.activeElement.className));
  }
  await tab.keyboard.type("endpoint");
  await settle(tab);
  const sought = { results: await rows("result"), findings: await rows("finding") };
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("ArrowDown");
  await settle(tab);
  const chosen = await tab.locator("select[name=outcome]").inputValue();
  const narrowed = { results: await rows("result"), hash: new URL(tab.url()).hash, status: await status(tab) };
  const link = tab.url();
  for (let n = 0; n < 9 && (await tab.evaluate(() => document.activeElement.tagName)) !== "BUTTON"; n += 1) await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  await settle(tab);
  report.keyboard = { keys, sought, chosen, narrowed, cleared: await rows("result") };

  // The evidence behind a finding: one click. While filters are set, too.
  await tab.selectOption("select[name=outcome]", "not-satisfied");
  const evidence = tab.locator("tr[data-list=finding]:not(.out) a[href^='#E']").first();
  const label = await evidence.textContent();
  const closed = await shown(tab, `#${label}`);
  await evidence.click();
  await settle(tab);
  report.evidence = { label, closed, open: await shown(tab, `#${label} .reply`), inView: await inView(tab, `#${label}`) };
  report.heard.push(...(await it.witness()));
  await it.close();

  const filtered = await open(page, {}, new URL(link).hash);
  report.restored = { results: await shown(filtered.tab, "tr[data-list=result]"), search: await filtered.tab.locator("input[name=q]").inputValue() };
  report.heard.push(...(await filtered.witness()));
  await filtered.close();
}

const inView = (tab, selector) => tab.evaluate((s) => {
  const box = document.querySelector(s).getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight;
}, selector);

async function links(report) {
  const it = await open(page);
  const anchors = await it.tab.evaluate(() => ({
    findings: [...document.querySelectorAll("tr[id^='F-']")].map((r) => r.id),
    controls: [...document.querySelectorAll("h4[id^='control-']")].map((r) => r.id),
    results: [...document.querySelectorAll("tr[data-list=result]")].map((r) => r.id),
    linked: [...document.querySelectorAll("tr[data-list=result]")].filter((r) => r.id && r.querySelector(`a[href="#${r.id}"]`)?.checkVisibility()).length,
  }));
  report.anchors = { findings: anchors.findings.length, controls: anchors.controls.length, results: new Set(anchors.results).size, linked: anchors.linked };
  await it.close();
  report.deep = [];
  for (const id of [anchors.findings.at(-1), anchors.controls.at(Math.floor(anchors.controls.length / 2)), anchors.results.at(-1)]) {
    const deep = await open(page, {}, `#${id}`);
    await settle(deep.tab);
    const first = await inView(deep.tab, `#${id}`);
    // The same link followed while filters hide what it names.
    await deep.tab.fill("input[name=q]", "no row holds this");
    await settle(deep.tab);
    const hidden = await shown(deep.tab, `#${id}`);
    await deep.tab.evaluate((hash) => { location.hash = hash; }, id);
    await settle(deep.tab);
    report.deep.push({ id, first, hidden, again: await inView(deep.tab, `#${id}`) });
    report.heard.push(...(await deep.witness()));
    await deep.close();
  }
}

async function prints(report, pdf) {
  const it = await open(page);
  await it.tab.selectOption("select[name=outcome]", "inherited");
  await it.tab.emulateMedia({ media: "print" });
  report.print = {
    rows: await shown(it.tab, "tr[data-list]"), all: await it.tab.locator("tr[data-list]").count(),
    replies: await shown(it.tab, ".reply pre"), held: await it.tab.locator(".reply pre").count(), panel: await shown(it.tab, "#filters"),
  };
  await it.tab.pdf({ path: pdf, format: "A4", preferCSSPageSize: true });
  await it.close();
  const plain = await open(page, { javaScriptEnabled: false });
  report.plain = await plain.tab.locator("#filters").isVisible();
  report.plainText = (await plain.tab.locator("main").innerText()).length;
  report.plainDetails = await plain.tab.locator("details").count();
  await plain.tab.locator("main summary").first().click();
  report.plainOpens = await plain.tab.locator("details .reply").first().isVisible();
  await plain.close();
}

async function attacks(report) {
  const it = await open(hostile);
  await it.tab.fill("input[name=q]", "<img src=x onerror=alert(1)>");
  await settle(it.tab);
  for (const name of ["cluster", "framework"]) {
    const values = await it.tab.locator(`select[name=${name}] option`).evaluateAll((all) => all.map((o) => o.value));
    for (const value of values) await it.tab.selectOption(`select[name=${name}]`, value);
  }
  await it.tab.fill("input[name=q]", "");
  await it.tab.locator("button").click();
  await it.tab.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  report.hostile = {
    heard: await it.witness(),
    foreign: await it.tab.evaluate(() => [...document.querySelectorAll("script, style, iframe, img, object, embed, link, base, form, meta[http-equiv]")].map((e) => e.tagName)),
    handlers: await it.tab.evaluate(() => [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].filter((a) => a.name.startsWith("on") || a.name === "style" || (/^(href|src|srcset|action|formaction|xlink:href|data|poster|content)$/i.test(a.name) && /javascript:/i.test(a.value))).map((a) => `${e.tagName} ${a.name}`))),
    links: await it.tab.evaluate(() => [...document.querySelectorAll("a")].map((a) => a.getAttribute("href")).filter((h) => !h.startsWith("#") && !h.startsWith("https://docs.aws.amazon.com/"))),
    title: await it.tab.title(), rows: await it.tab.locator("tr[data-list]").count(),
  };
  await it.close();
}

async function weighs(report) {
  // The first opening starts the browser's own machinery; the second is the page's.
  const it = await open(large);
  const started = performance.now();
  await it.tab.reload();
  await it.tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const opened = performance.now() - started;
  const timing = await it.tab.evaluate(() => {
    const n = performance.getEntriesByType("navigation")[0];
    return { interactive: n.domInteractive, loaded: n.loadEventEnd, painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime };
  });
  const filter = await it.tab.evaluate(() => {
    const choice = document.querySelector("select[name=severity]");
    const began = performance.now();
    choice.value = "high";
    choice.dispatchEvent(new Event("change"));
    document.body.getBoundingClientRect();
    return performance.now() - began;
  });
  report.large = { opened, ...timing, filter, rows: await it.tab.locator("tr").count(), longest: await it.tab.evaluate(() => Math.max(...[...document.querySelectorAll("tbody")].map((b) => b.rows.length))), notices: await it.tab.locator(".first-of").count(), cut: await it.tab.locator(".cut").textContent(), bytes: fs.statSync(large).size };
  report.heard.push(...(await it.witness()));
  await it.close();
}

const report = { heard: [] };
try {
  if (page) {
    await looks(report);
    await works(report);
    await links(report);
    await prints(report, path.join(path.dirname(path.resolve(modules)), "printed.pdf"));
  }
  if (hostile) await attacks(report);
  if (large) await weighs(report);
  await glances(report);
} finally {
  for (const profile of profiles) fs.rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(report, null, 1));
