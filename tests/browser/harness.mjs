// People of the village in real browsers: each in a context of their own, on an address of their own.
//
// Whatever goes wrong on any page (an error, a refused script, a missing file) is a fault and fails the test.
import { chromium } from "playwright-core";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const CHROMIUM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);

export async function launch() {
  if (!CHROMIUM) throw new Error("there is no Chromium: install it (./check does), or name it in CHROMIUM");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
}

export class Village {
  constructor(browser, base, options = {}) {
    this.browser = browser;
    this.base = new URL(base);
    this.options = options;
    this.faults = [];
    this.people = new Map();
  }

  // Where a person's pages are: a name of their own.
  at(person) {
    return `http://${person}.localhost:${this.base.port}`;
  }

  // A person's device, signed in by the demo's own page.
  async enter(person) {
    if (this.people.has(person)) return this.people.get(person);
    const { wide, ...options } = this.options;
    const context = await this.browser.newContext({
      viewport: wide ? { width: 1280, height: 800 } : { width: 360, height: 740 },
      isMobile: !wide,
      hasTouch: !wide,
      locale: "id-ID",
      timezoneId: "Asia/Jakarta",
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const somebody = { person, context, at: this.at(person) };
    somebody.open = async (path) => {
      const page = await context.newPage();
      this.listen(person, page);
      if (path) await go(page, somebody.at + path);
      return page;
    };
    somebody.page = await somebody.open(`/demo/enter/${person}`);
    somebody.home = new URL(somebody.page.url()).pathname;
    this.people.set(person, somebody);
    return somebody;
  }

  listen(person, page) {
    const fault = (what) => this.faults.push(`${person} on ${page.url()}: ${what}`);
    page.on("console", (message) => {
      // A refused form answers 422, and Chromium counts that as an error.
      if (message.type() === "error" && !message.text().includes("status of 422")) fault(message.text());
    });
    page.on("pageerror", (error) => fault(error.message));
    page.on("response", (response) => {
      if (response.status() >= 500) fault(`${response.status()} of ${response.url()}`);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      // A page left behind ends what it still loads and its stream.
      if (why !== "net::ERR_ABORTED") fault(`${why} of ${request.url()}`);
    });
  }

  check() {
    if (this.faults.length) throw new Error(`pages are not sound:\n  ${this.faults.join("\n  ")}`);
  }
}

// Opens an address and insists on an answer.
export async function go(page, address) {
  const response = await page.goto(address, { waitUntil: "load" });
  if (response.status() !== 200) throw new Error(`${response.status()} of ${address}`);
  return response;
}

// Follows a link to its page.
export async function follow(page, link) {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), link.click()]);
}

// A small photograph, as a phone would take it.
export const PHOTO = { name: "bukti.png", mimeType: "image/png", buffer: readFileSync(here("bukti.png")) };

const BIG = "main .act .big:visible, main form button.big:visible";

// Presses the one big button, as a person does who does what the screen says: a link is followed to its form;
// what has to be filled in is filled in, with `fill` where it says so, and else with anything that will do.
// Returns how the deed was answered and when.
export async function big(page, fill = {}, depth = 0) {
  if (depth > 3) throw new Error(`${page.url()}: the big button leads in circles`);
  const button = page.locator(BIG).first();
  if ((await button.count()) === 0) {
    const text = await page.locator("main").innerText();
    throw new Error(`${page.url()}: there is no big button, but:\n${text.slice(0, 1200)}`);
  }
  if ((await button.evaluate((it) => it.tagName)) === "A") {
    await follow(page, button);
    return big(page, fill, depth + 1);
  }
  return press(page, button, fill);
}

