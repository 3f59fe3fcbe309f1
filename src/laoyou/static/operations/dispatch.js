// The dispatch board: choose a crew for an order by pressing it, or by dragging it to a crew's line; the day kept fresh.
// Enter accepts the proposal and K keeps things as they are, while nothing else has the focus.
const MOVED = "application/x-laoyou-order";
let dragged = null;
let waiting = 0;

function panel() {
  return document.getElementById("offers");
}

async function showOffers(address, crew) {
  const url = crew ? `${address}?crew=${encodeURIComponent(crew)}` : address;
  await window.htmx.ajax("GET", url, { target: "#offers", swap: "innerHTML" });
  panel().focus({ preventScroll: true });
  panel().scrollIntoView({ block: "nearest" });
}

function closeOffers() {
  panel().replaceChildren();
  if (waiting) refresh();
}

// Whoever is choosing is not disturbed: the board is loaded anew when they are done.
function isBusy() {
  return dragged !== null || panel()?.childElementCount > 0;
}

function refresh() {
  clearTimeout(waiting);
  waiting = 0;
  const lanes = document.querySelector("[data-lanes]");
  const left = lanes ? lanes.scrollLeft : 0;
  window.htmx
    .ajax("GET", location.href, { target: "#board", select: "#board", swap: "outerHTML" })
    .then(() => scrollLanes(left));
}

function scrollLanes(left) {
  const lanes = document.querySelector("[data-lanes]");
  const now = lanes?.querySelector("[data-now]");
  if (!lanes) return;
  lanes.scrollLeft = left ?? (now ? Math.max(now.offsetLeft - 220, 0) : 0);
}

// The topics stand on the page that was loaded first, and again on each newer one.
document.addEventListener(
  "live",
  (event) => {
    if (!event.target.matches("[data-board-topic]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => !isBusy() && refresh(), 700);
  },
  true, // the event does not bubble, but it is captured on its way down
);

document.addEventListener("click", (event) => {
  const card = event.target.closest("[data-offers]");
  if (card) showOffers(card.dataset.offers);
  if (event.target.closest("[data-offers-close]")) closeOffers();
});

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest("[data-offers]");
  if (!card) return;
  dragged = card.dataset.offers;
  event.dataTransfer.setData(MOVED, dragged);
  event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const lane = event.target.closest("[data-crew]");
  if (!lane || dragged === null) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".is-under")) other.classList.toggle("is-under", other === lane);
  lane.classList.add("is-under");
});

document.addEventListener("dragend", () => {
  dragged = null;
  for (const lane of document.querySelectorAll(".is-under")) lane.classList.remove("is-under");
});

document.addEventListener("drop", (event) => {
  const lane = event.target.closest("[data-crew]");
  const address = event.dataTransfer.getData(MOVED);
  if (!lane || !address) return;
  event.preventDefault();
  showOffers(address, lane.dataset.crew);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && panel()?.childElementCount) closeOffers();
  const focused = document.activeElement;
  if (focused !== document.body && focused?.id !== "content") return;
  const key = { Enter: "[data-key-accept]", k: "[data-key-keep]", K: "[data-key-keep]" }[event.key];
  const button = key && document.querySelector(key);
  if (!button) return;
  event.preventDefault();
  button.click();
});

scrollLanes();
