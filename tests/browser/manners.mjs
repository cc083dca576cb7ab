// How the portals behave in real hands: an impatient thumb, the way back, a tunnel, a mistake.
import { Village, big, follow, go, press, story } from "./harness.mjs";

const SHOP = "kriya-kasongan";

// A new order of so many bags, reckoned and not yet placed.
async function reckoned(buyer, quantity) {
  const page = await buyer.open(`${buyer.home}/new/${SHOP}`);
  const item = page.locator("details.item", { hasText: /tas.*pandan/i }).first();
  if (!(await item.evaluate((it) => it.open))) await item.locator("summary").click();
  await item.locator(".quantity input").first().fill(String(quantity));
  await big(page);
  return page;
}

async function numberOfOrders(buyer) {
  const page = await buyer.open(buyer.home);
  const count = await page.locator('main a[href*="/orders/"]').count();
  await page.close();
  return count;
}

function same(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  console.log(`${what}: ${JSON.stringify(actual)}`);
}

async function twoTaps(buyer) {
  const before = await numberOfOrders(buyer);
  const page = await reckoned(buyer, 40);
  await page.locator("main .act button.big").first().dblclick();
  await page.waitForURL(/\/orders\/[0-9a-f]{32}/);
  await page.close();
  same("orders after two taps", (await numberOfOrders(buyer)) - before, 1);
}

// What the button's script cannot hold back: the same form arrives twice at once.
async function twoRequests(buyer) {
  const before = await numberOfOrders(buyer);
  const page = await reckoned(buyer, 41);
  const [first, second] = await page.evaluate(async () => {
    const button = document.querySelector("main .act button.big");
    const form = button.form;
    const send = () => fetch(form.action, { method: "POST", body: new FormData(form, button) });
    const answers = await Promise.all([send(), send()]);
    return answers.map((answer) => new URL(answer.url).pathname);
  });
  same("two requests lead to one order", first, second);
  await page.close();
  same("orders after two requests", (await numberOfOrders(buyer)) - before, 1);
}

// A deposit that is too small is refused where it was typed, with everything typed still there; then the
// right one is sent, and the way back leads to nothing being paid twice.
async function refusedThenBack(buyer, seller) {
  const page = await reckoned(buyer, 42);
  await big(page);
  const order = new URL(page.url()).pathname;
  const id = order.split("/").pop();
  const theirs = await seller.open(`${seller.home}/orders/${id}`);
  await big(theirs);
  await theirs.close();

  await go(page, buyer.at + order);
  await follow(page, page.locator("main .act a.big").first());
  const amount = page.locator("#pay [name=amount]");
  const asked = await amount.inputValue();
  await amount.fill("1000");
  await page.locator("#pay [name=note]").fill("dari rekening istri");
  const button = page.locator("#pay button.big");
  const refused = page.waitForResponse((it) => it.request().method() === "POST");
  await button.click();
  same("a deposit that is too small", (await refused).status(), 422);
  await page.waitForLoadState("load");
  same("the amount is still there", (await amount.inputValue()).replace(/\D/g, ""), "1000");
  same("and the note", await page.locator("#pay [name=note]").inputValue(), "dari rekening istri");
  if (!(await page.locator("main [role=alert], main .wrong").count())) throw new Error("nothing says why");

  await press(page, button, { amount: asked, proof: true });
  // The way back may lead to the refused form, which the browser asks about before it shows it again.
  await page.goBack({ waitUntil: "load" }).catch(() => go(page, buyer.at + order + "/pay"));
  if (await button.isVisible()) {
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), button.click()]);
  }
  await go(page, buyer.at + order);
  const paid = page.locator("ol.chain li", { hasText: "Pembayaran dikirim" });
  same("payments told after going back and sending again", await paid.count(), 1);
  await page.close();
}

// Back from a placed order to the form it was reckoned on.
async function backFromOrder(buyer) {
  const page = await reckoned(buyer, 43);
  const { response } = await big(page);
  const order = new URL(page.url()).pathname;
  await page.goBack({ waitUntil: "load" }).catch((error) => { throw new Error(`back from the order: ${error.message.split("\n")[0]}`); });
  if (!/Kriya Kasongan/.test(await page.locator("body").innerText())) throw new Error(`back from the order leads to ${page.url()}`);
  const again = page.locator("main .act button.big").first();
  const before = await numberOfOrders(buyer);
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), again.click()]);
  if (page.url().includes("/orders/")) same("sending it again leads to", new URL(page.url()).pathname, order);
  same("orders after sending it again", (await numberOfOrders(buyer)) - before, 0);
  await page.close();
  return response;
}

// A tunnel: the badge says so, and afterwards the page shows what happened meanwhile.
async function tunnel(buyer, seller) {
  const page = await reckoned(buyer, 44);
  await big(page);
  const id = new URL(page.url()).pathname.split("/").pop();
  await page.waitForTimeout(500);
  const badge = page.locator("#offline");
  same("the badge with a network", await badge.isVisible(), false);
  await buyer.context.setOffline(true);
  await badge.waitFor({ state: "visible", timeout: 6_000 });
  const before = await page.locator("main").innerText();
  const theirs = await seller.open(`${seller.home}/orders/${id}`);
  await big(theirs);
  await theirs.close();
  await page.waitForTimeout(500);
  same("in the tunnel the page stays as it was", (await page.locator("main").innerText()) === before, true);
  const out = Date.now();
  await buyer.context.setOffline(false);
  await badge.waitFor({ state: "hidden", timeout: 15_000 });
  const changed = (before) => document.querySelector("main").innerText !== before;
  await page.waitForFunction(changed, before, { timeout: 20_000 });
  console.log(`after the tunnel the page shows what it missed, ${Date.now() - out} ms after`);
}

await story(async (browser, base) => {
  const village = new Village(browser, base);
  const buyer = await village.enter("bu-endah");
  const seller = await village.enter("bu-sri");
  await twoTaps(buyer);
  await twoRequests(buyer);
  await refusedThenBack(buyer, seller);
  await backFromOrder(buyer);
  village.check();
  await tunnel(buyer, seller);
  village.faults = village.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(fault));
  village.check();
});