// Fills in the form of a button and presses it.
export async function press(page, button, fill = {}) {
  const form = button.locator("xpath=ancestor::form");
  await fillIn(form, fill);
  const answered = page
    // The script sends forms with files; it also notes by itself what was read.
    .waitForResponse((it) => it.request().method() === "POST" && !it.url().endsWith("/messages/read"))
    .then((response) => ({ response, at: Date.now() }));
  const [{ response, at }] = await Promise.all([answered, page.waitForNavigation({ waitUntil: "load" }), button.click()]);
  if (response.status() === 303) {
    // A form's own #place travels along; the front door leads on to wherever somebody works.
    const to = new URL(response.headers().location, response.url());
    const there = (url) => (to.pathname === "/" ? url.href !== response.url() : url.href.split("#")[0] === to.href.split("#")[0]);
    await page.waitForURL(there, { waitUntil: "load" });
  }
  if (response.status() >= 400) {
    const text = await page.locator("main").innerText();
    throw new Error(`${response.status()} of ${response.url()}:\n${text.slice(0, 1500)}`);
  }
  return { at, response };
}

async function fillIn(form, fill) {
  const fields = await form.evaluate((form) =>
    [...form.elements].map((it, index) => ({
      index,
      name: it.name,
      type: it.type,
      value: it.value,
      required: it.required,
      checked: it.checked,
      label: it.labels?.[0]?.innerText ?? "",
    })),
  );
  const locate = (field) => form.locator(":is(input, select, textarea, button, fieldset, output, object)").nth(field.index);
  const answered = new Set(fields.filter((it) => it.type === "radio" && it.checked).map((it) => it.name));
  for (const field of fields) {
    if (["hidden", "submit", "button", "fieldset"].includes(field.type)) continue;
    const wanted = fill[field.name];
    if (field.type === "radio") {
      const matches = wanted instanceof RegExp ? wanted.test(field.label) : wanted === field.value;
      if (matches || (wanted === undefined && field.required && !answered.has(field.name))) {
        await locate(field).check({ force: true });
        answered.add(field.name);
      }
    } else if (field.type === "checkbox") {
      if (field.required) await locate(field).check({ force: true });
    } else if (field.type === "file") {
      if (wanted ?? field.required) await locate(field).setInputFiles(PHOTO);
    } else if (field.type === "select-one") {
      if (wanted instanceof RegExp) {
        const label = await locate(field).evaluate(
          (it, source) => [...it.options].find((option) => new RegExp(source, "i").test(option.label))?.label,
          wanted.source,
        );
        if (label === undefined) throw new Error(`${field.name} offers nothing like ${wanted}`);
        await locate(field).selectOption({ label });
      } else if (wanted !== undefined) await locate(field).selectOption(wanted);
    } else if (wanted !== undefined) {
      await locate(field).fill(String(wanted));
    } else if (field.required && field.value === "") {
      await locate(field).fill(anything(field.type));
    }
  }
}

function anything(type) {
  if (type === "date") return new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  if (type === "tel") return "081200000000";
  return "1";
}

// Remembers what a page shows, to find it changed later.
export async function watch(page, where = "main") {
  const scripted = await page.evaluate(() => document.documentElement.classList.contains("js"));
  if (scripted) {
    // The page's stream is open before the deed: what is measured is the way of the news.
    await page.waitForTimeout(300);
    await page.evaluate(() => {
      window.stillThisPage = true;
    });
  }
  const before = await page.locator(where).innerText();
  const unchanged = async (how) => {
    const now = await page.locator(where).innerText();
    return new Error(`${page.url()} ${how}:\n${now.slice(0, 1000)}`);
  };
  return {
    // Milliseconds from `since` until the page had changed by itself.
    async changes(since, patience = 5_000) {
      const changed = ([where, before]) => document.querySelector(where)?.innerText !== before && Date.now();
      const handle = await page
        .waitForFunction(changed, [where, before], { timeout: patience, polling: 20 })
        .catch(async () => { throw await unchanged(`has not changed after ${patience} ms`); });
      const took = (await handle.jsonValue()) - since;
      const same = await page.evaluate(() => window.stillThisPage === true);
      if (!same) throw await unchanged("was loaded anew: it should have changed by itself");
      return took;
    },

    async changesWhenLoadedAnew() {
      await page.reload({ waitUntil: "load" });
      if ((await page.locator(where).innerText()) === before) throw await unchanged("shows the same as before");
    },
  };
}

// Runs a script's story and ends the process as a test wants it.
export async function story(run) {
  const [base] = process.argv.slice(2);
  const browser = await launch();
  try {
    await run(browser, base);
  } catch (error) {
    console.error(error.stack ?? error);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
