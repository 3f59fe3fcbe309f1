// The till: sums the ticked bills, says what to give back, and takes the money once however often the button is pressed.
const form = document.querySelector("[data-desk]");
const received = form.querySelector("[data-received]");
const change = form.querySelector("[data-change]");
const chosen = form.querySelector("[data-chosen]");

function fenOf(text) {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/[,，¥￥]/g, ""));
  return match === null ? null : Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

function yuan(fen) {
  const whole = String(Math.trunc(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${String(fen % 100).padStart(2, "0")}`;
}

function say(words, fen) {
  const amount = document.createElement("b");
  amount.textContent = fen === null ? "" : `¥${yuan(fen)}`;
  change.replaceChildren(words, amount);
}

function reckon() {
  const ticked = [...form.querySelectorAll("[data-fen]:checked")];
  const due = ticked.reduce((sum, box) => sum + Number(box.dataset.fen), 0);
  chosen.textContent = `¥${yuan(due)}`;
  received.placeholder = yuan(due);
  const given = fenOf(received.value);
  change.classList.toggle("is-short", given !== null && given < due);
  if (given === null) change.replaceChildren();
  else if (given < due) say(change.dataset.short, due - given);
  else if (given === due) say(change.dataset.even, null);
  else if (due === 0 || form.querySelector("[name=rest][value=keep]:checked")) say(change.dataset.credit, given - due);
  else say(change.dataset.back, given - due);
}

form.addEventListener("input", reckon);
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
// Coming back with the browser's own button shows the form as it was left: let it be sent again.
window.addEventListener("pageshow", () => {
  delete form.dataset.sent;
  reckon();
});
reckon();
