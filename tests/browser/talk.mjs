// Two people write to each other: without reloading, with a photo, through a tunnel, and without JavaScript.
import { PHOTO, Village, big, go, story } from "./harness.mjs";

const SHOP = "kriya-kasongan";

function same(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  console.log(`${what}: ${JSON.stringify(actual)}`);
}

const bubbles = (page) => page.locator(".bubbles > li");
const until = (page, count) =>
  page.waitForFunction((count) => document.querySelectorAll(".bubbles > li").length === count, count, { timeout: 10_000 });

// Says something with the one form of the page.
async function say(page, text) {
  await page.fill("#say-text", text);
  await page.click("#say button:not([name])");
}

await story(async (browser, base) => {
  const village = new Village(browser, base);
  const buyer = await village.enter("bu-endah");
  const seller = await village.enter("bu-sri");
  // Others wrote to her before.
  const sign = (page) => page.$$eval("#messages .count", (signs) => Number(signs[0]?.textContent ?? 0));
  const others = await sign(seller.page);
  await go(buyer.page, `${buyer.at}${buyer.home}/new/${SHOP}`);
  const item = buyer.page.locator("details.item", { hasText: /tas.*pandan/i }).first();
  if (!(await item.evaluate((it) => it.open))) await item.locator("summary").click();
  await item.locator(".quantity input").first().fill("1.000");
  await big(buyer.page);
  await big(buyer.page);
  const order = new URL(buyer.page.url()).pathname.split("/").pop();
  same("a thousand is a thousand", /\b1000 pcs\b/.test(await buyer.page.innerText("main")), true);
  same("nothing was said yet", await bubbles(buyer.page).count(), 0);

  await say(buyer.page, "Talinya yang cokelat ya Bu.\n<b>Terima kasih.</b>");
  await until(buyer.page, 1);
  same("the form is empty again", await buyer.page.inputValue("#say-text"), "");
  await say(buyer.page, "Satu lagi: tanpa label.");
  await until(buyer.page, 2);
  same("words are words", await bubbles(buyer.page).locator("b", { hasText: "Terima kasih." }).count(), 0);

  // The other side: a sign in the head, a count in the list, and unread until it is in sight.
  const list = await seller.open(`${seller.home}/messages`);
  same("the sign in the head", await sign(list), others + 1);
  same("the list", await list.locator(`.rows [href*="${order}"] .chip`).innerText(), "2 baru");
  const theirs = await seller.open(`${seller.home}/orders/${order}`);
  await theirs.waitForTimeout(1_000);
  same("not in sight, not read", await buyer.page.locator(".bubbles small .icon").count(), 0);
  await theirs.locator("#say").scrollIntoViewIfNeeded();
  await buyer.page.waitForFunction(() => document.querySelectorAll(".bubbles small .icon").length === 2);
  await list.waitForFunction(
    (count) => Number(document.querySelector("#messages .count")?.textContent ?? 0) === count,
    others,
  );
  console.log("in sight, read, and the writer sees it; the sign is gone on another page");

  // An answer arrives while the buyer is typing, and what was typed stays.
  await buyer.page.fill("#say-text", "setengah kali");
  await theirs.click("#say button[name=quick] >> nth=0");
  await until(buyer.page, 3);
  same("what was being typed", await buyer.page.inputValue("#say-text"), "setengah kali");
  await buyer.page.fill("#say-text", "");

  // A large photo becomes small; the tunnel comes before it is sent.
  await buyer.page.setInputFiles("#say-photo", PHOTO);
  await buyer.page.waitForFunction(() => document.querySelector("#say-photo").files[0]?.type === "image/jpeg");
  const size = await buyer.page.evaluate(() => document.querySelector("#say-photo").files[0].size);
  if (size > 200 * 1024) throw new Error(`the photo has ${size} bytes`);
  await buyer.context.setOffline(true);
  await buyer.page.click("#say button:not([name])");
  const lost = await buyer.page.evaluate(() => document.body.dataset.notSent);
  await buyer.page.locator(".sending", { hasText: lost }).waitFor({ state: "visible" });
  await buyer.context.setOffline(false);
  await buyer.page.waitForURL(/messages\?after=/);
  await until(theirs, 4);
  village.faults = village.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(fault));
  const shown = theirs.locator(".bubbles img").first();
  await shown.scrollIntoViewIfNeeded();
  await theirs.waitForFunction(() => document.querySelector(".bubbles img").naturalWidth > 0);
  console.log("the photo came through the tunnel, once, and the other side sees it");

  // Without JavaScript: a quick answer, then what is unread is marked by hand.
  const plain = new Village(browser, base, { javaScriptEnabled: false });
  const old = await plain.enter("bu-endah");
  await go(old.page, `${old.at}${old.home}/orders/${order}/messages`);
  await Promise.all([old.page.waitForNavigation(), old.page.click("#say button[name=quick] >> nth=0")]);
  same("messages, without JavaScript", await bubbles(old.page).count(), 5);
  const phone = await plain.enter("bu-sri");
  await go(phone.page, `${phone.at}${phone.home}/orders/${order}/messages`);
  if (await phone.page.locator(".mark button").count()) {
    await Promise.all([phone.page.waitForNavigation(), phone.page.click(".mark button")]);
  }
  same("nothing is left to mark", await phone.page.locator(".mark").count(), 0);
  plain.check();
  village.check();
});
