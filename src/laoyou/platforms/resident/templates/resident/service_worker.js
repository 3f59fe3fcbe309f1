// Network first. Without a network: the last pages this person opened, with a banner that says of when they are.
const SHELL = "shell {{ version }}";
const PAGES = "pages";
const FILES = {{ files|safe }};
const OFFLINE = "{{ offline }}";
const SIGN_IN = "{{ sign_in }}";
const NOT_OURS = {{ not_ours|safe }};
const NEVER_KEPT = {{ never_kept|safe }};
const MOST_KEPT = 40;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...FILES, OFFLINE])));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || NOT_OURS.some((start) => url.pathname.startsWith(start))) return;
  if (url.pathname.startsWith(SIGN_IN) || request.method === "POST" && url.pathname === "{{ sign_out }}") {
    event.waitUntil(caches.delete(PAGES));
  }
  if (FILES.includes(url.pathname)) event.respondWith(fetch(request).catch(() => caches.match(url.pathname)));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});

async function removeOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell ") && name !== SHELL).map((name) => caches.delete(name)));
}

async function page(request, url) {
  try {
    const response = await fetch(request);
    if (isKept(request, response, url)) await keep(request, response.clone());
    return response;
  } catch {
    const known = request.method === "GET" ? await lastKnown(request) : undefined;
    return known ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

function isKept(request, response, url) {
  return request.method === "GET" && response.ok && response.headers.get("Content-Type")?.startsWith("text/html")
    && !NEVER_KEPT.some((start) => url.pathname.startsWith(start));
}

async function keep(request, response) {
  const headers = new Headers(response.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const cache = await caches.open(PAGES);
  await cache.delete(request);
  await cache.put(request.url, new Response(await response.text(), { headers }));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(kept.length - MOST_KEPT, 0)).map((old) => cache.delete(old)));
}

async function lastKnown(request) {
  const cache = await caches.open(PAGES);
  const response = await cache.match(request.url);
  if (!response) return undefined;
  const at = response.headers.get("X-Kept-At");
  const html = (await response.text())
    .replace("data-offline hidden", "data-offline")
    .replace("<time data-kept></time>", `<time datetime="${at}">${at.slice(0, 10)}</time>`);
  return new Response(html, { headers: response.headers });
}
