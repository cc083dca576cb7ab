// Over the counter on a phone: goods are picked, too little cash is refused and nothing typed is lost, the change
// is said, the sale is taken back, and something is kept for somebody and called for.
import { Village, story } from "./harness.mjs";

const SHOP = "/business/mebel-jati-barokah";

function same(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  console.log(`${what}: ${JSON.stringify(actual)}`);
}

const rupiah = (text) => Number(text.replace(/[^0-9]/g, ""));
const figures = (amount) => amount.toString().replace(/\B(?=(\d{3})+$)/g, ".");

async function pick(page, quantity) {
  await page.locator("#goods input").first().fill(`${quantity}`);
  await page.locator("main .act button.big").click();
  await page.locator("#till").waitFor();
  return rupiah(await page.locator("#till .sum dd").innerText());
}

story(async (browser, base) => {
  const village = new Village(browser, base, { javaScriptEnabled: !process.argv.includes("--no-script") });
  const owner = await village.enter("bu-siti");
  const page = await owner.open(`${SHOP}/counter`);

  await page.locator("main .act button.big").click();
  same("nothing is picked", await page.locator("#goods .wrong").innerText(), "Belum ada barang. Isi jumlah paling sedikit satu.");
  await page.locator("#goods input").first().fill("999");
  await page.locator("main .act button.big").click();
  await page.locator("#till").waitFor();
  await page.locator("main .act button.big").click();
  await page.locator(".notice", { hasText: "tinggal" }).waitFor();
  await page.getByRole("button", { name: "Ubah barang" }).click();
  same("what was picked stands there", await page.locator("#goods input").first().inputValue(), "999");

  const total = await pick(page, 2);
  await page.locator("#tendered").fill(figures(total - 1));
  await page.locator("main .act button.big").click();
  await page.locator(".notice", { hasText: "kurang dari" }).waitFor();
  same("the cash stands there", await page.locator("#tendered").inputValue(), figures(total - 1));
  await page.locator("#tendered").fill(figures(total + 25000));
  await page.locator("main .act button.big").click();
  await page.waitForURL(/\/sales\/[0-9a-f]{32}/);
  same("the change", await page.locator(".notice.done b").innerText(), "Kembalian Rp25.000");
  await page.locator(".confirm summary", { hasText: "Batalkan penjualan" }).click();
  await page.locator(".confirm input[value=Mistake]").check();
  await page.locator(".confirm button.danger").click();
  await page.locator(".notice.failed", { hasText: "Salah catat" }).waitFor();

  await page.goto(`${owner.at}${SHOP}/counter`);
  const kept = await page.locator("#kept .card").count();
  await pick(page, 1);
  await page.locator("summary", { hasText: "Simpan dulu" }).click();
  await page.locator("#name").fill("Bu Tuti");
  await page.locator("#phone").fill("0812 3456 7890");
  await page.getByRole("button", { name: "Simpan barang" }).click();
  const hers = page.locator("#kept .card", { hasText: "Bu Tuti" });
  await hers.waitFor();
  same("kept", await page.locator("#kept .card").count(), kept + 1);
  await hers.getByRole("link", { name: "Diambil dan dibayar" }).click();
  same("it stands there already", await page.locator("#goods input").first().inputValue(), "1");
  await page.locator("main .act button.big").click();
  await page.locator("#till").waitFor();
  await page.locator("main .act button.big").click();
  await page.waitForURL(/\/sales\/[0-9a-f]{32}/);
  same("paid exactly", await page.locator(".notice.done b").innerText(), "Terjual");
  await page.goto(`${owner.at}${SHOP}/counter`);
  same("called for", await page.locator("#kept .card").count(), kept);
  village.check();
});
