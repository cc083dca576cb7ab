// The whole chain of one order (`fixtures/journeys/rantai-utuh.journey`) through the portals of all its
// parties, open at once on phones. Every step shows on the other open portals by itself within a second.
// With `--no-script` the same with JavaScript switched off, each looking again when it is their turn.
import { readFileSync } from "node:fs";
import { Village, big, go, here, story, watch } from "./harness.mjs";

const WITHIN = Number(process.env.WITHIN ?? 1_000);
const scripted = !process.argv.includes("--no-script");
const DEEDS = readFileSync(here("../../fixtures/journeys/rantai-utuh.journey"), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#") && !line.startsWith("    "))
  .map((line) => line.split(": "));

await story(async (browser, base) => {
  const village = new Village(browser, base, { javaScriptEnabled: scripted });
  const cast = await Cast.of(village);
  const chain = new Chain(cast);
  for (const [party, deed] of DEEDS) {
    const started = Date.now();
    const shown = await chain.play(party, deed);
    console.log(`${String(Date.now() - started).padStart(5)} ms  ${party}: ${deed}${shown}`);
  }
  await chain.end();
  village.check();
});

// Who acts for which party, as the demo's page lists them.
class Cast {
  static async of(village) {
    const page = await (await village.browser.newContext()).newPage();
    await go(page, `${village.base.origin}/demo`);
    const rows = await page.locator('a[href*="/demo/enter/"]').evaluateAll((links) =>
      links.map((link) => [link.getAttribute("href").split("/").pop(), link.innerText]),
    );
    await page.context().close();
    return Object.assign(new Cast(), { village, rows });
  }

  async person(party) {
    const row = this.rows.find(([, text]) => text.includes(party));
    if (!row) throw new Error(`nobody on the demo's page acts for ${party}`);
    return this.village.enter(row[0]);
  }
}

class Chain {
  constructor(cast) {
    this.cast = cast;
    this.waits = [];
    this.slowest = 0;
  }

  async play(party, deed) {
    const [first, ...more] = deed.split(", ");
    const words = first.split(" ");
    const figure = (start) => more.find((part) => part.startsWith(start))?.slice(start.length);
    const digits = (text) => text.replace(/\D/g, "");
    const actor = await this.cast.person(party);
    switch (words.slice(0, 2).join(" ")) {
      case "pesan 400":
        return this.place(actor, words);
      case "terima pesanan":
        return this.business(actor, {
          promised: new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10),
          freight: digits(figure("ongkir ")),
        });
      case "cek rekening":
        return this.business(actor, { seen: digits(figure("masuk ")) });
      case "minta bahan":
        return this.business(actor, { supplier: new RegExp(first.slice("minta bahan ke ".length)) }, true);
      case "terima bahan":
      case "mulai kerja":
      case "selesai kerja":
        return this.business(actor, {});
      case "kirim lewat":
        return this.business(actor, {
          carrier: new RegExp(first.slice("kirim lewat ".length)),
          fee: digits(figure("ongkos ")),
        });
      default:
    }
    if (words[0] === "bayar") return this.pay(actor, digits(words[1]));
    if (words[0] === "kemas") return this.business(actor, { packages: words[1] });
    if (first === "sanggup" || first === "kirim bahan") return this.supply(actor);
    if (first === "ambil barang") return this.halfTyped(() => this.carry(actor, {}));
    if (first === "barang sampai") return this.carry(actor, { received_by: figure("diterima "), photo: true, proof: true });
    throw new Error(`no screen for ${deed}`);
  }

  // The distributor finds the business, says what, reckons, and places the order; the business's open home
  // page shows it.
  async place(actor, [, quantity, , goods, , ...business]) {
    const seller = await this.cast.person(business.join(" "));
    const watching = await this.look([seller], seller.home);
    const page = await actor.open("/shops");
    const [product, variant] = goods.split("/");
    const shop = page.locator("main a", { hasText: business.join(" ") }).first();
    await Promise.all([page.waitForNavigation(), shop.click()]);
    const order = page.locator("main .act a.big, main a.big").first();
    await Promise.all([page.waitForNavigation(), order.click()]);
    const item = page.locator("details.item", { hasText: new RegExp(product.replace("-", " "), "i") }).first();
    if (!(await item.evaluate((it) => it.open))) await item.locator("summary").click();
    const kind = item.locator(".quantity", { hasText: new RegExp(variant.replace("-", ".*"), "i") }).first();
    await kind.locator("input").fill(quantity);
    await big(page);
    const deed = await big(page);
    this.buyer = { ...actor, page };
    this.order = new URL(page.url()).pathname.split("/").pop();
    this.seller = seller;
    await page.close();
    await this.attend(actor, `${actor.home}/orders/${this.order}`);
    const shown = await this.shown(watching, deed.at);
    await this.attend(seller, `${seller.home}/orders/${this.order}`);
    return shown;
  }

  // Opens the page that a party leaves open on the table from here on.
  async attend(actor, path) {
    await go(actor.page, actor.at + path);
    actor.path = path;
    if (!this.waits.includes(actor)) this.waits.push(actor);
  }

  async business(actor, fill, toSupplier = false) {
    const others = this.waits.filter((it) => it !== actor);
    const watching = await this.look(others.filter((it) => it === this.actorOf("distributor") || !toSupplier));
    const page = await actor.open(`${actor.home}/orders/${this.order}`);
    const deed = await big(page, fill);
    await page.close();
    if (toSupplier) return this.summon(deed, "supplier", "requests", "Bambu Rotan Rajapolah");
    if (fill.carrier) return this.summon(deed, "courier", "slips", "Becak Motor Pak Tukimin");
    return this.shown(watching, deed.at);
  }

  actorOf(portal) {
    return this.waits.find((it) => it.home.startsWith(`/${portal}/`));
  }

  // A supplier or courier finds what was sent to them on their own first page.
  async summon(deed, portal, things, party) {
    const actor = await this.cast.person(party);
    const shown = "";
    await go(actor.page, actor.at + actor.home);
    const link = actor.page.locator(`main a[href*="/${things}/"]`).first();
    await this.attend(actor, await link.getAttribute("href"));
    return shown;
  }

  async supply(actor) {
    return this.onPage(actor, {});
  }

  async carry(actor, fill) {
    return this.onPage(actor, fill);
  }

  async pay(actor, amount) {
    const watching = await this.look([this.seller]);
    const page = await actor.open(`${actor.home}/orders/${this.order}`);
    const deed = await big(page, { amount, proof: true, photo: true });
    await page.close();
    return this.shown(watching, deed.at);
  }

  async onPage(actor, fill) {
    const watching = await this.look(this.waits.filter((it) => it !== actor && it === this.seller));
    const page = await actor.open(actor.path);
    const deed = await big(page, fill);
    await page.close();
    return this.shown(watching, deed.at);
  }

  // What the business has half typed, and where it types, stays as it is while the page changes around it.
  async halfTyped(deed) {
    if (!scripted) return deed();
    const page = this.seller.page;
    const folded = page.locator("main details", { has: page.locator("form :is(input:not([type]), input[type=text], input.number, textarea)") }).first();
    await folded.locator("summary").click();
    const field = folded.locator(":is(input:not([type]), input[type=text], input.number, textarea)").first();
    await field.fill("");
    await field.pressSequentially("12");
    const name = await field.getAttribute("name");
    const shown = await deed();
    const [focused, value] = await page.evaluate(() => [document.activeElement?.name, document.activeElement?.value]);
    if (focused !== name || value !== "12") {
      throw new Error(`half typed was ${name}: "12"; after the page changed, ${focused}: "${value}" has the focus`);
    }
    if (!(await folded.evaluate((it) => it.open))) throw new Error("what was unfolded is folded again");
    await page.keyboard.press("3");
    if ((await field.inputValue()) !== "123") throw new Error("typing did not go on where it was");
    return shown;
  }

  // What the open pages of those parties show before a deed.
  async look(actors, path) {
    const watching = [];
    for (const actor of actors) {
      if (path) await go(actor.page, actor.at + path);
      if (scripted) {
        await actor.page.waitForTimeout(150);
        watching.push({ actor, watched: await watch(actor.page) });
      } else watching.push({ actor, before: await actor.page.locator("main").innerText() });
    }
    return watching;
  }

  // Each of them shows something else since, by itself; without scripts, when looked at again.
  async shown(watching, since) {
    let said = "";
    for (const { actor, watched, before } of watching) {
      if (scripted) {
        const took = await watched.changes(since);
        this.slowest = Math.max(this.slowest, took);
        if (took > WITHIN) throw new Error(`${actor.person} saw it after ${took} ms, more than ${WITHIN}`);
        said += `  → ${actor.person} ${took} ms`;
      } else {
        await actor.page.reload({ waitUntil: "load" });
        const now = await actor.page.locator("main").innerText();
        if (now === before) throw new Error(`${actor.page.url()} shows the same after the deed`);
      }
    }
    return said;
  }

  async end() {
    const buyer = this.actorOf("distributor");
    for (const actor of [buyer, this.seller]) {
      if (!scripted) await actor.page.reload();
      const text = await actor.page.locator("main").innerText();
      if (!/lunas/i.test(text)) throw new Error(`${actor.person} does not see the order settled:\n${text}`);
    }
    if (scripted) console.log(JSON.stringify({ figure: "portal_shows_ms", value: this.slowest, unit: "ms", aim: WITHIN }));
  }
}
