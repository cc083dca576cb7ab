// Rantai works without this; here is only what makes it kinder. No library, no inline code.
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // What was typed is not overwritten when the page renews a part of itself.
  document.addEventListener("input", (event) => event.target.setAttribute("hx-morph-skip", ""));
  document.addEventListener("reset", (event) => keepNothing(event.target));
  const keepNothing = (form) => form.querySelectorAll("[hx-morph-skip]").forEach((field) => field.removeAttribute("hx-morph-skip"));
  document.addEventListener("htmx:after:request", (event) => {
    const context = event.detail?.ctx;
    if (context?.sourceElement?.matches?.("form") && context.response?.raw?.ok) {
      const form = context.sourceElement;
      if ("clear" in form.dataset) form.reset(); else keepNothing(form);
      notice?.replaceChildren();
    }
  });

  // A refusal that arrives without a new page is brought into sight.
  const notice = document.getElementById("notice");
  if (notice) {
    new MutationObserver(() => notice.firstElementChild?.scrollIntoView({ block: "nearest" })).observe(notice, { childList: true });
  }

  // A form is sent once, however often it is tapped; a page brought back by a step back can send again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    if (event.defaultPrevented || form.method === "get") return;
    form.dataset.sent = "1";
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
    setTimeout(() => ready(form), 15000);
  });
  const ready = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(ready));

  // A form with a photo shows how far it is, and is sent again after the connection was lost: the hidden deed
  // makes twice once. What the server answers is shown as if the browser had sent it.
  document.addEventListener("submit", async (event) => {
    const form = event.target, by = event.submitter;
    const photo = form.querySelector("input[type=file][data-photo]");
    if (!photo?.files[0]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    await photo.shrinking;
    const data = new FormData(form);
    if (by?.name) data.append(by.name, by.value);
    send(form, data, new URL(form.getAttribute("action") || "", location.href).href, 0);
  }, true);
  function send(form, data, to, tries) {
    const box = document.getElementById("sending"), bar = box.querySelector("progress");
    const request = new XMLHttpRequest();
    box.hidden = false;
    request.open("POST", to);
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onload = () => {
      if (request.responseURL !== to) return location.assign(request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.onerror = () => {
      box.dataset.lost = "1";
      if (tries > 20) { box.hidden = true; return ready(form); }
      const again = () => { clearTimeout(timer); removeEventListener("online", again); delete box.dataset.lost; send(form, data, to, tries + 1); };
      const timer = setTimeout(again, Math.min(30000, 1000 * 2 ** tries));
      addEventListener("online", again);
    };
    request.send(data);
  }

  // A chosen photo is shown, and made small enough for a patchy network before it is sent.
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-photo]") || !input.files[0]) return;
    const label = document.querySelector(`label.shot[for="${input.id}"]`);
    input.shrinking = shrink(input.files[0], 200 * 1024).then((small) => {
      const files = new DataTransfer();
      files.items.add(new File([small], "foto.jpg", { type: "image/jpeg" }));
      input.files = files.files;
    }).catch(() => { /* The server shrinks it too. */ });
    await input.shrinking;
    if (!label || !input.files[0]) return;
    const image = label.querySelector("img") || label.insertAdjacentElement("afterbegin", new Image());
    if (image.src) URL.revokeObjectURL(image.src);
    image.alt = "";
    image.src = URL.createObjectURL(input.files[0]);
  });
  async function shrink(file, limit) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    let side = 1600, quality = 0.8, blob;
    do {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (quality > 0.6) quality -= 0.1; else side = Math.round(side * 0.8);
    } while (blob && blob.size > limit && side > 500);
    if (!blob) throw new Error("no picture");
    return blob;
  }

  // The badge: shown when the network or the stream has been gone for a while.
  let waiting;
  const lost = () => { waiting ??= setTimeout(() => show(true), 3000); };
  const found = () => { clearTimeout(waiting); waiting = undefined; show(false); };
  const show = (gone) => { const badge = document.getElementById("offline"); if (badge) badge.hidden = !gone; };
  addEventListener("offline", () => show(true));
  addEventListener("online", () => {
    found();
    // What a stream carried into the tunnel is lost: every part of the page asks again.
    document.body.dispatchEvent(new Event("resync"));
  });
  document.addEventListener("htmx:sse:error", lost);
  document.addEventListener("htmx:sse:before:connection", (event) => { if (event.detail?.connection?.attempt > 0) lost(); });
  for (const name of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, (event) => { if (event.target.id === "live") lost(); });
  }
  document.addEventListener("htmx:sse:after:connection", found);
  document.addEventListener("htmx:sse:after:message", found);
  if (!navigator.onLine) show(true);

  // A menu closes when one taps beside it.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.who[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest?.("[data-print]")) print();
    const copy = event.target.closest?.("[data-copy]");
    if (copy) {
      const text = document.getElementById(copy.dataset.copy);
      text.select?.();
      navigator.clipboard?.writeText(text.value ?? text.textContent).then(() => { copy.textContent = copy.dataset.copied; });
    }
  });
})();
