// The whole chain of one order (`fixtures/journeys/rantai-utuh.journey`) through the portals of all its
// parties, open at once on phones. Every step shows on the other parties' open pages by itself, within a
// second and without a new page. With `--no-script` the same with JavaScript switched off: each looks again.
import { readFileSync } from "node:fs";
import { Village, big, follow, go, here, story, watch } from "./harness.mjs";

// From the answer to the deed until the other page shows it.
const WITHIN = Number(process.env.WITHIN ?? 1_000);
const scripted = !process.argv.includes("--no-script");
const lines = readFileSync(here("../../fixtures/journeys/rantai-utuh.journey"), "utf8").split("\n");
const DEEDS = lines.filter((line) => /^[A-Z].*: /.test(line)).map((line) => line.split(": "));

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const digits = (text) => text.replace(/\D/g, "");

// What each deed of the story is on a screen: what is typed, and on whose open pages it shows.
const SCREENS = [
  [/^terima pesanan/, "buyer", (_, figure) => ({ promised: day(21), freight: digits(figure("ongkir ")) })],
  [/^bayar (.*)/, "seller", ([, amount]) => ({ amount: digits(amount), proof: true })],
  [/^cek rekening/, "buyer", (_, figure) => ({ seen: digits(figure("masuk ")) })],
  [/^minta bahan ke ([^,]*)/, "supplier", ([, supplier]) => ({ supplier: new RegExp(supplier) })],
  [/^sanggup/, "seller", () => ({ promised: day(2) })],
  [/^kirim bahan/, "seller", () => ({})],
  [/^terima bahan/, "buyer supplier", () => ({})],
  [/^mulai kerja/, "buyer", () => ({})],
  [/^selesai kerja/, "buyer", () => ({})],
  [/^kemas (\d+) koli/, "buyer", ([, packages]) => ({ packages })],
  [/^kirim lewat ([^,]*)/, "buyer courier", ([, courier], figure) => ({ carrier: new RegExp(courier), fee: digits(figure("ongkos ")) })],
  [/^ambil barang/, "buyer seller", () => ({})],
  [/^barang sampai/, "buyer seller", (_, figure) => ({ received_by: figure("diterima "), proof: true })],
];

class Chain {
  constructor(village) {
    this.village = village;
    this.slowest = 0;
  }

  // Everybody of the story comes in, and leaves a page open.
  async begin() {
    const page = await (await this.village.browser.newContext()).newPage();
    await go(page, `${this.village.base.origin}/demo`);
    const people = await page.locator('a[href*="/demo/enter/"]').evaluateAll((links) =>
      links.map((link) => [link.getAttribute("href").split("/").pop(), link.innerText]),
    );
    await page.context().close();
    this.parties = new Map();
    for (const [party] of DEEDS) {
      if (this.parties.has(party)) continue;
      const [person] = people.find(([, text]) => text.includes(party)) ?? [];
      if (!person) throw new Error(`nobody on the demo's page acts for ${party}`);
      const actor = await this.village.enter(person);
      actor.role = { distributor: "buyer", business: "seller" }[actor.home.split("/")[1]] ?? actor.home.split("/")[1];
      actor.path = actor.home;
      this.parties.set(party, actor);
      this[actor.role] = actor;
    }
  }

  async play(party, deed) {
    const actor = this.parties.get(party);
    if (deed.startsWith("pesan ")) return this.place(actor, deed);
    const [pattern, whose, typed] = SCREENS.find(([pattern]) => pattern.test(deed)) ?? [];
    if (!pattern) throw new Error(`no screen for ${deed}`);
    const figure = (start) => deed.split(", ").find((part) => part.startsWith(start))?.slice(start.length);
    const fill = typed(pattern.exec(deed), figure);
    const others = whose.split(" ").map((role) => this[role]);
    const still = scripted && deed === "ambil barang" ? await halfTyped(this.seller.page) : undefined;
    const watching = await this.look(others);
    const page = await actor.open(actor.path);
    const { at } = await big(page, fill);
    await page.close();
    const shown = await this.shown(watching, at);
    await still?.();
    // Who was sent something opens it, and leaves it open from then on.
    if (deed.startsWith("minta bahan")) await this.openFirst(this.supplier, "requests");
    if (deed.startsWith("kirim lewat")) await this.openFirst(this.courier, "slips");
    return shown;
  }

