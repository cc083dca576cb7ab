// Guests, and what is told late, on phones: a payment that came yesterday and is recorded today; a delivery that two
// people say to have made; a guest book and its moderator; places booked, moved, and the last one wished by two at once.
import { Village, big, follow, go, press, story } from "./harness.mjs";

const PEOPLE = { buyer: "Toko Mebel Sentosa", other: "Galeri Dewata Sanur", seller: "Mebel Jati Barokah", courier: "Pikap Mas Agus" };
const SHOP = "/shops/mebel-jati-barokah";

// A day as people in Jakarta write it.
const day = (days) => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);

function same(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  console.log(`${what}: ${JSON.stringify(actual)}`);
}

async function reads(page, ...words) {
  const text = await page.locator("main").innerText();
  for (const word of words) {
    if (!(word instanceof RegExp ? word.test(text) : text.includes(word))) {
      throw new Error(`${page.url()} does not say ${word}:\n${text.slice(0, 2500)}`);
    }
  }
  return text;
}

// Opens the fold around a part of the page.
async function unfold(part) {
  for (const fold of await part.locator("xpath=ancestor-or-self::details").all()) {
    if (!(await fold.evaluate((it) => it.open))) await fold.locator("summary").first().click();
  }
}

// Says that a deed of that form was earlier, and does it.
async function late(page, form, date, time, fill = {}) {
  const told = form.locator("details.earlier");
  await unfold(told);
  await told.locator("[name=happened]").fill(date);
  await told.locator("[name=happened_at]").fill(time);
  return press(page, form.locator("button:not([type=button])").last(), fill);
}

