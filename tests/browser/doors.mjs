// The first start in real hands, on a phone: whoever started the program sets it up, founds a business, the
// owner comes in by a link, chooses a PIN, signs out, and comes back by number and PIN.
import { launch, go, press } from "./harness.mjs";

const [base, setUp] = process.argv.slice(2);
const SHOTS = process.env.SCREENSHOTS;

const browser = await launch();
const faults = [];

async function phone(name) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale: "id-ID",
    timezoneId: "Asia/Jakarta",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (401|422)/.test(message.text())) faults.push(`${name}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
  return page;
}

let number = 0;
async function looks(page, what) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 360) throw new Error(`${what} is ${wide} px wide`);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/doors-${++number}-${what}.png`, fullPage: true });
}

async function shows(page, text) {
  const main = await page.locator("main").innerText();
  if (!main.includes(text)) throw new Error(`${page.url()} does not say "${text}":\n${main.slice(0, 1000)}`);
}

const at = (page) => new URL(page.url()).pathname;
function is(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${actual}, not ${expected}`);
  console.log(`${what}: ${actual}`);
}

async function run() {
  const operator = await phone("operator");
  await go(operator, setUp);
  await looks(operator, "set-up");
  const started = Date.now();
  await press(operator, operator.locator("button.big"), {
    name: "Pak Lurah Slamet",
    phone: "0812-0000-0001",
    pin: "135790",
    pin_again: "135790",
    password: "kopi tubruk manis",
    party: "Koperasi Desa Mantingan",
    village: /Jepara/,
  });
  is("the operator begins at", at(operator), "/operator/koperasi-desa-mantingan");
  await looks(operator, "operator");
  await operator.locator("main a.big").click();
  await operator.waitForURL(/\/found$/);
  await looks(operator, "found");
  await press(operator, operator.locator("main button.big"), {
    name: "Mebel Jati Barokah",
    village: /Jepara/,
    owner: "Bu Siti Aminah",
    phone: "0812-2700-1144",
  });
  await shows(operator, "Kirim lewat WhatsApp");
  await looks(operator, "link");
  const link = await operator.locator("#link").inputValue();
  const message = new URL(await operator.locator("main a.big").getAttribute("href")).searchParams.get("text");
  if (!message.includes(link)) throw new Error(`the message does not hold the link: ${message}`);
  console.log(`founded after ${Math.round((Date.now() - started) / 100) / 10} s`);

  const owner = await phone("owner");
  await go(owner, link);
  await shows(owner, "Bu Siti Aminah");
  await looks(owner, "enter");
  await press(owner, owner.locator("main button.big"), { pin: "246802", pin_again: "246802" });
  is("the owner begins at", at(owner), "/business/mebel-jati-barokah");
  await looks(owner, "business");
  await owner.locator("details.who summary").click();
  await owner.locator('details.who a[href="/account"]').click();
  await owner.waitForURL(/\/account$/);
  await shows(owner, "0812-••••-1144");
  await looks(owner, "account");
  await owner.locator("details.who summary").click();
  await Promise.all([owner.waitForNavigation(), owner.locator('form[action="/logout"] button').click()]);

  // Asked for while nobody is signed in: it comes after signing in.
  await owner.goto(`${base}/account`);
  is("who is signed out is asked at", at(owner), "/login");
  await looks(owner, "login");
  await owner.locator("#phone").fill("0812 2700 1144");
  await owner.locator("#pin").fill("111222");
  const refused = owner.waitForResponse((it) => it.request().method() === "POST");
  await owner.locator("main button.big").click();
  is("a wrong PIN", (await refused).status(), 422);
  await owner.waitForLoadState("load");
  await looks(owner, "wrong-pin");
  is("the number is still there", await owner.locator("#phone").inputValue(), "0812 2700 1144");
  is("the PIN is not", await owner.locator("#pin").inputValue(), "");
  await press(owner, owner.locator("main button.big"), { pin: "246802" });
  is("after signing in", at(owner), "/account");

  // The same link on another phone is over, and the PIN alone is not enough there.
  const thief = await phone("thief");
  const over = await thief.goto(link);
  is("the link once more", over.status(), 404);
  await looks(thief, "link-over");
  faults.splice(0, faults.length, ...faults.filter((fault) => !/thief.*404/.test(fault)));
  await go(thief, `${base}/login?with=pin`);
  await thief.locator("#phone").fill("081227001144");
  await thief.locator("#pin").fill("246802");
  const elsewhere = thief.waitForResponse((it) => it.request().method() === "POST");
  await thief.locator("main button.big").click();
  is("the right PIN on a strange phone", (await elsewhere).status(), 422);
  await thief.waitForLoadState("load");
  await shows(thief, "PIN saja belum cukup");
  await looks(thief, "strange-phone");

  for (const place of ["people", "health"]) {
    await go(operator, `${base}/operator/koperasi-desa-mantingan/${place}`);
    await looks(operator, place);
  }
  await go(operator, `${base}/operator/koperasi-desa-mantingan/people`);
  await operator.locator("main .row a", { hasText: "Bu Siti" }).click();
  await operator.waitForURL(/\/people\/[0-9a-f]{32}/);
  await looks(operator, "person");
  if (faults.length) throw new Error(faults.join("\n"));
}

try {
  await run();
} catch (error) {
  console.error(error.stack ?? error);
  process.exitCode = 1;
} finally {
  await browser.close();
}