  // The buyer finds the business, says what, reckons, and places the order; the business's first page shows it.
  async place(actor, deed) {
    const [, quantity, product, variant, business] = /^pesan (\d+) \w+ ([\w-]+)\/([\w-]+) dari (.*)$/.exec(deed);
    const like = (slug) => new RegExp(slug.replaceAll("-", ".*"), "i");
    const watching = await this.look([this.seller]);
    const page = await actor.open("/shops");
    await follow(page, page.locator("main a", { hasText: business }).first());
    await follow(page, page.locator("main .act a.big").first());
    const item = page.locator("details.item", { hasText: like(product) }).first();
    if (!(await item.evaluate((it) => it.open))) await item.locator("summary").click();
    await item.locator(".quantity", { hasText: like(variant) }).first().locator("input").fill(quantity);
    await big(page);
    const { at } = await big(page);
    const order = new URL(page.url()).pathname.split("/").pop();
    await page.close();
    const shown = await this.shown(watching, at);
    for (const party of [this.buyer, this.seller]) await this.attend(party, `${party.home}/orders/${order}`);
    return shown;
  }

  // Opens what a party keeps open and acts on from here on.
  async attend(actor, path) {
    await go(actor.page, actor.at + path);
    actor.path = path;
  }

  async openFirst(actor, things) {
    const link = actor.page.locator(`main a[href*="/${things}/"]`).first();
    await this.attend(actor, await link.getAttribute("href"));
  }

  // What the open pages of others show before a deed.
  async look(actors) {
    const watching = [];
    for (const actor of actors) watching.push([actor, await watch(actor.page)]);
    return watching;
  }

  // Each of them shows something else since, by itself; without scripts, when it is looked at again.
  async shown(watching, since) {
    let said = "";
    for (const [actor, watched] of watching) {
      if (!scripted) {
        await watched.changesWhenLoadedAnew();
        continue;
      }
      const took = await watched.changes(since);
      this.slowest = Math.max(this.slowest, took);
      said += `  → ${actor.role} after ${took} ms`;
      if (took > WITHIN) throw new Error(`the ${actor.role} saw it after ${took} ms, not within ${WITHIN}`);
    }
    return said;
  }

  async end() {
    for (const actor of [this.buyer, this.seller]) {
      if (!scripted) await go(actor.page, actor.at + actor.path);
      const text = await actor.page.locator("main").innerText();
      if (!/lunas, selesai/i.test(text)) throw new Error(`the ${actor.role} does not see it settled:\n${text}`);
    }
  }
}

// Unfolds a form on a page and types half a figure into it. Whatever changes on the page since, the figure,
// the cursor in it and the unfolded form stay.
async function halfTyped(page) {
  const typable = "form :is(input.number, input[type=text], textarea)";
  const folded = page.locator("main details", { has: page.locator(typable) }).first();
  await folded.locator("summary").first().click();
  const field = folded.locator(typable).first();
  await field.fill("");
  await field.pressSequentially("12");
  const name = await field.getAttribute("name");
  return async () => {
    const [focused, value] = await page.evaluate(() => [document.activeElement?.name, document.activeElement?.value]);
    if (focused !== name || value !== "12") {
      throw new Error(`"12" was typed into ${name}; since the page changed it is "${value}" in ${focused}`);
    }
    await page.keyboard.press("3");
    if ((await field.inputValue()) !== "123") throw new Error("typing does not go on where it was");
    if (!(await folded.evaluate((it) => it.open))) throw new Error("what was unfolded has folded");
  };
}

await story(async (browser, base) => {
  const village = new Village(browser, base, { javaScriptEnabled: scripted });
  const chain = new Chain(village);
  await chain.begin();
  for (const [party, deed] of DEEDS) {
    const started = Date.now();
    const shown = await chain.play(party, deed);
    console.log(`${String(Date.now() - started).padStart(5)} ms  ${party}: ${deed}${shown}`);
  }
  await chain.end();
  village.check();
  if (scripted) {
    console.log(JSON.stringify({ figure: "portal_shows_ms", value: chain.slowest, unit: "ms", aim: WITHIN }));
  }
});
