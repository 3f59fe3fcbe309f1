// Reports that found no network wait in this telephone's own database, with their photos, and are sent when it is back.
// Each has a name of its own, by which the server enters it once, however often it arrives.
const STORE = "waiting";

export function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("laoyou-requests", 1);
    asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore(STORE, { keyPath: "name" }));
    asked.addEventListener("success", () => done(asked.result));
    asked.addEventListener("error", () => failed(asked.error));
  });
}

async function store(mode, act) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const asked = act(database.transaction(STORE, mode).objectStore(STORE));
      asked.addEventListener("success", () => done(asked.result));
      asked.addEventListener("error", () => failed(asked.error));
    });
  } finally {
    database.close();
  }
}

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** Post the fields; the answer's words, or null when nothing answered as a report is answered. */
async function post(address, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const answer = await fetch(address, { method: "POST", body, headers });
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isOurs ? { status: answer.status, ...(await answer.json()) } : null;
}

/** Send a form, or keep it until there is a network. */
export async function send(form) {
  const fields = [...new FormData(form)].filter(([, value]) => !(value instanceof File) || value.size > 0);
  const address = form.getAttribute("action") || location.pathname;
  const button = form.querySelector("button.weui-btn_primary");
  button.setAttribute("aria-disabled", "true");
  const trouble = document.querySelector("[data-trouble]");
  const say = (words) => {
    trouble.hidden = false;
    trouble.querySelector("span").textContent = words;
    trouble.scrollIntoView({ block: "center" });
  };
  const keep = async () => {
    await store("readwrite", (kept) => kept.put({ name: form.elements.client_id.value, address, fields }));
    form.elements.client_id.value = newName();
  };
  try {
    const answer = await post(address, fields);
    if (answer?.address) return location.assign(answer.address);
    if (answer?.trouble) return say(answer.trouble);
    await keep(); // signed out: sent after signing in, to which the page leads
    location.assign(address);
  } catch {
    await keep();
    say(form.dataset.queued);
    await showWaiting();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

async function flush() {
  for (const kept of await store("readonly", (all) => all.getAll())) {
    try {
      const answer = await post(kept.address, kept.fields);
      if (!answer) continue; // signed out: it waits until somebody signs in again
      await store("readwrite", (all) => all.delete(kept.name));
    } catch {
      break;
    }
  }
  await showWaiting();
}

async function showWaiting() {
  const count = await store("readonly", (all) => all.count());
  for (const strip of document.querySelectorAll("[data-waiting]")) {
    strip.hidden = count === 0;
    strip.querySelector("[data-waiting-count]").textContent = count;
  }
}

/** Keep the form itself on this telephone, so that it opens without a network too. */
async function keepForm() {
  const link = document.querySelector("a[data-keep]");
  if (!link || !("caches" in window) || !navigator.serviceWorker?.controller) return;
  const answer = await fetch(link.href);
  if (!answer.ok || answer.redirected) return;
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  await (await caches.open("pages")).put(link.href, new Response(await answer.text(), { headers }));
}

if ("indexedDB" in window) {
  addEventListener("online", flush);
  for (const button of document.querySelectorAll("[data-send-now]")) button.addEventListener("click", flush);
  flush().catch(() => {});
}
keepForm().catch(() => {});
