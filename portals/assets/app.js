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
  const hasFile = (form) => [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!hasFile(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    sendFiles(form, event.submitter);
  }, true);

  // What carries a file is sent with its progress in sight, and sent again where the network drops it: the same
  // deed, so that nothing is done twice.
  async function sendFiles(form, submitter) {
    const words = document.body.dataset;
    let box = form.querySelector(".sending");
    if (!box) {
      box = document.createElement("div");
      box.className = "sending";
      box.setAttribute("role", "status");
      box.append(document.createElement("span"), document.createElement("progress"));
      (form.querySelector(".act") || form).append(box);
    }
    const [says, bar] = box.children;
    says.textContent = words.sending;
    bar.hidden = false;
    bar.removeAttribute("value");
    await Promise.all([...form.querySelectorAll("input[type=file]")].map((input) => shrinking.get(input)));
    const content = new FormData(form);
    if (submitter?.name) content.append(submitter.name, submitter.value);
    for (let attempt = 0; ; attempt += 1) {
      try {
        return arrive(await post(form.action, content, bar), form);
      } catch {
        if (attempt >= 4) break;
        says.textContent = words.notSent;
        await new Promise((go) => { setTimeout(go, 1500 * 2 ** attempt); addEventListener("online", go, { once: true }); });
        says.textContent = words.sending;
      }
    }
    says.textContent = words.notSent;
    bar.hidden = true;
    ready(form);
    const button = submitter || form.querySelector("button:not([type=button])");
    if (button) button.textContent = words.sendAgain;
  }
  const post = (address, content, bar) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.timeout = 120000;
    request.upload.onprogress = (event) => { if (event.lengthComputable) { bar.max = event.total; bar.value = event.loaded; } };
    request.onload = () => (request.status === 503 ? fail() : done(request));
    request.onerror = request.ontimeout = fail;
    request.send(content);
  });
  // A redirect leads on; anything else is the page with the form again, and what is wrong with it.
  function arrive(request, form) {
    const [asked, part] = form.action.split("#");
    if (request.status < 400 && request.responseURL && request.responseURL !== asked) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.querySelector("main");
    if (!fresh) return location.assign(form.action);
    document.querySelector("main").replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    window.htmx?.process?.(document.querySelector("main"));
    const shown = document.querySelector("#notice > *") || (part && document.getElementById(part)) || document.querySelector("main");
    shown.scrollIntoView({ block: "start" });
  }
  const ready = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(ready));

  // A chosen photo is shown, and made small enough for a patchy network before it is sent.
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-photo]") || !input.files[0]) return;
    const label = document.querySelector(`label.shot[for="${input.id}"]`);
    // One question, two ways to answer it: what was chosen last counts.
    for (const other of input.closest(".shots")?.querySelectorAll("input[type=file]") || []) {
      if (other === input) continue;
      other.value = "";
      document.querySelector(`label.shot[for="${other.id}"] img`)?.remove();
    }
    const work = (async () => {
      try {
        const small = await shrink(input.files[0], 200 * 1024);
        const files = new DataTransfer();
        files.items.add(new File([small], "foto.jpg", { type: "image/jpeg" }));
        input.files = files.files;
      } catch { /* The server shrinks it too. */ }
    })();
    shrinking.set(input, work);
    await work;
    if (!label || !input.files[0]) return;
    const image = label.querySelector("img") || label.insertAdjacentElement("afterbegin", new Image());
    if (image.src) URL.revokeObjectURL(image.src);
    image.alt = "";
    image.src = URL.createObjectURL(input.files[0]);
  });
  const shrinking = new WeakMap();
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
