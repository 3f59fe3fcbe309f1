// Network first; without one, the pages of the day as they were last. What is sent waits in the page's own queue.
const SHELL = "field-shell {{ version }}";
const PAGES = "field-pages";
const FILES = {{ files|safe }};
const OFFLINE = "{{ offline }}";
const OURS = "{{ pages }}";
const MOST_KEPT = 60;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...FILES, OFFLINE])));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("field-shell ") && name !== SHELL;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data.keep).then(() => event.source?.postMessage({ kept: true })));
  if (event.data?.forget) event.waitUntil(caches.delete(PAGES));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || request.method !== "GET") return;
  if (FILES.includes(url.pathname)) event.respondWith(fetch(request).catch(() => caches.match(url.pathname)));
  else if (request.mode === "navigate" && url.pathname.startsWith(OURS)) event.respondWith(page(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await keep(request.url, answer.clone());
    return answer;
  } catch {
    return (await lastKnown(request.url)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function keep(address, answer) {
  const cache = await caches.open(PAGES);
  await cache.delete(address);
  await cache.put(address, answer);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(kept.length - MOST_KEPT, 0)).map((old) => cache.delete(old)));
}

async function keepAll(addresses) {
  for (const address of addresses.slice(0, MOST_KEPT - 5)) {
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) await keep(new URL(address, location.origin).href, answer);
  }
}

async function lastKnown(address) {
  const answer = await (await caches.open(PAGES)).match(address);
  if (!answer) return undefined;
  const html = (await answer.text()).replace("data-offline hidden", "data-offline");
  return new Response(html, { headers: answer.headers });
}
