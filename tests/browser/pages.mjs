// Every page that anybody of the village reaches, on the phone and on the desk: it is sound, fits its screen,
// keeps its budget of bytes, can be used by everybody, and is pictured for people to look at.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Village, story } from "./harness.mjs";

const PICTURES = process.env.SCREENSHOTS;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Bytes as they travel, compressed.
const BUDGET = { document: 14 * 1024, script: 18 * 1024, all: 40 * 1024 };
const PEOPLE = ["bu-siti", "bu-darsih", "pak-eko", "bu-endah", "pak-suyono", "kang-dede", "mas-agus", "pak-slamet"];
const WIDE = process.argv.includes("--wide");

// How many of the pages that differ only in what they are about are looked at: orders stand at many stages,
// each with its own next step.
const most = (shape) => (shape.endsWith("/orders/{id}") ? 6 : /(requests|slips)\/{id}$/.test(shape) ? 3 : 1);

class Tour {
  constructor(village) {
    this.village = village;
    this.seen = new Map();
    this.wrong = [];
    this.largest = { html: { bytes: 0, shape: "" }, css: 0, js: 0 };
  }

  // What somebody who has not signed in sees.
  async strangers() {
    const context = await this.village.browser.newContext(this.screen());
    const page = await context.newPage();
    this.village.listen("a stranger", page);
    await this.walk(page, this.village.base.origin, ["/demo", "/shops"], "stranger");
    await page.goto(`${this.village.base.origin}/shops/there-is-no-such-shop`);
    if (!(await page.locator("main h1").count())) this.wrong.push("the page for what is not found has no words");
    await this.picture(page, "not-found");
    this.village.faults = this.village.faults.filter((fault) => !fault.includes("there-is-no-such-shop"));
    await context.close();
  }

  screen() {
    return { viewport: WIDE ? { width: 1280, height: 800 } : { width: 360, height: 740 }, isMobile: !WIDE, hasTouch: !WIDE, locale: "id-ID" };
  }

  // What one person reaches, starting at home.
  async of(person) {
    const somebody = await this.village.enter(person);
    const page = await somebody.open();
    await this.walk(page, somebody.at, [somebody.home], somebody.home.split("/")[1]);
    await somebody.context.close();
  }

  // Follows links breadth first; of pages that differ only in what they are about, a few.
  async walk(page, origin, queue, portal) {
    const sizes = await this.measure(page);
    const paths = new Set();
    while (queue.length) {
      const path = queue.shift();
      if (paths.has(path)) continue;
      paths.add(path);
      const shape = this.shape(path, portal);
      const count = (this.seen.get(shape) ?? 0) + 1;
      if (count > most(shape)) continue;
      this.seen.set(shape, count);
      sizes.begin();
      const response = await page.goto(origin + path, { waitUntil: "load" });
      if (response.status() !== 200) {
        this.wrong.push(`${response.status()} of ${path}`);
        continue;
      }
      if (!(response.headers()["content-type"] ?? "").startsWith("text/html")) continue;
      const { responseBodySize } = await response.request().sizes();
      await this.look(page, count > 1 ? `${shape}/${count}` : shape, { document: responseBodySize, ...sizes.bytes() });
      const links = await page.locator("main a[href], header nav a[href]").evaluateAll((all) => all.filter((it) => !it.target && !it.hasAttribute("download")).map((it) => it.href));
      for (const link of links) {
        const url = new URL(link);
        if (url.origin === origin && !/\.(csv|jpe?g|png|svg)$/.test(url.pathname) && !/\/(files|photos?|enter)(\/|$)/.test(url.pathname)) queue.push(url.pathname + url.search);
      }
    }
  }

  shape(path, portal) {
    const parts = path.split("?")[0].split("/").map((part) => (/^[0-9a-f]{32}$/.test(part) ? "{id}" : part));
    if (["business", "distributor", "supplier", "courier", "audit", "shops"].includes(parts[1]) && parts[2]) parts[2] = "{party}";
    if (parts[1] === "distributor" && parts[3] === "new") parts[4] = "{business}";
    return `${parts[1] === "shops" ? `/${portal}` : ""}${parts.join("/")}`;
  }

  async measure(page) {
    // Bodies alone, as they travelled: headers are the server's and the browser's, not the page's.
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Network.enable");
    const kinds = new Map();
    let bytes = {};
    cdp.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
    cdp.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
      const { type, url } = kinds.get(requestId) ?? {};
      const kind = url?.endsWith(".css") ? "css" : type === "Script" ? "script" : type;
      bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
    });
    return { begin: () => { bytes = {}; kinds.clear(); }, bytes: () => bytes };
  }

  async look(page, shape, { document, css = 0, script = 0 }) {
    this.largest.css = Math.max(this.largest.css, css);
    this.largest.js = Math.max(this.largest.js, script);
    if (document > this.largest.html.bytes) this.largest.html = { bytes: document, shape };
    const first = document + this.largest.css;
    if (script > BUDGET.script) this.wrong.push(`${shape}: ${script} B of scripts`);
    if (document > BUDGET.document) this.wrong.push(`${shape}: the page alone is ${document} B`);
    if (first + this.largest.js > BUDGET.all) this.wrong.push(`${shape}: ${first + this.largest.js} B in all`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (width > 0) this.wrong.push(`${shape}: ${width} px wider than the screen`);
    await page.evaluate(AXE);
    const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] }));
    for (const it of found.violations.filter((it) => ["serious", "critical"].includes(it.impact))) {
      const where = it.nodes.slice(0, 2).map((node) => node.target.join(" ")).join(", ");
      this.wrong.push(`${shape}: ${it.id} (${it.help}) at ${where}`);
    }
    await this.picture(page, shape);
  }

  async picture(page, shape) {
    if (!PICTURES) return;
    const folder = join(PICTURES, WIDE ? "1280" : "360");
    mkdirSync(folder, { recursive: true });
    const name = shape.replaceAll("/", "_").replace(/^_/, "") || "home";
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
}

await story(async (browser, base) => {
  const village = new Village(browser, base, { wide: WIDE });
  const tour = new Tour(village);
  await tour.strangers();
  for (const person of PEOPLE) await tour.of(person);
  console.log(`${tour.seen.size} pages: ${[...tour.seen.keys()].sort().join(" ")}`);
  const { html, css, js } = tour.largest;
  console.log(`largest page ${html.bytes} B (${html.shape}), stylesheet ${css} B, scripts ${js} B, compressed`);
  if (tour.wrong.length) throw new Error(`${tour.wrong.length} things are wrong:\n  ${tour.wrong.join("\n  ")}`);
  village.check();
});
