// People without accounts: a stranger orders from the public catalogue, and supplier and courier do their part
// by the links they are sent. Each has a phone that knows nobody; only the business is signed in. At the end
// the courier makes an account by their link, and finds the slip in a portal of their own.
import { readFileSync } from "node:fs";
import { Village, big, follow, go, here, press, story, watch } from "./harness.mjs";

const JOURNEY = readFileSync(here("../../fixtures/journeys/rantai-utuh.journey"), "utf8");
const [, quantity, product, variant] = /pesan (\d+) \w+ ([\w-]+)\/([\w-]+) dari/.exec(JOURNEY);
const SHOP = "kriya-kasongan";
// The courier's number, as the business knows it.
const PHONE = "0813-5555-0001";
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const like = (slug) => new RegExp(slug.replaceAll("-", ".*"), "i");

// A phone on which nobody has ever signed in.
async function phone(village, who) {
  const context = await village.browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale: "id-ID",
    timezoneId: "Asia/Jakarta",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  village.listen(who, page);
  return page;
}

// The first person on the demo's page who acts for a party.
async function whoWorksFor(village, party) {
  const page = await (await village.browser.newContext()).newPage();
  await go(page, `${village.base.origin}/demo`);
  const person = page.locator('a[href*="/demo/enter/"]', { hasText: party }).first();
  const href = await person.getAttribute("href");
  await page.context().close();
  return href.split("/").pop();
}

// The whole address of the link in a finished message.
const link = async (page) => (await page.locator("#message").inputValue()).match(/https?:\/\/\S+\/l\/[0-9a-f]{64}/)[0];

// The business makes a message about what it looks at, and gives the link in it.
async function tell(page) {
  await follow(page, page.locator('a[href$="/tell"]').first());
  await press(page, page.locator("main .act button.big"));
  const whatsapp = await page.locator('a[href^="https://wa.me/"]').first().getAttribute("href");
  if (!whatsapp.includes(encodeURIComponent("/l/"))) throw new Error(`no link for WhatsApp: ${whatsapp}`);
  return link(page);
}

// The business notes a courier it knows from the phone, out of a list.
async function note(owner, at) {
  const page = await owner.open();
  await go(page, `${at}/import?kind=contacts`);
  const text = `Nama;Telepon;Sebagai;Toko\nPak Baru;${PHONE};kurir;Ojek Baru\n`;
  await page.locator("#file").setInputFiles({ name: "kontak.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("main .act button.big").click();
  await page.waitForURL(/\/import\/[0-9a-f]{32}/);
  await page.locator("main .act button.big").click();
  await page.locator(".notice.done").waitFor();
  await page.close();
}

await story(async (browser, base) => {
  const village = new Village(browser, base);
  const owner = await village.enter(await whoWorksFor(village, "Kriya Kasongan"));
  const told = (what) => console.log(what);

  const stranger = await phone(village, "a stranger");
  await go(stranger, `${base}/shops/${SHOP}`);
  await follow(stranger, stranger.locator("main .act a.big"));
  const item = stranger.locator("details.item", { hasText: like(product) }).first();
  if (!(await item.evaluate((it) => it.open))) await item.locator("summary").click();
  await item.locator(".quantity", { hasText: like(variant) }).first().locator("input").fill(quantity);
  await big(stranger, { address: "Jl. Melati 5, dekat masjid" });
  await big(stranger, { who: "Ibu Ratna", phone: "0813 9988 7766" });
  const kept = await link(stranger);
  await follow(stranger, stranger.locator("main .act a.big"));
  const order = new URL(stranger.url()).pathname.split("/").pop();
  told("a stranger has ordered");

  // Another phone, the same link: the same order, and nothing else.
  const tablet = await phone(village, "the stranger's tablet");
  await go(tablet, kept);
  if (new URL(tablet.url()).pathname.split("/").pop() !== order) throw new Error(`the link leads to ${tablet.url()}`);
  if (await tablet.locator("header nav a").count()) throw new Error("a link opens more than one thing");

  const at = `${owner.at}/business/${SHOP}`;
  const open = async (path) => {
    await go(owner.page, at + path);
    return owner.page;
  };
  const deed = async (fill) => big(await open(`/orders/${order}`), fill);
  const seen = await watch(tablet);
  const { at: accepted } = await deed({ promised: day(21) });
  told(`accepted, and the open link shows it after ${await seen.changes(accepted)} ms`);
  await stranger.reload();
  await big(stranger, { proof: true });
  await deed({});
  told("the deposit is paid by link, and verified");

  await deed({ supplier: /Rajapolah/i });
  await go(owner.page, `${at}/requests`);
  await follow(owner.page, owner.page.locator('main a[href*="/requests/"]:not([href$="/new"])').first());
  const request = new URL(owner.page.url()).pathname;
  const supplier = await phone(village, "the supplier");
  await go(supplier, await tell(owner.page));
  await big(supplier, { promised: day(2) });
  if (!(await supplier.locator('a[href^="https://wa.me/"]').count())) throw new Error("the business cannot be told");
  await big(supplier);
  told("the supplier has confirmed and shipped by link");

  await open(request.replace(`/business/${SHOP}`, ""));
  await press(owner.page, owner.page.locator("#receive button.big"));
  await deed({});
  await deed({});
  await deed({ packages: "2" });
  await note(owner, at);
  await deed({ carrier: /Ojek Baru/i, fee: "50000" });
  await go(owner.page, `${at}/slips`);
  await follow(owner.page, owner.page.locator('main a[href*="/slips/"]').first());
  const courier = await phone(village, "the courier");
  const slip = await tell(owner.page);
  await go(courier, slip);
  await big(courier);
  await big(courier, { received_by: "Ibu Ratna", proof: true });
  const slipPage = courier.url().split("?")[0];
  told("the courier has carried it by link");

  await stranger.reload();
  await big(stranger, { proof: true });
  await deed({});
  await stranger.reload();
  const text = await stranger.locator("main").innerText();
  if (!/lunas, selesai/i.test(text)) throw new Error(`the stranger does not see it settled:\n${text}`);

  // The courier makes an account by the link, with the number on file, and finds what they have carried.
  await follow(courier, courier.locator('.by-link a[href$="/account"]'));
  await press(courier, courier.locator("main form button.big"), { phone: PHONE, pin: "482913", pin_again: "482913" });
  await go(courier, `${new URL(courier.url()).origin}/`);
  if (!new URL(courier.url()).pathname.startsWith("/courier/")) throw new Error(`an account leads to ${courier.url()}`);
  await go(courier, `${courier.url().split("?")[0]}/past`);
  if (!(await courier.locator(`main a[href$="${new URL(slipPage).pathname.split("/").pop()}"]`).count())) {
    throw new Error("the courier's history does not hold the slip");
  }
  told("the courier has an account, and their history is there");

  // A link taken back opens nothing, also where it was open.
  await open(new URL(owner.page.url()).pathname.replace(`/business/${SHOP}`, ""));
  await go(owner.page, `${at}/orders/${order}/tell`);
  for (let left = await owner.page.locator("#links details.confirm").count(); left > 0; left -= 1) {
    const held = owner.page.locator("#links details.confirm").first();
    await held.locator("summary").click();
    await press(owner.page, held.locator("button.danger"));
  }
  const gone = await tablet.goto(kept);
  if (gone.status() !== 404) throw new Error(`a link that was taken back answers ${gone.status()}`);
  told("a link was taken back");
  village.faults = village.faults.filter((fault) => !fault.includes("status of 404"));
  village.check();
});
