// Start the service worker, which keeps the last pages for when there is no network.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");

// A kept page shows the moment it was kept, in the reader's own way of writing it.
const kept = document.querySelector("[data-offline]:not([hidden]) time");
if (kept?.dateTime) {
  const format = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
  kept.textContent = new Intl.DateTimeFormat(document.documentElement.lang, format).format(new Date(kept.dateTime));
}
