// One live stream for a whole page. An element that says data-live="7/work:12" is sent the DOM event "live" for each
// event of that topic, and one that says data-live="mine/danger" for that of each estate; with htmx: hx-trigger="live".

const REMEMBERED = 500;

/** Open the stream for all elements of the page that listen; does nothing where none does. */
export function listen(root = document) {
  const elements = [...root.querySelectorAll("[data-live]")];
  const topics = [...new Set(elements.map((element) => element.dataset.live))];
  if (topics.length === 0) return null;

  // After a broken line the server repeats a little: numbers seen before are dropped here.
  const seen = new Set();
  const source = new EventSource(`/live?topics=${topics.map(encodeURIComponent).join(",")}`);
  source.addEventListener("message", (message) => {
    if (seen.has(message.lastEventId)) return;
    seen.add(message.lastEventId);
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
    const told = JSON.parse(message.data);
    for (const element of root.querySelectorAll("[data-live]")) {
      const { live } = element.dataset;
      if (live === told.topic || (live.startsWith("mine/") && told.topic.endsWith(live.slice(4)))) {
        element.dispatchEvent(new CustomEvent("live", { detail: told, bubbles: false }));
      }
    }
  });
  // A browser gives up for good after some answers, and keeps a stream open behind a page it has put aside.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(root), 30000);
  });
  addEventListener("pagehide", () => source.close(), { once: true });
  addEventListener("pageshow", (event) => event.persisted && listen(root), { once: true });
  return source;
}

listen();