await story(async (browser, base) => {
  const village = new Village(browser, base, {});
  const start = await (await browser.newContext()).newPage();
  await go(start, `${village.base.origin}/demo`);
  const people = await start.locator('a[href*="/demo/enter/"]').evaluateAll((links) =>
    links.map((link) => [link.getAttribute("href").split("/").pop(), link.innerText]),
  );
  const cast = {};
  for (const [role, party] of Object.entries(PEOPLE)) {
    const [person] = people.find(([, text]) => text.includes(party));
    // The courier's phone is old and often without a network: what it shows stays until it is asked again.
    cast[role] = await (role === "courier" ? new Village(browser, base, { javaScriptEnabled: false }) : village).enter(person);
  }
  const { buyer, other, seller, courier } = cast;
  const open = (actor, path) => actor.open(actor.home + path);

  // Received yesterday, recorded today: the month of yesterday has it, and the order's chain says both days.
  const ordering = await buyer.open(SHOP);
  await follow(ordering, ordering.locator("main .act a.big").first());
  const item = ordering.locator("details.item", { hasText: /kursi makan/i }).first();
  if (!(await item.evaluate((it) => it.open))) await item.locator("summary").click();
  await item.locator(".quantity", { hasText: /natural/i }).first().locator("input").fill("12");
  await big(ordering);
  await big(ordering);
  const order = `/orders/${new URL(ordering.url()).pathname.split("/").pop()}`;
  await ordering.close();
  const accepting = await open(seller, order);
  await press(accepting, accepting.locator('main form[action$="/accept"] button.big').first(), { promised: day(21), freight: 0 });
  await accepting.close();
  const paying = await open(buyer, `${order}/pay`);
  await press(paying, paying.locator('main form[action$="/pay"] button.big').first(), { proof: true });
  await paying.close();

  // One tap: the question when it came lies folded, refuses what is yet to come, and keeps what was typed.
  const payments = await open(seller, "/payments");
  const card = payments.locator("article.card", { has: payments.locator(`a[href$="${order}"]`) });
  const tap = card.locator("form").first();
  same("the question lies folded", await tap.locator("details.earlier").evaluate((it) => it.open), false);
  await unfold(tap.locator("details.earlier"));
  await tap.locator("[name=happened]").fill(day(1));
  await tap.locator("button.big").click();
  await payments.locator(".wrong", { hasText: "belum tiba" }).waitFor();
  const verify = payments.locator('main form[action$="/verify"]').first();
  same("what was typed stays", await verify.locator("[name=happened]").inputValue(), day(1));
  await late(payments, verify, day(0), "00:01");
  await reads(payments, /Pembayaran diperiksa|Uang masuk|kwitansi/i);

  // Received yesterday, recorded today: the month of yesterday has it, and the order's chain says both days.
  const month = day(-1).slice(0, 7);
  const money = async () => {
    const books = await open(seller, `/books/${month}`);
    const figures = await books.locator("main dl.sums dd").allInnerTexts();
    await books.close();
    return figures.map((figure) => Number(figure.replace(/[^0-9-]/g, "")));
  };
  const before = await money();
  await go(payments, `${seller.at}${seller.home}/payments`);
  const owed = await payments.locator('details.owes a[href*="/orders/"]').evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  let received;
  for (const href of owed) {
    await go(payments, seller.at + href);
    const placed = await payments.locator("main .chain li").first().innerText();
    const form = payments.locator('main form[action$="/payments/record"]').first();
    if (/hari ini|baru saja/.test(placed) || !(await form.count())) continue;
    received = Number((await form.locator("[name=record_amount]").inputValue()).replace(/[^0-9]/g, ""));
    await unfold(form);
    await late(payments, form, day(-1), "15:30");
    break;
  }
  if (!received) throw new Error(`nobody owes anything since before today: ${owed}`);
  await reads(payments, /terjadi kemarin.*dicatat hari ini/is);
  await payments.close();
  const after = await money();
  if (!after.some((figure, at) => figure - before[at] === received)) {
    throw new Error(`the books of ${month} did not gain ${received}: ${before} and ${after}`);
  }
  console.log(`the books of ${month} have what came yesterday: ${received}`);

  // Two signatures on one delivery. The courier had no network when he handed the goods over; the workshop wrote it down
  // meanwhile, from what the buyer said.
  const does = async (path, action, fill = {}) => {
    const page = await open(seller, path);
    const form = page.locator(`main form[action$="${action}"]`).first();
    await unfold(form);
    await press(page, form.locator("button:not([type=button])").last(), fill);
    const to = new URL(page.url()).pathname.slice(seller.home.length);
    await page.close();
    return to;
  };
  for (let times = 0; times < 8; times += 1) {
    const page = await open(seller, order);
    const ready = await page.locator('main form[action$="/production/start"]').count();
    await page.close();
    if (ready) break;
    const market = await open(seller, "/purchases/new");
    const names = await market.locator("main form input").evaluateAll((all) => all.map((it) => it.name));
    const fill = Object.fromEntries(
      names.flatMap((name) => (/^bought-/.test(name) ? [[name, "5000"]] : /^cost-/.test(name) ? [[name, "400000"]] : [])),
    );
    await press(market, market.locator("main form button.big").first(), fill);
    await market.close();
  }
  await does(order, "/production/start");
  await does(`${order}/production`, "/production/finish");
  await does(`${order}/pack`, "/pack", { packages: 2 });
  const slip = await does(`${order}/dispatch`, "/dispatch", { carrier: /Pikap Mas Agus/ });
  const road = await open(courier, slip);
  await late(road, road.locator("#pickup"), day(0), "00:01");
  await reads(road, /terjadi hari ini 00\.01/i);
  await does(slip, "/complete", { "received-by": "Bu Ani", channel: "Phone", photo: true });
  const form = road.locator("#deliver");
  await late(road, form, day(0), "00:02", { received_by: "Pak Eko", proof: true });
  await reads(road, "Bu Ani", /Bukti serah terima kedua/i, "Pak Eko");
  const job = await open(seller, slip);
  await reads(job, "Bu Ani", /Bukti serah terima kedua/i, "Pak Eko");
  same("both photographs", (await job.locator("main .chain img").count()) >= 2, true);
  await job.close();
  await road.close();

  // The guest book: a stranger writes, the owner looks, it appears. Whoever shouts at the door is told to wait.
  const anybody = await (await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "id-ID" })).newPage();
  await go(anybody, `${village.base.origin}${SHOP}/guest-book`);
  const write = async (name, text) => {
    const form = anybody.locator('main form[action$="/guest-book"]');
    await unfold(form);
    await form.locator('[name="name"]').fill(name);
    await form.locator("textarea").fill(text);
    const answer = anybody.waitForResponse((it) => it.request().method() === "POST");
    await form.locator("button:not([type=button])").last().click();
    return (await answer).status();
  };
  same("a guest writes", await write("Bu Wati", "Kursinya enak dipakai lama."), 303);
  await anybody.locator(".notice", { hasText: "sudah terkirim" }).waitFor();
  same("nobody sees it yet", await anybody.locator("main", { hasText: "enak dipakai lama" }).count(), 0);
  const desk = await open(seller, "/guest-book");
  const post = desk.locator("li.card", { hasText: "enak dipakai lama" });
  await press(desk, post.locator('form[action$="/show"] button'));
  await desk.close();
  await go(anybody, `${village.base.origin}${SHOP}/guest-book`);
  await reads(anybody, "Bu Wati", "Kursinya enak dipakai lama.");
  let refused = 0;
  for (let times = 0; times < 30 && !refused; times += 1) {
    const status = await write("Promo", `Pinjaman cepat cair nomor ${times}`);
    if (status !== 303) refused = status;
    if (status === 303) await go(anybody, `${village.base.origin}${SHOP}/guest-book`);
  }
  if (refused < 400 || refused >= 500) throw new Error(`thirty posts in a row: ${refused}`);
  await reads(anybody, /tunggu|nanti|lagi/i);
  same("no word is lost", (await anybody.locator("main textarea").inputValue()).startsWith("Pinjaman cepat"), true);
  console.log(`spam is refused: ${refused}`);

  // Places: the last ones are wished by two at once. One gets them, the other reads what is left and loses no word.
  const offer = await buyer.open(SHOP);
  const href = await offer.locator('main a[href*="/book/"]').first().getAttribute("href");
  await offer.close();
  const days = await (async () => {
    const page = await buyer.open(href);
    const links = await page.locator("main nav.second a").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
    await page.close();
    return links.filter((link) => link.includes("day="));
  })();
  // The third day on: nobody of the village has booked the last slot of it.
  const [at] = days.slice(-2);
  const asks = async (actor, places, note) => {
    const page = await actor.open(at);
    const form = page.locator("#book");
    await form.locator("[name=slot]").last().check({ force: true });
    await form.locator("[name=places]").fill(places);
    await form.locator("[name=note]").fill(note);
    return { page, form };
  };
  const [one, two] = [await asks(buyer, "5", "Rombongan dari Semarang"), await asks(other, "5", "Rombongan dari Sanur")];
  const answers = await Promise.all(
    [one, two].map(async ({ page, form }) => {
      const answer = page.waitForResponse((it) => it.request().method() === "POST" && !it.url().endsWith("/read"));
      await Promise.all([page.waitForNavigation({ waitUntil: "load" }), form.locator("button.big").click()]);
      return (await answer).status();
    }),
  );
  same("one comes, one does not", answers.toSorted().join(" "), "303 422");
  const loser = answers[0] === 422 ? one : two;
  const winner = answers[0] === 422 ? two : one;
  await reads(loser.page, /Tinggal 3 tempat/);
  same("no word is lost", (await loser.form.locator("[name=note]").inputValue()).startsWith("Rombongan dari"), true);
  same("nor a figure", await loser.form.locator("[name=places]").inputValue(), "5");
  await loser.form.locator("[name=places]").fill("3");
  await press(loser.page, loser.form.locator("button.big"), {});
  await reads(winner.page, "5 tempat");
  await reads(loser.page, "3 tempat");

  // The shop books for who phones, though the button is tapped twice; full is full; another hour is free.
  const date = new URL(at, base).searchParams.get("day");
  const agenda = await open(seller, `/bookings?day=${date}`);
  await reads(agenda, "Rombongan dari Semarang", "Rombongan dari Sanur");
  await follow(agenda, agenda.locator("main .act a.big").first());
  same("what is full is not offered", await agenda.locator(".slots .full").count(), 1);
  const guest = agenda.locator("#guest");
  await guest.locator("[name=places]").fill("2");
  await guest.locator("[name=who]").fill("Pak Darto");
  await guest.locator("[name=phone]").fill("12");
  await guest.locator("button.big").click();
  await agenda.locator("#phone-wrong").waitFor();
  same("the name stands there", await guest.locator("[name=who]").inputValue(), "Pak Darto");
  await guest.locator("[name=phone]").fill("0813 7000 8000");
  await guest.locator("button.big").dblclick();
  await agenda.waitForURL(/bookings\?day=/);
  same("one booking", await agenda.locator("li.card", { hasText: "Pak Darto" }).count(), 1);
  const hers = agenda.locator("li.card", { hasText: "Pak Darto" });
  const was = await hers.locator("p.by").first().innerText();
  await follow(agenda, hers.locator('a[href$="/move"]'));
  const choices = agenda.locator("#move [name=slot]");
  same("its own hour and the full one are not offered", await choices.count(), 2);
  await choices.last().check({ force: true });
  await press(agenda, agenda.locator("#move button.big"));
  const moved = agenda.locator("li.card", { hasText: "Pak Darto" });
  await reads(agenda, /dipindah dari/);
  if ((await moved.locator("p.by").first().innerText()) === was) throw new Error(`it was not moved from ${was}`);
  await moved.locator("details", { hasText: "Batalkan janji" }).locator("summary").click();
  await press(agenda, moved.locator("button.danger"));
  await reads(agenda, /Dibatalkan oleh/);
  await agenda.close();

  // The owner's audit counts and tells all of it.
  const audit = await seller.open(`/audit/${seller.home.split("/").pop()}/guests`);
  await reads(audit, "Janji tamu", "Buku tamu", "Balasan siap pakai");
  await follow(audit, audit.locator("main a", { hasText: "Pak Darto" }).first());
  await reads(audit, "Janji dipindah ke jam lain", "Semula", "Janji dibatalkan");
  village.check();
});
