// The sum of the ticked bills, and the name of the chosen channel, as the reader ticks. Fen are whole numbers.
const form = document.querySelector("[data-running-sum]");
const ticks = [...form.querySelectorAll("input[name=bill]")];
const all = form.querySelector("[data-all]");
const button = form.querySelector("[data-pay]");

function yuan(fen) {
  return `${Math.floor(fen / 100).toLocaleString("en")}.${String(fen % 100).padStart(2, "0")}`;
}

function show() {
  const ticked = ticks.filter((tick) => tick.checked);
  const sum = ticked.reduce((fen, tick) => fen + Number(tick.dataset.fen), 0);
  for (const place of document.querySelectorAll("[data-sum]")) place.textContent = yuan(sum);
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = ticked.length;
  const channel = form.querySelector("input[name=channel]:checked");
  for (const place of channel ? document.querySelectorAll("[data-channel]") : []) place.textContent = channel.dataset.name;
  if (button) button.disabled = ticked.length === 0;
  if (all) all.checked = ticked.length === ticks.length;
}

all?.addEventListener("change", () => {
  for (const tick of ticks) tick.checked = all.checked;
});
form.addEventListener("change", show);
addEventListener("pageshow", show);
show();
